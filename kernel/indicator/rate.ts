/**
 * Rates, scores and ranks, exact: counts are whole numbers, everything between is a fraction of whole numbers, and only
 * what is shown is rounded, half up, to two decimals (GB/T 8170 half-to-even is for measured values, not for these).
 * "No data" is null and shown as a dash; it is neither 0 % nor 100 %.
 */

/** A fraction of whole numbers; the denominator is above zero. */
type Fraction = { readonly top: bigint; readonly bottom: bigint };

export const NO_DATA = '—';
export const TOO_FEW = '量小不排名';
export const NO_ANSWERS = '无有效回访，不排名';

/** Share in per cent with two decimals, such as `98.21`; null where the denominator is 0. */
export function share(numerator: number, denominator: number): string | null {
  const fraction = shareOf(numerator, denominator);
  return fraction && twoDecimals({ top: fraction.top * 100n, bottom: fraction.bottom });
}

/** Change against a former count in per cent with two decimals, such as `-3.63`; null where the former is 0. */
export function change(now: number, former: number): string | null {
  const [a, b] = [count(now), count(former)];
  return b === 0n ? null : twoDecimals({ top: (a - b) * 100n, bottom: b });
}

/** `98.73%`, `−3.63%` with a true minus, or a dash. */
export function percentText(value: string | null): string {
  return value === null ? NO_DATA : `${value.replace('-', '−')}%`;
}

/** One rate with its weight, a decimal text such as `0.45`. */
export type Weighted = { readonly numerator: number; readonly denominator: number; readonly weight: string };

/**
 * Weighted sum of the unrounded rates, in points of 100 with two decimals, such as `92.62`; null where one rate has no
 * data. The weights are a city's dated row; together they make 1, which `weightsMakeOne` checks.
 */
export function score(parts: readonly Weighted[]): string | null {
  let sum: Fraction = { top: 0n, bottom: 1n };
  for (const part of parts) {
    const rate = shareOf(part.numerator, part.denominator);
    if (!rate) return null;
    sum = plus(sum, times(rate, decimal(part.weight)));
  }
  return twoDecimals({ top: sum.top * 100n, bottom: sum.bottom });
}

/** Do decimal texts add up to exactly 1? */
export function weightsMakeOne(weights: readonly string[]): boolean {
  const sum = weights.map(decimal).reduce(plus, { top: 0n, bottom: 1n });
  return sum.top === sum.bottom;
}

export type Ranked = { readonly rank: number | null; readonly note: string | null };

/** Fewest assessed orders with which a unit is ranked. No source confirms it: a city sets its own. */
export const RANK_MINIMUM = { assessed: 10, default: true } as const;

/**
 * Ranks by score, highest first; equal scores as they are shown share a rank and the next rank is left out (1, 1, 3).
 * Below the minimum of assessed orders, or without a score, a line stays in the table and has no rank but a note.
 *
 * @returns one entry for each line, in the order of the lines
 */
export function rank(
  lines: readonly { readonly assessed: number; readonly score: string | null }[],
  minimum: number = RANK_MINIMUM.assessed,
): readonly Ranked[] {
  const isRanked = (line: (typeof lines)[number]) => line.assessed >= minimum && line.score !== null;
  const scores = lines.filter(isRanked).map((line) => hundredths(line.score ?? '0'));
  return lines.map((line) => {
    if (line.assessed < minimum) return { rank: null, note: TOO_FEW };
    if (line.score === null) return { rank: null, note: NO_ANSWERS };
    const own = hundredths(line.score);
    return { rank: 1 + scores.filter((other) => other > own).length, note: null };
  });
}

const hundredths = (text: string): bigint => BigInt(text.replace('.', ''));

function shareOf(numerator: number, denominator: number): Fraction | null {
  const [top, bottom] = [count(numerator), count(denominator)];
  if (top > bottom) throw new RangeError(`${numerator} of ${denominator} is no share`);
  return bottom === 0n ? null : { top, bottom };
}

function count(value: number): bigint {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count`);
  return BigInt(value);
}

function decimal(text: string): Fraction {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!found) throw new RangeError(`${text} is no decimal number`);
  const decimals = found[2] ?? '';
  return { top: BigInt(`${found[1]}${decimals}`), bottom: 10n ** BigInt(decimals.length) };
}

const plus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});

const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });

/** Half up by size: 0.005 becomes 0.01 and -0.005 becomes -0.01. */
function twoDecimals({ top, bottom }: Fraction): string {
  const size = top < 0n ? -top : top;
  const rounded = (size * 200n + bottom) / (bottom * 2n);
  const digits = String(rounded).padStart(3, '0');
  const sign = top < 0n && rounded > 0n ? '-' : '';
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
