import { plainName, readingsOf } from './name-forms.ts';
import { type TextRows, textRows } from './text-rows.ts';

/** Distinct names of a register, made to be found by characters, full pinyin or first letters. */
export type NameIndex = {
  readonly count: number;
  /** Number of a name in this index; undefined for a name that is not in it. */
  numberOf(name: string): number | undefined;
  /** How well each name fits a word, by number: 0 not at all, up to 100 the very same. */
  fit(word: string): Uint8Array;
  /** Does any name fit a word? Cheaper than `fit`. */
  hasFit(word: string): boolean;
};

/** The whole name, its beginning, or somewhere in it: characters weigh more than pinyin, pinyin more than initials. */
const WEIGHTS = { characters: [100, 80, 60], letters: [90, 70, 45], initials: [75, 55, 35] } as const;

/** Builds the index; pinyin is made once for each distinct name. */
export function buildNameIndex(names: Iterable<string>): NameIndex {
  const numbers = new Map<string, number>();
  const plains: string[] = [];
  for (const name of names) {
    if (numbers.has(name)) continue;
    numbers.set(name, plains.length);
    plains.push(plainName(name));
  }
  const readings: { letters: string[]; initials: string[]; owner: number[]; starts: number[][] } = {
    letters: [],
    initials: [],
    owner: [],
    starts: [],
  };
  for (const [number, plain] of plains.entries()) {
    for (const { letters, starts, initials } of readingsOf(plain)) {
      readings.letters.push(letters);
      readings.initials.push(initials);
      readings.starts.push([...starts]);
      readings.owner.push(number);
    }
  }
  const owner = Int32Array.from(readings.owner);
  const columns: Columns = {
    plain: { rows: textRows(plains), weights: WEIGHTS.characters, texts: plains },
    letters: { rows: textRows(readings.letters), weights: WEIGHTS.letters, texts: readings.letters, owner },
    initials: { rows: textRows(readings.initials), weights: WEIGHTS.initials, texts: readings.initials, owner },
    starts: readings.starts.map((starts) => Uint16Array.from(starts)),
  };
  return {
    count: plains.length,
    numberOf: (name) => numbers.get(name),
    fit: (word) => {
      const fits = new Uint8Array(plains.length);
      fitAll(columns, word, fits);
      return fits;
    },
    hasFit: (word) => fitAll(columns, word, null),
  };
}

type Column = {
  readonly rows: TextRows;
  readonly texts: readonly string[];
  readonly weights: readonly [number, number, number];
  /** Name of each row; without it the row is the name. */
  readonly owner?: Int32Array;
};

type Columns = {
  readonly plain: Column;
  readonly letters: Column;
  readonly initials: Column;
  readonly starts: readonly Uint16Array[];
};

const LATIN = /^[a-z0-9]+$/;
const LETTER = /[a-z]/;

/** Weighs all names against a word; with null it only finds out whether there is one. */
function fitAll(columns: Columns, word: string, fits: Uint8Array | null): boolean {
  if (word === '') return false;
  let any = weigh(columns.plain, word, fits, () => true);
  if ((any && !fits) || !LATIN.test(word) || !LETTER.test(word)) return any;
  // `an` is a syllable of 安 and not the end of 湾
  any = weigh(columns.letters, word, fits, (row, at) => columns.starts[row]?.includes(at) === true) || any;
  return weigh(columns.initials, word, fits, () => true) || any;
}

function weigh(
  column: Column,
  word: string,
  fits: Uint8Array | null,
  may: (row: number, at: number) => boolean,
): boolean {
  let any = false;
  if (!fits && !column.rows.holds(word)) return false;
  const digitsFirst = isDigit(word, 0);
  const digitsLast = isDigit(word, word.length - 1);
  column.rows.scan(word, (row, at, length) => {
    const text = column.texts[row] as string;
    // a number is a number: 3 is not found in 13号楼
    if (digitsFirst && isDigit(text, at - 1)) return false;
    if (digitsLast && isDigit(text, at + word.length)) return false;
    if (!may(row, at)) return false;
    any = true;
    if (fits) {
      const name = column.owner ? (column.owner[row] as number) : row;
      const weight = column.weights[at > 0 ? 2 : length > word.length ? 1 : 0];
      if (weight > (fits[name] as number)) fits[name] = weight;
    }
    return true;
  });
  return any;
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
};
