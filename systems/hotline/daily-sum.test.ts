import { readInScope } from '@huying/kernel/access/scope';
import { rowOf } from '@huying/kernel/case/case-row';
import { zoneOf } from '@huying/kernel/clock/zone';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layRandomCity } from '../../kernel/indicator/random-city.ts';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { type Breakdown, countAt, type DailySum, daysOf, queryDailySum, queryIntake } from './daily-sum.ts';
import { type DailyLabels, dailySumPage } from './daily-sum-page.ts';
import { ratesPolicyOn } from './rates.ts';
import { hotlineRequest } from './request.ts';

const city = 'testcity';
const zone = zoneOf('Asia/Shanghai');
const month = { from: '2025-09-01', to: '2025-10-01' };
const everything = { city, all: true, centre: true, unit: null, place: null, line: null } as const;
const kinds = ['consult', 'help', 'complaint'];
const policy = ratesPolicyOn('2025-09-30');
if (!policy.ok) throw new Error(policy.code);
const frame = { by: 'unit' as const, policy: policy.value, label: (_: string, key: string) => key };

let db: TestDatabase;
let sum: DailySum;

beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, now())', [city, 'test', 'Asia/Shanghai']);
  const dayOf = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10);
  const histories = await layRandomCity(db.owner, {
    city,
    definition: hotlineRequest,
    dayOf,
    seed: 3,
    cases: 900,
    eventsMax: 10,
  });
  const rows = histories.flatMap(({ states }, at) => {
    const state = states.at(-1);
    return state
      ? [{ ...rowOf({ ...state, data: { ...state.data, kind: kinds[at % 3] } }), city, final: at % 7 === 0 }]
      : [];
  });
  await db.owner.query('insert into cases select * from jsonb_populate_recordset(null::cases, $1::jsonb)', [
    JSON.stringify(rows),
  ]);
  const order = { city, day: '2025-09-26', now: new Date('2025-09-27T00:30:00Z'), zone, frame };
  sum = await readInScope(db.reader, everything, (client) => queryDailySum(client, order));
});
afterAll(() => db.close());

test('the days of a month add up to the month, in total and on every line', async () => {
  const whole = await queryIntake(db.owner, { city, zone, period: month });
  const days = daysOf(month);
  expect(days.length).toBe(30);
  const intakes = await Promise.all(days.map((day) => queryIntake(db.owner, { city, zone, period: day })));
  expect(intakes.reduce((total, one) => total + one.total, 0)).toBe(whole.total);
  expect(whole.total).toBeGreaterThan(500);
  for (const which of ['channel', 'kind', 'category', 'district'] as Breakdown[]) {
    const summed = new Map<string | null, number>();
    for (const { key, count } of intakes.flatMap((one) => one[which])) summed.set(key, (summed.get(key) ?? 0) + count);
    expect(new Map(whole[which].map(({ key, count }) => [key, count]))).toEqual(summed);
    expect(whole[which].reduce((total, line) => total + line.count, 0)).toBe(whole.total);
  }
});

test('a day begins at midnight of the city', async () => {
  const period = { from: '2025-09-10', to: '2025-09-11' };
  const before = await queryIntake(db.owner, { city, zone, period });
  const moved = `update cases set opened_at = $2 where city = $1 and number = 'T-1'`;
  await db.owner.query(moved, [city, '2025-09-10T15:59:59.999Z']);
  const inside = await queryIntake(db.owner, { city, zone, period });
  await db.owner.query(moved, [city, '2025-09-10T16:00:00.000Z']);
  const after = await queryIntake(db.owner, { city, zone, period });
  expect(inside.total - after.total).toBe(1);
  expect([before.total, before.total + 1]).toContain(inside.total);
});

test('open, overdue and due in 48 hours exclude one another where they should', async () => {
  const now = new Date('2025-09-20T00:00:00Z');
  const later = new Date('2025-09-22T00:00:00Z');
  const overdue = await countAt(db.owner, 'overdue', { city, now });
  const dueSoon = await countAt(db.owner, 'dueSoon', { city, now });
  expect(overdue).toBeGreaterThan(0);
  expect(dueSoon).toBeGreaterThan(0);
  expect(await countAt(db.owner, 'overdue', { city, now: later })).toBe(overdue + dueSoon);
  expect(await countAt(db.owner, 'open', { city, now })).toBeGreaterThan(overdue + dueSoon);
});

test('the list of overdue orders is the overdue figure, the longest first', () => {
  expect(sum.overdueOrders.length).toBe(Math.min(sum.stock.overdue, 200));
  expect(sum.overdueOrders.map((order) => order.due)).toEqual(sum.overdueOrders.map((order) => order.due).toSorted());
  expect(sum.overdueOrders.every((order) => order.clock === 'response')).toBe(true);
});

const labels: DailyLabels = {
  issuer: '测试市 <中心> & 热线',
  zone,
  channel: (key) => (key === 'telephone' ? '电话' : key),
  category: (key) => `类别 ${key}`,
  unit: (id) => `单位 ${id}`,
  place: (path) => path,
  root: { hash: 'ab'.repeat(32), at: '2025-09-27 00:00' },
};

test('the sheet holds every figure, escapes what it is given and has no script', () => {
  const page = dailySumPage(sum, labels);
  expect(page).toContain('2025 年 9 月 26 日　星期五');
  expect(page).toContain('测试市 &lt;中心&gt; &amp; 热线');
  expect(page).toContain(`<b>${sum.intake.total}</b><span>当日受理</span>`);
  expect(page).toContain(`<span>超期</span>`);
  expect(page).toContain('<th scope="row">投诉</th>');
  expect(page).toContain('响应时限');
  for (const order of sum.overdueOrders) expect(page).toContain(`>${order.number}</th>`);
  expect(page).not.toMatch(/<script|undefined|NaN|\[object/);
  const opened = page.match(/<(table|tr|td|th|p|section|div|h2|thead|tbody|tfoot)\b/g) ?? [];
  const closed = page.match(/<\/(table|tr|td|th|p|section|div|h2|thead|tbody|tfoot)>/g) ?? [];
  expect(opened.length).toBe(closed.length);
});

test('an empty day is a sheet too', () => {
  const nothing = { total: 0, channel: [], kind: [], category: [], district: [] };
  const empty = { ...sum, intake: nothing, stock: { open: 0, overdue: 0, dueSoon: 0 }, overdueOrders: [], rates: [] };
  const page = dailySumPage(empty, labels);
  expect(page).toContain('没有超期工单。');
  expect(page).toContain('当日无受理。');
  expect(page).not.toMatch(/undefined|NaN/);
});
