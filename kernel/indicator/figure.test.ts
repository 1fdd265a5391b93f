import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { countedCase, type History } from '../case/random-histories.ts';
import { type By, type CountName, type FigureFilter, figure, figures, figuresWithRows, rowsOf } from './figure.ts';
import { layRandomCity, talliesOfHistory } from './random-city.ts';
import { rebuildTallies } from './rebuild.ts';
import { forgetRollUps, rollUp } from './roll-up.ts';

const city = 'testcity';
const at = '2025-09-01T00:00:00.000Z';
const dayOf = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10);
const lay = { city, definition: countedCase, dayOf, eventsMax: 14 };
const seed = Number(process.env.HUYING_SEED ?? 20_250_926);

let db: TestDatabase;
let histories: readonly History[];

beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, $4)', [city, 'test', 'Asia/Shanghai', at]);
  await db.writer.query('select found_city($1, $2, $3, $4)', ['elsewhere', 'test', 'Asia/Shanghai', at]);
  histories = await layRandomCity(db.owner, { ...lay, seed, cases: 400 });
  await layRandomCity(db.owner, { ...lay, city: 'elsewhere', seed: seed + 1, cases: 60 });
});
afterAll(() => db.close());

const counts: readonly CountName[] = Object.entries(countedCase.indicators ?? {}).flatMap(([name, indicator]) => [
  { indicator: `${countedCase.code}.${name}`, part: 'share' as const },
  ...(indicator.of ? [{ indicator: `${countedCase.code}.${name}`, part: 'of' as const }] : []),
]);

const day = fc.integer({ min: 0, max: 60 }).map((n) => dayOf(new Date(Date.parse(at) + n * 86_400_000).toISOString()));
const question = fc.record({
  ends: fc.tuple(day, day).map((days) => days.toSorted()),
  by: fc.constantFrom<(By | undefined)[]>(undefined, 'unit', 'place:district', 'place:street', 'category'),
  filter: fc.constantFrom<FigureFilter[]>(
    {},
    {},
    { units: ['housing'] },
    { units: ['heat', 'water', 'nobody'] },
    { place: '/wuhai/haibowan/' },
    { place: '/wuhai/haibowan/xinhua/' },
    { place: '/wuhai/' },
    { categories: ['road'] },
    { units: ['heat'], place: '/wuhai/haibowan/' },
  ),
  asOf: fc.option(day, { nil: undefined, freq: 3 }),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

const queryOf = ({ ends, by, filter, asOf }: Question) => ({
  city,
  counts,
  period: { from: ends[0] ?? '', to: ends[1] ?? '' },
  filter,
  ...(by ? { by } : {}),
  ...(asOf ? { asOf } : {}),
});

/** The same question, answered in memory from the steps. */
function expected(question: Question) {
  const { period, filter } = queryOf(question);
  const lines = new Map<string | null, number[]>();
  const depth = { 'place:district': 2, 'place:street': 3, 'place:community': 4 };
  for (const step of histories.flatMap((history) => talliesOfHistory(history, lay))) {
    if (step.happened_on < period.from || step.happened_on >= period.to) continue;
    if (question.asOf && dayOf(step.recorded_at) > question.asOf) continue;
    if (filter.units && !filter.units.includes(step.unit ?? '')) continue;
    if (filter.categories && !filter.categories.includes(step.category ?? '')) continue;
    if (filter.place && !step.place?.startsWith(filter.place)) continue;
    const { by } = question;
    const cut = (path: string) =>
      `${path
        .split('/')
        .slice(0, 1 + depth[by as keyof typeof depth])
        .join('/')}/`;
    const place = step.place?.replace(/\/$/, '') ?? null;
    const key = !by ? null : by === 'unit' || by === 'category' ? step[by] : place && cut(place);
    const line = lines.get(key) ?? counts.map(() => 0);
    const nth = counts.findIndex((one) => one.indicator === step.indicator && one.part === step.part);
    line[nth] = (line[nth] ?? 0) + step.delta;
    lines.set(key, line);
  }
  return [...lines].filter(([, line]) => line.some((n) => n !== 0)).map(([key, line]) => ({ key, counts: line }));
}

const sorted = (lines: readonly { key: string | null; counts: readonly number[] }[]) =>
  lines.toSorted((a, b) => ((a.key ?? '~') < (b.key ?? '~') ? -1 : 1));

async function checkQuestions(runs: number): Promise<number> {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(question, async (asked) => {
      const lines = await figures(db.reader, queryOf(asked));
      expect(sorted(lines)).toEqual(sorted(expected(asked)));
      seen += lines.length;
    }),
    { numRuns: runs, seed },
  );
  return seen;
}

test('figures without roll-ups are the sums of the steps, for any period, axis, filter, day of knowledge', async () => {
  expect(await checkQuestions(60)).toBeGreaterThan(30);
});

/** Tests beside this one run transactions on the same engine; what they hold up is final a little later. */
async function takeAtLeast(wanted: number, take: () => Promise<number>): Promise<number> {
  const patience = performance.now() + 20_000;
  let taken = await take();
  while (taken < wanted && performance.now() < patience) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    taken += await take();
  }
  return taken;
}

