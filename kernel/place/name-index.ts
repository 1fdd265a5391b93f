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
  const syllables: string[] = [];
  const initials: string[] = [];
  const owners: number[] = [];
  for (const name of names) {
    if (numbers.has(name)) continue;
    const plain = plainName(name);
    for (const reading of readingsOf(plain)) {
      syllables.push(reading.syllables);
      initials.push(reading.initials);
      owners.push(plains.length);
    }
    numbers.set(name, plains.length);
    plains.push(plain);
  }
  const owner = Int32Array.from(owners);
  const lower = textRows(syllables.map((one) => one.toLowerCase()));
  const columns: Columns = {
    plain: { rows: textRows(plains), weights: WEIGHTS.characters },
    letters: { rows: lower, weights: WEIGHTS.letters, owner, syllables: textRows(syllables) },
    initials: { rows: textRows(initials), weights: WEIGHTS.initials, owner },
  };
  const count = plains.length;
  return {
    count,
    numberOf: (name) => numbers.get(name),
    fit: (word) => {
      const fits = new Uint8Array(count);
      fitAll(columns, word, fits);
      return fits;
    },
    hasFit: (word) => fitAll(columns, word, null),
  };
}

type Column = {
  readonly rows: TextRows;
  readonly weights: readonly [number, number, number];
  /** Name of each row; without it the row is the name. */
  readonly owner?: Int32Array;
  /** The same rows with a capital where a syllable begins. */
  readonly syllables?: TextRows;
};

type Columns = { readonly plain: Column; readonly letters: Column; readonly initials: Column };

const LATIN = /^[a-z0-9]*[a-z][a-z0-9]*$/;

/** Weighs all names against a word; with null it only finds out whether there is one. */
function fitAll(columns: Columns, word: string, fits: Uint8Array | null): boolean {
  if (word === '') return false;
  let any = weigh(columns.plain, word, fits);
  if ((any && !fits) || !LATIN.test(word)) return any;
  // one letter is an initial; as the beginning of a syllable it would say the same
  if (word.length > 1) any = weigh(columns.letters, word, fits) || any;
  if (any && !fits) return true;
  return weigh(columns.initials, word, fits) || any;
}

function weigh({ rows, weights, owner, syllables }: Column, word: string, fits: Uint8Array | null): boolean {
  const digitsFirst = isDigit(word.charCodeAt(0));
  const digitsLast = isDigit(word.charCodeAt(word.length - 1));
  let any = false;
  rows.scan(word, ({ row, place, begins, whole }) => {
    // a number is a number: 3 is not found in 13号楼
    if (digitsFirst && isDigit(rows.codeAt(place - 1))) return 'on';
    if (digitsLast && isDigit(rows.codeAt(place + word.length))) return 'on';
    // `an` is a syllable of 安 and not the end of 湾
    if (syllables && isSmall(syllables.codeAt(place))) return 'on';
    any = true;
    if (!fits) return 'end';
    const name = owner ? (owner[row] as number) : row;
    const weight = weights[whole ? 0 : begins ? 1 : 2];
    if (weight > (fits[name] as number)) fits[name] = weight;
    return 'next';
  });
  return any;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isSmall = (code: number): boolean => code >= 97 && code <= 122;
