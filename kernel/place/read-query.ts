import { plainName } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';

/** Words of one query beyond which nothing is gained. */
const WORDS_MAX = 8;
/** Ways to part one word that are tried. */
const TRIES_MAX = 6;

/**
 * Ways to read what was typed, as lists of words that must all be found. `xyxq3` is no name, so it is read as `xyxq`
 * and
 * `3`; 鑫苑3号楼 as 鑫苑 and 3号楼; 新华街水泥厂宿舍, which no name holds, is parted where names begin and end.
 */
export function readQuery(names: NameIndex, query: string): readonly (readonly string[])[] {
  const typed = query
    .split(/[\s,，、;；/]+/)
    .map(plainName)
    .filter(Boolean);
  if (typed.length === 0) return [];
  const whole = typed.every((word) => names.hasFit(word)) ? [typed] : [];
  const parts = typed.flatMap((word) => word.match(RUNS) ?? [word]);
  const parted = parts.flatMap((word) => (names.hasFit(word) ? [word] : (partWord(names, word) ?? [word])));
  const readings = parted.join(' ') === whole[0]?.join(' ') ? whole : [...whole, parted];
  return readings.map((words) => words.slice(0, WORDS_MAX));
}

/** Runs of Chinese, of letters, and of a number with what belongs to it: 3号楼, 3hl, 3. */
const RUNS = /\d+[a-z]+|\d+[^\da-z]*|[a-z]+|[^\da-z]+/g;

/** Parts a word that no name holds into words that names hold, the longest beginning first; null where it cannot be. */
function partWord(names: NameIndex, word: string, depth = 0): readonly string[] | null {
  const longest = longestBeginning(names, word);
  for (let length = longest, tries = 0; length > 0 && tries < TRIES_MAX; length -= 1, tries += 1) {
    const [first, rest] = [word.slice(0, length), word.slice(length)];
    if (rest === '') return [first];
    if (names.hasFit(rest)) return [first, rest];
    const more = depth < 2 ? partWord(names, rest, depth + 1) : null;
    if (more) return [first, ...more];
  }
  return null;
}

/**
 * Length of the longest beginning that some name holds. What holds a text holds its beginnings, so halving finds it.
 */
function longestBeginning(names: NameIndex, word: string): number {
  let low = 0;
  let high = word.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (names.hasFit(word.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}
