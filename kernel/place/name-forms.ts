import { pinyin, polyphonic } from 'pinyin-pro';

/** How a name is compared: one spelling of digits and buildings, no blanks, no marks, small letters. */
export function plainName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(CHINESE_NUMBER, (digits) => String(numberOf(digits)))
    .replace(BUILDING, '$1号楼')
    .replace(MARKS, '');
}

/** Numbers that people write either way: 三号楼, 二单元. A number inside a name, such as 三金, stays. */
const CHINESE_NUMBER = /[一二三四五六七八九十]{1,3}(?=号楼|号院|栋|幢|单元|期|层|室|号)/g;
const BUILDING = /(\d+)(?:栋|幢|#楼?)/g;
const MARKS = /[^\p{L}\p{N}]/gu;
const DIGITS = '零一二三四五六七八九';

/** 十二 → 12; up to 99. */
function numberOf(text: string): number {
  const [tens = '', ones] = text.split('十');
  if (ones === undefined) return Number([...text].map((digit) => DIGITS.indexOf(digit)).join(''));
  return (tens === '' ? 1 : DIGITS.indexOf(tens)) * 10 + (ones === '' ? 0 : DIGITS.indexOf(ones));
}

/** One reading of a name: syllables without blanks, each with a capital, as in `ChangQing`; and its first letters. */
export type Reading = { readonly syllables: string; readonly initials: string };

/** A name with many characters of several readings has at most this many readings in the index. */
const READINGS_MAX = 6;

/**
 * Readings of a plain name: the one that its words suggest first, then one for each other reading of a single
 * character, so that 长青 is found as changqing and, wrongly spoken, as zhangqing. Empty where nothing in it is Chinese.
 */
export function readingsOf(plain: string): readonly Reading[] {
  if (!HAN.test(plain)) return [];
  const main: readonly string[] = pinyin(plain, { toneType: 'none', type: 'array', v: true });
  const characters = [...plain];
  if (main.length !== characters.length) return [readingOf(main)];
  const readings = [readingOf(main)];
  for (const [at, character] of characters.entries()) {
    for (const other of othersOf(character)) {
      if (other === main[at] || readings.length >= READINGS_MAX) continue;
      readings.push(readingOf(main.with(at, other)));
    }
  }
  return readings;
}

const HAN = /\p{Script=Han}/u;

function readingOf(syllables: readonly string[]): Reading {
  return {
    syllables: syllables.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}`).join(''),
    initials: syllables.map((one) => one.charAt(0)).join(''),
  };
}

const known = new Map<string, readonly string[]>();

/** Readings of one character without its tones; a dictionary lookup that is kept. */
function othersOf(character: string): readonly string[] {
  const found = known.get(character);
  if (found) return found;
  const readings = polyphonic(character, { toneType: 'none', type: 'array', v: true })[0] ?? [];
  const distinct = [...new Set(readings)].filter((reading) => /^[a-z]+$/.test(reading));
  known.set(character, distinct);
  return distinct;
}
