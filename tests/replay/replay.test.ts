import { afterAll, beforeAll, expect, test } from 'vitest';
import { replayCity } from '../../server/replay/replay-city.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { scaled } from '../support/scale.ts';
import { verifyNamed } from '../support/verify-city.ts';

const REQUESTS = scaled(2_000);
const SEED = 20_251_001;
const FROM = new Date('2025-01-06T00:00:00+08:00');
const TO = new Date('2025-12-31T00:00:00+08:00');

let city: NamedCity;
beforeAll(async () => {
  city = await openNamedCity('wuhai', '2025-12-31T00:00:00+08:00');
}, 60_000);
afterAll(() => city.close());

const states = () =>
  city.query<{ state: string; n: number }>(
    "select state, count(*)::integer as n from cases where city = 'wuhai' group by state order by state",
  );

test(`a year of ${REQUESTS} requests, seed ${SEED}: whole histories, lawful, provable, the same again`, {
  timeout: 300_000,
}, async () => {
  const order = {
    acting: city.acting,
    requests: REQUESTS,
    seed: SEED,
    from: FROM,
    to: TO,
    singlySeconds: 0,
    progress: () => undefined,
  };
  const report = await replayCity(order);
  expect(report.cases).toBe(REQUESTS);
  expect(report.events / REQUESTS).toBeGreaterThan(5);
  const told = await states();
  const closed = told.find(({ state }) => state === 'closed')?.n ?? 0;
  expect(closed / REQUESTS).toBeGreaterThan(0.8);
  // every kind of way was gone by somebody
  const types = await city.query<{ type: string }>("select distinct type from event where city = 'wuhai'");
  const seen = types.map(({ type }) => type);
  for (const type of ['overdue', 'warned', 'askReturn', 'redo', 'explain', 'closeUnreached', 'rejectReply', 'resume']) {
    if (REQUESTS >= 200) expect(seen, type).toContain(type);
  }
  const verified = await verifyNamed(city);
  expect([verified.ok, verified.broken]).toEqual([true, []]);
  const outbox = await city.query<{ n: number }>(
    "select count(*)::integer as n from outbox where city = 'wuhai' and at < '2025-12-30'",
  );
  expect(outbox).toEqual([{ n: 0 }]);

  const again = await openNamedCity('wuhai', '2025-12-31T00:00:00+08:00');
  const second = await replayCity({ ...order, acting: again.acting });
  expect(second.events).toBe(report.events);
  await again.close();
});
