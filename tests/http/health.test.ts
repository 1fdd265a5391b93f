import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appOf } from '../support/test-app.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let app: FastifyInstance;
beforeAll(async () => {
  city = await openTestCity();
  app = appOf(city);
});
afterAll(async () => {
  await app.close();
  await city.close();
});

test('metrics tell what waits and name nobody', async () => {
  const { state } = await city.open({ reporterName: '呼斯楞', reporterPhone: '13947312345' });
  city.setClock('2025-10-20T10:00');
  await app.inject({ url: '/healthz' });
  const { body } = await app.inject({ url: '/metrics' });
  expect(body).toMatch(new RegExp(`huying_backlog{city="${TEST_CITY}",what="timers"} 1`));
  expect(body).toContain('http_request_duration_seconds_bucket');
  for (const secret of ['呼斯楞', '13947312345', state.number, state.id]) expect(body).not.toContain(secret);
});

test('answers to repeated requests are kept for thirty days and then swept', async () => {
  const { runtime } = city.acting;
  const put = (key: string, at: string) =>
    city.db.owner.query("insert into idempotency values ($1, 'x', $2, '\\x00', '{}', $3)", [TEST_CITY, key, at]);
  await put('old', '2025-08-01T00:00:00Z');
  await put('young', '2025-09-20T00:00:00Z');
  await runtime.pools.writer.query('select sweep_old($1, $2, 100)', [TEST_CITY, '2025-08-27T00:00:00Z']);
  const left = await city.db.owner.query('select key from idempotency where city = $1', [TEST_CITY]);
  expect(left.rows).toEqual([{ key: 'young' }]);
});
