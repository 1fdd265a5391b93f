import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { readInScope } from '../access/scope.ts';
import { countedCase } from '../case/random-histories.ts';
import { checkEdition, type Edition, type EditionOrder, publishEdition } from './edition.ts';
import { figure } from './figure.ts';
import { layRandomCity } from './random-city.ts';
import { share } from './rate.ts';

const city = 'testcity';
const lay = {
  city,
  definition: countedCase,
  dayOf: (iso: string) => iso.slice(0, 10),
  seed: 7,
  cases: 200,
  eventsMax: 12,
};
const everything = { city, all: true, centre: true, unit: null, place: null, line: null } as const;

let db: TestDatabase;
let published: Edition;

beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, now())', [city, 'test', 'UTC']);
  await layRandomCity(db.owner, lay);
  const result = await publishEdition({ reader: db.reader, writer: db.writer }, order);
  if (!result.ok) throw new Error(result.code);
  published = result.value;
});
afterAll(() => db.close());

const order: EditionOrder = {
  city,
  set: 'hotline.rates',
  period: { from: '2025-09-01', to: '2025-09-30' },
  by: 'unit',
  counts: {
    assessed: { indicator: 'hotline.request.response', part: 'of' },
    responded: { indicator: 'hotline.request.response', part: 'share' },
  },
  signer: 'post-1',
  now: new Date('2025-10-01T08:00:00Z'),
  values: (lines) =>
    lines.map(({ key, counts: [of = 0, responded = 0] }) => ({ key, of, responded, rate: share(responded, of) })),
};

const check = (id: string) => readInScope(db.reader, everything, (client) => checkEdition(client, city, id));

test('an edition holds its values, the cases behind them and a hash that the log holds too', async () => {
  const values = JSON.parse(published.content) as { key: string; of: number; rate: string }[];
  const { lines } = await figure(db.reader, { ...order, indicator: 'hotline.request.response', part: 'of' });
  expect(values.map(({ key, of }) => ({ key, count: of }))).toEqual(lines);
  const { rows } = await db.owner.query(
    `select line, cardinality(case_ids) as n from edition_row where count_name = 'assessed' order by line = '', line`,
  );
  expect(rows.map(({ line, n }) => ({ key: line || null, count: n }))).toEqual(lines);
  expect(await check(published.id)).toEqual({ rowsHold: true, logHolds: true });
});

test('a later event changes the figure of the period and not the edition', async () => {
  const count = { indicator: 'hotline.request.response', part: 'of' } as const;
  const before = await figure(db.reader, { ...order, ...count });
  await layRandomCity(db.owner, { ...lay, seed: 8, from: 1000, cases: 50 });
  const after = await figure(db.reader, { ...order, ...count });
  expect(after.total).toBeGreaterThan(before.total);
  expect(await check(published.id)).toEqual({ rowsHold: true, logHolds: true });
});

test('the same period is published once', async () => {
  const again = await publishEdition({ reader: db.reader, writer: db.writer }, order);
  expect(again).toMatchObject({ ok: false, code: 'indicator.already-published' });
  const { rows } = await db.owner.query(`select count(*)::integer as n from event where kind = 'edition'`);
  expect(rows[0].n).toBe(1);
});

test('nobody changes, deletes or adds to an edition: not the writer, not the owner', async () => {
  const attempts = [
    `update edition set content = '[]'`,
    'delete from edition',
    'truncate edition cascade',
    `update edition_row set case_ids = '{}'`,
    'delete from edition_row',
    'truncate edition_row',
    `insert into edition_row (city, edition, count_name, line, case_ids)
     select city, id, 'assessed', 'invented', '{}' from edition`,
  ];
  for (const attempt of attempts) {
    await expect(db.owner.query(attempt)).rejects.toMatchObject({ code: 'HY423' });
    await expect(db.writer.query(attempt)).rejects.toMatchObject({ code: '42501' });
  }
  expect(await check(published.id)).toEqual({ rowsHold: true, logHolds: true });
});

test('an owner who takes the lock off and forges an edition is found out', async () => {
  await db.owner.query('alter table edition_row disable trigger user');
  await db.owner.query(`update edition_row set case_ids = case_ids[2:] where count_name = 'assessed'`);
  expect(await check(published.id)).toEqual({ rowsHold: false, logHolds: true });
});
