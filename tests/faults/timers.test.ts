import { afterAll, beforeAll, expect, test } from 'vitest';
import { fireTimers } from '../../server/timers.ts';
import { scaled } from '../support/scale.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../support/test-city.ts';

const CASES = scaled(400);
let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

test(`four runners at once make ${CASES} cases overdue once each`, async () => {
  for (let n = 0; n < CASES; n += 1) await city.open({});
  city.setClock('2025-10-20T10:00');
  const rounds = async () => {
    for (let n = 0; n < 10; n += 1) await fireTimers(city.acting);
  };
  await Promise.all([rounds(), rounds(), rounds(), rounds()]);
  const events = await city.db.owner.query<{ name: string; n: number; cases: number }>(
    `select d ->> 'name' as name, count(*)::integer as n, count(distinct e.id)::integer as cases
     from event e, jsonb_array_elements(e.body::jsonb -> 'changes' -> 'deadlines') d
     where e.city = $1 and e.type = 'overdue' and d ->> 'overdueSince' is not null
     group by 1 order by 1`,
    [TEST_CITY],
  );
  expect(events.rows).toEqual([
    { name: 'citizen', n: CASES, cases: CASES },
    { name: 'dispatching', n: CASES, cases: CASES },
  ]);
});

test('a clock that was put back an hour moves no case back in time and fires nothing twice', async () => {
  city.setClock('2025-10-21T10:00');
  const { state } = await city.open({});
  city.setClock('2025-10-21T09:00');
  const after = await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  expect(after.lastAt >= state.lastAt).toBe(true);
  const events = await city.db.owner.query<{ recorded_at: Date }>(
    "select recorded_at from event where city = $1 and kind = 'case' and id = $2 order by seq",
    [TEST_CITY, state.id],
  );
  const times = events.rows.map(({ recorded_at }) => recorded_at.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const count = async () =>
    (await city.db.owner.query("select from event where city = $1 and type = 'overdue'", [TEST_CITY])).rowCount;
  const before = await count();
  await fireTimers(city.acting);
  expect(await count()).toBe(before);
});
