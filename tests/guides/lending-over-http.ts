import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { figures } from '../../kernel/indicator/figure.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { appOf, headersOf } from '../support/test-app.ts';

/**
 * Runs in the tree that followed docs/guides/add-a-system.md, as `lending-over-http.test.ts`, and knows the new system
 * by its addresses alone: in the whole city of Wuhai, with its registers, places and posts.
 */
const COMMUNITY = 'wh.hbw.s01.c01';
const GRID = `${COMMUNITY}.g001`;

let city: NamedCity;
let app: FastifyInstance;
let desk: Record<string, string>;

beforeAll(async () => {
  city = await openNamedCity('wuhai', '2026-03-02T09:00:00+08:00');
  app = appOf(city);
  desk = await headersOf(city, 'wh-hbw-s01-c01.clerk', 24 * 365);
});
afterAll(async () => {
  await app.close();
  await city.close();
});

const get = async (url: string, headers: Record<string, string> = {}) => (await app.inject({ url, headers })).json();
const post = async (url: string, payload: object, headers: Record<string, string> = {}) =>
  (await app.inject({ method: 'POST', url: `/api/v1/${url}`, headers, payload })).json();
const ask = (kind: string) => post('cases/lending.loan', { kind, place: GRID, telephone: '13847312345' });

test('the rows of the guide stand in the register of rules, marked as default', async () => {
  const admin = await headersOf(city, 'wh-centre.systemAdmin');
  const row = encodeURIComponent('lending.limits/wheelchair-2026');
  expect(await get(`/api/v1/records/rule.row/${row}`, admin)).toMatchObject({ gives: '60d', default: true });
});

test('the register is written by the desk, and read by everybody without the keeper', async () => {
  const row = { kind: 'drill', name: '电钻一号', keeper: '王芳', place: COMMUNITY };
  expect(await post('records/lending.item/d-1', row)).toMatchObject({ code: 'record.not-yours' });
  expect(await post('records/lending.item/d-1', row, desk)).toMatchObject({ id: 'd-1' });
  expect((await get('/api/v1/records/lending.item')).items).toEqual([
    { id: 'd-1', place: '/wh/hbw/s01/c01/', kind: 'drill', name: '电钻一号' },
  ]);
  expect(await get('/api/v1/records/lending.item/d-1', desk)).toMatchObject({ keeper: '王芳' });
});

test('the address description tells of the new verbs and fields', async () => {
  const { systems } = await get('/openapi.json');
  expect(systems.map(({ name }: { name: string }) => name)).toContain('lending');
  const { paths } = await get('/openapi/lending.json');
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/cases/lending.loan', '/api/v1/cases/{id}/lend']));
});

test('a case goes to the desk of its community, is followed by its code, and stands in no other list', async () => {
  const { id, number, receiptCode, unit, due } = await ask('drill');
  expect(unit.id).toBe('wh-hbw-s01-c01');
  expect(due.rule).toBe('answer');
  const neighbour = await headersOf(city, 'wh-hbw-s01-c02.clerk');
  const street = await headersOf(city, 'wh-hbw-s01.clerk');
  const listed = async (axis: string, headers: Record<string, string>) =>
    (await get(`/api/v1/cases?axis=${axis}`, headers)).items.map((one: { id: string }) => one.id);
  expect(await listed('mine', desk)).toContain(id);
  expect(await listed('handler', desk)).toContain(id);
  expect(await listed('place', street)).toContain(id);
  for (const axis of ['mine', 'handler', 'place', 'all']) expect(await listed(axis, neighbour)).not.toContain(id);
  const followed = await get(`/api/v1/cases/${number}?code=${receiptCode}`);
  expect(followed.verbs).toMatchObject([{ verb: 'decline', allowed: true }]);
  const declined = await post(`cases/${id}/decline?code=${receiptCode}`, {});
  expect(declined.state).toMatchObject({ code: 'declined', final: true });
});

test('of two things that were lent one came back late: the indicator says one of two', async () => {
  for (const back of ['2026-03-09T10:00:00+08:00', '2026-05-20T10:00:00+08:00']) {
    city.setClock('2026-03-02T10:00:00+08:00');
    const { id } = await ask('wheelchair');
    const lent = await post(`cases/${id}/lend`, { thing: 'w-1' }, desk);
    const due = lent.deadlines.find(({ name }: { name: string }) => name === 'back').due;
    // sixty days from the second of March end on May Day
    expect(city.acting.runtime.localTime(due)).toContain('2026-05-0');
    city.setClock(back);
    const returned = await post(`cases/${id}/bringBack`, { condition: 'whole' }, desk);
    expect(returned.state.code).toBe('returned');
  }
  const indicator = 'lending.loan.backInTime';
  const [line] = await figures(city.db.reader, {
    city: city.acting.runtime.city,
    period: { from: '2026-03-01', to: '2026-04-01' },
    counts: [
      { indicator, part: 'share' },
      { indicator, part: 'of' },
    ],
    by: 'unit',
  });
  expect(line).toEqual({ key: 'wh-hbw-s01-c01', counts: [1, 2] });
});
