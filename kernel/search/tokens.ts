import { createHmac } from 'node:crypto';
import type { CityKeys } from '../store/private.ts';

/**
 * Texts as keyed numbers. A run of Chinese characters gives its pairs (暖气不热: 暖气, 气不, 不热), a Latin word or a
 * number gives itself, a number of five digits or more also its last four. Full-width and half-width, capital and small
 * letters are the same. A number is 32 bits of HMAC-SHA-256 under the city's index key: two tokens may share one, so
 * whoever searches looks at the text in the end.
 */
export type Tokeniser = {
  /** Numbers of all tokens of a text, each once. */
  ofText(text: string): readonly number[];
  /** The number of one token or mark. */
  number(token: string): number;
};

const HAN = /\p{Script=Han}/u;
/** Runs of Chinese characters, or of letters and digits. */
const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const DIGITS = /^\d{5,}$/;
const TAIL = 4;
/** Tokens whose numbers are remembered; a city's language has some hundred thousand pairs. */
const REMEMBERED_MAX = 500_000;

export function tokeniser(keys: CityKeys): Tokeniser {
  const known = new Map<string, number>();
  const number = (token: string): number => {
    let found = known.get(token);
    if (found === undefined) {
      found = createHmac('sha256', keys.index).update(`search:${token}`, 'utf8').digest().readInt32BE(0);
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(token, found);
    }
    return found;
  };
  return { number, ofText: (text) => [...new Set(tokensOf(text).map(number))] };
}

/** As texts are compared: NFKC, small letters, one kind of blank. */
export const normalText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Tokens of a text, in order. */
export function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const [run] of normalText(text).matchAll(RUNS)) {
    if (!HAN.test(run)) {
      tokens.push(run);
      if (DIGITS.test(run)) tokens.push(run.slice(-TAIL));
      continue;
    }
    const characters = [...run];
    for (let at = 0; at + 1 < characters.length; at += 1) tokens.push(`${characters[at]}${characters[at + 1]}`);
  }
  return tokens;
}
