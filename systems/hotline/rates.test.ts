import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkEdition } from '../../kernel/indicator/edition.ts';
import { rowsOf } from '../../kernel/indicator/figure.ts';
import { layRandomCity } from '../../kernel/indicator/random-city.ts';
import { rollUp } from '../../kernel/indicator/roll-up.ts';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { hotlineCounts, hotlineRates, hotlineRatesDials, publishRates, ratesPolicyOn, ratesTable } from './rates.ts';
import { hotlineRequest } from './request.ts';

const policy = ratesPolicyOn('2025-09-30');
if (!policy.ok) throw new Error(policy.code);
const frame = { by: 'unit' as const, policy: policy.value, label: (_: string, key: string) => key };
const city = 'testcity';
const lay = {
  city,
  definition: hotlineRequest,
  dayOf: (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10),
  seed: 12_345,
  cases: 500,
  eventsMax: 14,
};
const period = { from: '2025-09-01', to: '2025-10-31' };

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, now())', [city, 'test', 'Asia/Shanghai']);
  await layRandomCity(db.owner, lay);
});
afterAll(() => db.close());

// dispatched, assessed, responded, call-backs, solved, graded, satisfied
const example = [
  { key: 'A', counts: [120, 112, 110, 100, 91, 100, 93] },
  { key: 'B', counts: [40, 40, 40, 36, 34, 36, 33] },
  { key: 'C', counts: [9, 7, 7, 7, 7, 7, 7] },
  { key: 'D', counts: [311, 305, 301, 268, 241, 268, 250] },
];

test('the worked table: counts, rates, scores, ranks, the small unit and the city', () => {
  const table = ratesTable(example, frame).map((row) => [
    row.rank,
    ...[row.label, row.dispatched, row.excluded, row.assessed, row.responded, row.callbacks, row.solved, row.satisfied],
    ...[row.responseRate, row.resolutionRate, row.satisfactionRate, row.score, row.note],
  ]);
  expect(table).toEqual([
    [1, 'B', 40, 0, 40, 40, 36, 34, 33, '100.00', '94.44', '91.67', '93.75', null],
    [2, 'A', 120, 8, 112, 110, 100, 91, 93, '98.21', '91.00', '93.00', '92.62', null],
    [3, 'D', 311, 6, 305, 301, 268, 241, 250, '98.69', '89.93', '93.28', '92.31', null],
    [null, 'C', 9, 2, 7, 7, 7, 7, 7, '100.00', '100.00', '100.00', '100.00', '量小不排名'],
    [null, '全市', 480, 16, 464, 458, 411, 373, 383, '98.71', '90.75', '93.19', '92.64', null],
  ]);
});

test('a unit without a valid call-back has no rates of it, no score and no rank', () => {
  const [row] = ratesTable([{ key: 'E', counts: [4, 4, 4, 0, 0, 0, 0] }], frame);
  expect(row).toMatchObject({ responseRate: '100.00', resolutionRate: null, satisfactionRate: null });
  expect(row).toMatchObject({ score: null, rank: null });
});

test('ranks are given within a group where a city ranks in groups', () => {
  const groups = { ...frame, groupOf: (key: string) => (key === 'D' ? 'district' : 'department') };
  expect(ratesTable(example, groups).map(({ key, rank }) => [key, rank])).toEqual([
    ['B', 1],
    ['D', 1],
    ['A', 2],
    ['C', null],
    ['*', null],
  ]);
});

test('a place that is known less exactly than the table asks is shown and not ranked', () => {
  const lines = [
    { key: '/wuhai/haibowan/', counts: [50, 50, 50, 50, 50, 50, 50] },
    { key: '/wuhai/haibowan/xinhua/', counts: [20, 20, 19, 20, 19, 20, 19] },
  ];
  const rows = ratesTable(lines, { ...frame, by: 'street' });
  expect(rows.map(({ key, rank }) => [key, rank])).toEqual([
    ['/wuhai/haibowan/xinhua/', 1],
    ['/wuhai/haibowan/', null],
    ['*', null],
  ]);
});

test('shipped weights are marked as defaults; weights that do not make 1 are refused', () => {
  expect(hotlineRatesDials.rows.every((row) => row.default)).toBe(true);
  const rows = hotlineRatesDials.rows.map((row) => (row.gives === '0.10' ? { ...row, gives: '0.20' } : row));
  expect(ratesPolicyOn('2025-09-30', { ...hotlineRatesDials, rows })).toMatchObject({ code: 'hotline.rate-weights' });
});

test('every axis has the same total of distinct orders, rolled up or not', async () => {
  const totals = async () =>
    Promise.all(
      (['unit', 'street', 'district', 'category'] as const).map(async (by) => {
        const rows = await hotlineRates(db.reader, { city, period }, { ...frame, by });
        return { ...rows.at(-1) };
      }),
    );
  const before = await totals();
  expect(before[0]?.dispatched).toBeGreaterThan(50);
  expect(new Set(before.map((row) => JSON.stringify(row))).size).toBe(1);
  await rollUp(db.writer, city);
  expect(await totals()).toEqual(before);
});

test('each count of each line opens as its cases', async () => {
  for (const row of await hotlineRates(db.reader, { city, period }, frame)) {
    if (row.key === '*') continue;
    for (const [name, count] of Object.entries(hotlineCounts)) {
      const rows = await rowsOf(db.reader, { city, period, ...count, line: { by: 'unit', key: row.key } });
      expect(rows.length).toBe(row[name as keyof typeof hotlineCounts]);
    }
  }
});

test('as of a day the table is what was known at its end', async () => {
  const asOf = '2025-09-12';
  const early = (await hotlineRates(db.reader, { city, period, asOf }, frame)).at(-1);
  const now = (await hotlineRates(db.reader, { city, period }, frame)).at(-1);
  expect(early?.dispatched).toBeGreaterThan(0);
  expect(early?.dispatched).toBeLessThan(now?.dispatched ?? 0);
});

test('a published table is frozen with rows, weights and cases', async () => {
  const order = { city, period, signer: 'post-1', now: new Date('2025-11-01T01:00:00Z') };
  const result = await publishRates({ reader: db.reader, writer: db.writer }, order, frame);
  if (!result.ok) throw new Error(result.code);
  const content = JSON.parse(result.value.content);
  expect(content.rows).toEqual(await hotlineRates(db.reader, { city, period }, frame));
  expect(content.policy.weights).toEqual({ response: '0.10', resolution: '0.45', satisfaction: '0.45' });
  expect(await checkEdition(db.owner, city, result.value.id)).toEqual({ rowsHold: true, logHolds: true });
});
