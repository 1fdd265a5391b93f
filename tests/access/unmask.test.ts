import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCase } from '../../server/load-case.ts';
import { appOf, headersOf } from '../support/test-app.ts';
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

const PHONE = '13847312345';

async function dispatched(input: Record<string, unknown> = {}): Promise<string> {
  const { state } = await city.open({ reporterName: '王小明', reporterPhone: PHONE, ...input });
  if (input.kind === 'report') {
    await city.must(state.id, 'operator', 'draftText', { textForUnit: '请核查。' });
    await city.must(state.id, 'operator2', 'confirmText');
  }
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north-housing', dispatchReason: '测试' });
  return state.id;
}

const unmask = async (post: string, id: string, payload: object) =>
  app.inject({ method: 'POST', url: `/api/v1/cases/${id}/unmask`, headers: await headersOf(city, post), payload });
const reason = '联系诉求人核实地址';

test('the handling unit sees a telephone in full for a reason, and the look stands in the log without the number', async () => {
  const id = await dispatched();
  const view = await app.inject({ url: `/api/v1/cases/${id}`, headers: await headersOf(city, 'north-housing') });
  expect(view.json().fields.reporterPhone).not.toBe(PHONE);
  const shown = await unmask('north-housing', id, { fields: ['reporterPhone'], reason });
  expect([shown.statusCode, shown.json()]).toEqual([200, { reporterPhone: PHONE }]);
  const events = await city.db.owner.query<{ body: string }>(
    "select body from event where city = $1 and id = $2 and type = 'unmasked'",
    [TEST_CITY, id],
  );
  const body = JSON.parse(events.rows[0]?.body ?? '{}');
  expect(body).toMatchObject({ by: { id: 'north-housing' }, input: { fields: ['reporterPhone'] } });
  expect(events.rows[0]?.body).not.toMatch(new RegExp(`${PHONE}|${reason}`));
  expect((await loadCase(city.acting.runtime, id))?.opened.unmaskReason).toBe(reason);
});

test.each([
  ['without a reason', 'north-housing', { fields: ['reporterPhone'], reason: '' }, 422, 'case.unmask-reason'],
  ['a field that is not masked', 'north-housing', { fields: ['category'], reason }, 422, 'case.unmask-field'],
  ['nothing at all', 'north-housing', { fields: [], reason }, 422, 'case.unmask-field'],
  ['a government that only reads', 'north', { fields: ['reporterPhone'], reason }, 422, 'case.unmask-field'],
  ['a unit of another district', 'south', { fields: ['reporterPhone'], reason }, 404, 'case.not-found'],
])('%s is refused and shows nothing', async (_, post, payload, status, code) => {
  const id = await dispatched({ position: { lat: 39.6, lng: 106.8 } });
  const answer = await unmask(post, id, payload);
  expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  expect(answer.body).not.toContain(PHONE);
  const events = await city.db.owner.query("select from event where id = $1 and type = 'unmasked'", [id]);
  expect(events.rowCount).toBe(0);
});

test("a whistle-blower's telephone is shown to no unit, whatever the reason", async () => {
  const id = await dispatched({ kind: 'report' });
  const answer = await unmask('north-housing', id, { fields: ['reporterPhone'], reason });
  expect(answer.json().code).toBe('case.unmask-field');
  expect((await unmask('operator', id, { fields: ['reporterPhone'], reason })).json()).toEqual({
    reporterPhone: PHONE,
  });
});
