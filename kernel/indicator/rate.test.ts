import fc from 'fast-check';
import { expect, test } from 'vitest';
import { change, NO_ANSWERS, percentText, rank, score, share, TOO_FEW, weightsMakeOne } from './rate.ts';

const weights = { response: '0.10', resolution: '0.45', satisfaction: '0.45' };

type Line = readonly [assessed: number, responded: number, callbacks: number, solved: number, satisfied: number];

const scoreOf = ([assessed, responded, callbacks, solved, satisfied]: Line) =>
  score([
    { numerator: responded, denominator: assessed, weight: weights.response },
    { numerator: solved, denominator: callbacks, weight: weights.resolution },
    { numerator: satisfied, denominator: callbacks, weight: weights.satisfaction },
  ]);

const shown = (line: Line) => {
  const [assessed, responded, callbacks, solved, satisfied] = line;
  return [share(responded, assessed), share(solved, callbacks), share(satisfied, callbacks), scoreOf(line)];
};

const A: Line = [112, 110, 100, 91, 93];
const B: Line = [40, 40, 36, 34, 33];
const C: Line = [7, 7, 7, 7, 7];
const D: Line = [305, 301, 268, 241, 250];
const city = [0, 1, 2, 3, 4].map((at) => [A, B, C, D].reduce((sum, line) => sum + (line[at] ?? 0), 0));

test('rates and scores of the worked example, to two decimals half up', () => {
  expect(shown(A)).toEqual(['98.21', '91.00', '93.00', '92.62']);
  expect(shown(B)).toEqual(['100.00', '94.44', '91.67', '93.75']);
  expect(shown(C)).toEqual(['100.00', '100.00', '100.00', '100.00']);
  expect(shown(D)).toEqual(['98.69', '89.93', '93.28', '92.31']);
});

test('the city is the sum of counts, not the mean of rates', () => {
  expect(city).toEqual([464, 458, 411, 373, 383]);
  expect(shown(city as unknown as Line)).toEqual(['98.71', '90.75', '93.19', '92.64']);
});

const lines = [A, B, C, D].map((line) => ({ assessed: line[0], score: scoreOf(line) }));

test('with at least 10 assessed orders the ranks are B, A, D, and C is too small to rank', () => {
  expect(rank(lines, 10)).toEqual([
    { rank: 2, note: null },
    { rank: 1, note: null },
    { rank: null, note: TOO_FEW },
    { rank: 3, note: null },
  ]);
  expect(TOO_FEW).toBe('量小不排名');
});

test('without a minimum C comes first', () => {
  expect(rank(lines, 0).map((line) => line.rank)).toEqual([3, 2, 1, 4]);
});

test('without valid call-backs the rates and the score are a dash, neither 0 nor 100, and nothing is ranked', () => {
  const line: Line = [4, 4, 0, 0, 0];
  expect(shown(line)).toEqual(['100.00', null, null, null]);
  expect(shown(line).map(percentText)).toEqual(['100.00%', '—', '—', '—']);
  expect(rank([{ assessed: 4, score: null }])).toEqual([{ rank: null, note: TOO_FEW }]);
  expect(rank([{ assessed: 40, score: null }])).toEqual([{ rank: null, note: NO_ANSWERS }]);
});

test('two decimals and the change against the year before are shown with a true minus', () => {
  // 11,877 requests after 12,324 the year before
  expect(percentText(change(11_877, 12_324))).toBe('−3.63%');
  expect(percentText(share(11_877, 11_877))).toBe('100.00%');
  expect(percentText(share(9_873, 10_000))).toBe('98.73%');
  expect(percentText(share(9_896, 10_000))).toBe('98.96%');
  expect(change(5, 0)).toBeNull();
  expect(change(200_000, 200_001)).toBe('0.00');
});

test('halves go up by size', () => {
  expect(share(1, 20_000)).toBe('0.01');
  expect(share(1, 20_001)).toBe('0.00');
  expect(change(19_999, 20_000)).toBe('-0.01');
  expect(change(20_001, 20_000)).toBe('0.01');
});

test('the score comes from unrounded rates', () => {
  // 2/3 and 1/3 make 1 exactly, rounded rates would make 66.67 + 33.33
  const third = { numerator: 1, denominator: 3, weight: '0.5' };
  expect(score([{ ...third, numerator: 2 }, third])).toBe('50.00');
  expect(score([{ numerator: 1, denominator: 8, weight: '0.0004' }])).toBe('0.01');
});

test('equal scores share a rank and the next one is left out', () => {
  const of = (text: string) => ({ assessed: 20, score: text });
  const ranks = rank([of('92.62'), of('100.00'), of('92.62'), of('9.50')]).map((line) => line.rank);
  expect(ranks).toEqual([2, 1, 2, 4]);
});

test('weights that do not make 1 are seen, and what is no count or no share is a defect', () => {
  expect(weightsMakeOne(Object.values(weights))).toBe(true);
  expect(weightsMakeOne(['0.10', '0.45', '0.46'])).toBe(false);
  expect(() => share(3, 2)).toThrow('no share');
  expect(() => share(-1, 2)).toThrow('no count');
  expect(() => share(0.5, 2)).toThrow('no count');
});

test('a share is never further than half a hundredth from the true value', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 10_000_000 }), (a, b) => {
      const [numerator, denominator] = [Math.min(a, b), b];
      const text = share(numerator, denominator) as string;
      const shownHundredths = BigInt(text.replace('.', ''));
      // 2·d·shown − 2·n·10000 lies in (−d, d]
      const twice = 2n * BigInt(denominator) * shownHundredths - 20_000n * BigInt(numerator);
      expect(twice > -BigInt(denominator) && twice <= BigInt(denominator)).toBe(true);
      expect(text).toMatch(/^\d+\.\d\d$/);
    }),
  );
});