test('figures half rolled up are the same, and rolling up again takes nothing', async () => {
  const all = (await db.owner.query('select count(*)::integer as n from tally where city = $1', [city])).rows[0].n;
  const some = async () => (await db.writer.query('select roll_up($1, 900) as n', [city])).rows[0].n;
  const first = await takeAtLeast(1, some);
  expect(first).toBeLessThan(all);
  expect(await checkQuestions(40)).toBeGreaterThan(20);
  const rest = await takeAtLeast(all - first, () => rollUp(db.writer, city, 500));
  expect(first + rest).toBe(all);
  expect(await checkQuestions(60)).toBeGreaterThan(30);
  expect(await rollUp(db.writer, city)).toBe(0);
});

test('a figure is the number of its rows, and the rows come in pages', async () => {
  for (const name of counts) {
    const period = { from: '2025-09-05', to: '2025-10-20' };
    const { total, lines } = await figure(db.reader, { city, ...name, period, by: 'unit' });
    const all: string[] = [];
    for (;;) {
      const after = all.at(-1);
      const page = await rowsOf(db.reader, { city, ...name, period, limit: 37, ...(after ? { after } : {}) });
      all.push(...page);
      if (page.length < 37) break;
    }
    expect(new Set(all).size).toBe(total);
    expect(all.length).toBe(total);
    for (const { key, count } of lines) {
      const rows = await rowsOf(db.reader, { city, ...name, period, line: { by: 'unit', key } });
      expect(rows.length).toBe(count);
    }
  }
});

test('counts and the cases behind them come as one', async () => {
  const query = { city, counts, period: { from: '2025-09-05', to: '2025-10-20' }, by: 'place:street' as const };
  const withRows = await figuresWithRows(db.reader, query);
  const lines = await figures(db.reader, query);
  expect(withRows.map(({ key, ids }) => ({ key, counts: ids.map((list) => list.length) }))).toEqual(lines);
});

test('steps of a transaction that still runs are not rolled up, and are not lost when it ends', async () => {
  const client = await db.owner.connect();
  const period = { from: '2030-01-01', to: '2030-12-31' };
  const name = counts[0] as CountName;
  const count = async () => (await figure(db.reader, { city, ...name, period })).total;
  const step = `insert into tally (city, indicator, part, happened_on, case_id, seq, delta, recorded_at)
    values ($1, $2, $3, '2030-06-01', gen_random_uuid(), 1, 1, '2030-06-01T04:00:00Z')`;
  const given = [city, name.indicator, name.part];
  await client.query('begin');
  await client.query(step, given);
  await db.owner.query(step, given);
  expect(await count()).toBe(1);
  expect(await rollUp(db.writer, city)).toBe(0);
  await client.query('commit');
  client.release();
  expect(await count()).toBe(2);
  expect(await takeAtLeast(2, () => rollUp(db.writer, city))).toBe(2);
  expect(await count()).toBe(2);
  await db.owner.query(`delete from tally where happened_on >= '2030-01-01'`);
  await forgetRollUps(db.owner, city);
  await rollUp(db.writer, city);
  expect(await count()).toBe(0);
});

test('a mark from another cluster is not believed: the roll-ups begin anew', async () => {
  await db.owner.query(`update tally_rolled set below = '4000000000' where city = $1`, [city]);
  expect(await takeAtLeast(1, () => rollUp(db.writer, city))).toBeGreaterThan(0);
  expect(await checkQuestions(20)).toBeGreaterThan(10);
});

test('tallies made anew from the log are the stored ones; lost and altered ones are found and mended', async () => {
  const events = histories.reduce((sum, history) => sum + history.bodies.length, 0);
  const clean = await rebuildTallies(db.owner, city, countedCase);
  expect(clean).toMatchObject({ events, removed: 0, added: 0 });
  expect(clean.steps).toBeGreaterThan(1000);

  // rolled up with the damage in it
  await db.owner.query(
    `delete from tally where city = $1 and case_id = (
       select case_id from tally where city = $1 and happened_on > '2025-09-12' order by case_id limit 1)`,
    [city],
  );
  await db.owner.query(`update tally set unit = 'forged' where city = $1 and happened_on = '2025-09-12'`, [city]);
  await forgetRollUps(db.owner, city);
  await rollUp(db.writer, city);
  const found = await rebuildTallies(db.owner, city, countedCase, { dryRun: true });
  expect(found.removed).toBeGreaterThan(0);
  expect(found.added).toBeGreaterThan(found.removed);
  expect(await rebuildTallies(db.owner, city, countedCase)).toEqual(found);
  expect(await checkQuestions(40)).toBeGreaterThan(20);
  expect(await rebuildTallies(db.owner, city, countedCase)).toMatchObject({ removed: 0, added: 0 });
});

test('a rebuild with another definition counts anew, and the roll-ups follow', async () => {
  const { solved, ...others } = countedCase.indicators ?? {};
  const partly = { all: [{ field: 'solved', is: ['yes', 'partly'] }], on: 'dispatch' };
  const changed = { ...countedCase, indicators: { ...others, solved: { label: '解决', share: partly } } };
  await rebuildTallies(db.owner, city, changed);
  const query = { city, indicator: `${countedCase.code}.solved`, part: 'share' as const };
  const period = { from: '2025-09-01', to: '2025-12-31' };
  const rolled = await figure(db.reader, { ...query, period, by: 'category' });
  await forgetRollUps(db.owner, city);
  const live = await figure(db.reader, { ...query, period, by: 'category' });
  expect(rolled).toEqual(live);
  const ends = histories.map((history) => history.states.at(-1));
  const wanted = ends.filter((state) => state?.marks.dispatch && ['yes', 'partly'].includes(String(state.data.solved)));
  expect(rolled.total).toBe(wanted.length);
  expect(solved).toBeDefined();
});
