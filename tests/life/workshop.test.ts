import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appOf, headersOf } from '../support/test-app.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let app: FastifyInstance;
let clerk: Record<string, string>;

beforeAll(async () => {
  city = await openTestCity();
  app = appOf(city);
  clerk = await headersOf(city, 'north-community');
});
afterAll(async () => {
  await app.close();
  await city.close();
});

const post = (url: string, payload: object, headers: Record<string, string> = clerk) =>
  app.inject({ method: 'POST', url: `/api/v1/${url}`, headers, payload });
const wall = async (query = '') => (await app.inject({ url: `/api/v1/records/life.craftsman${query}` })).json();

test('the wall shows who consented, and withdrawing consent takes a craftsman from it at once', async () => {
  const zhang = { name: '张师傅', trade: 'locks', telephone: '13800001111', place: 'tc.north.s1.c1', consent: true };
  expect((await post('records/life.craftsman/c-1', zhang)).statusCode).toBe(201);
  const shy = { ...zhang, name: '李师傅', telephone: '13800002222', consent: false };
  expect((await post('records/life.craftsman/c-2', shy)).statusCode).toBe(201);
  expect((await wall()).items).toEqual([
    { id: 'c-1', place: '/tc/north/s1/c1/', name: '张师傅', trade: 'locks', telephone: '13800001111' },
  ]);
  expect((await wall('?place=tc.south')).items).toEqual([]);
  expect((await post('records/life.craftsman/c-1/change', { consent: false })).statusCode).toBe(200);
  expect((await wall()).items).toEqual([]);
  expect((await post('records/life.craftsman/c-1/change', { consent: true })).statusCode).toBe(200);
  expect((await wall()).items).toHaveLength(1);
  await post('records/life.craftsman/c-1/end', { validTo: '2025-09-26', reason: '搬走' });
  expect((await wall()).items).toEqual([]);
});

test('a row is written by posts of the register alone, once, and whole', async () => {
  const row = { name: '王师傅', trade: 'keys', telephone: '13800003333', consent: true };
  expect((await post('records/life.craftsman/c-9', row, {})).json()).toMatchObject({ code: 'record.not-yours' });
  expect((await post('records/life.craftsman/c-9', { ...row, trade: 'magic' })).json()).toMatchObject({
    code: 'record.bad-field',
    field: 'trade',
  });
  expect((await post('records/life.craftsman/c-9', row)).statusCode).toBe(201);
  expect((await post('records/life.craftsman/c-9', row)).json()).toMatchObject({ code: 'record.exists' });
  expect((await post('records/life.wizard/c-9', row)).statusCode).toBe(404);
});

test('a repair goes from the resident to the workshop of the place, to a craftsman and back, and is rated once', async () => {
  const order = { trade: 'locks', item: '门锁卡住', place: 'tc.north.s1.c1.g1', telephone: '13847312345' };
  const opened = (await post('cases/life.repairOrder', order, {})).json();
  expect(opened).toMatchObject({ state: 'asked', unit: { id: 'north-community' } });
  const { id, receiptCode } = opened as { id: string; receiptCode: string };
  const take = (verb: string, payload: object = {}) => post(`cases/${id}/${verb}`, payload);
  expect((await take('offer', { craftsman: 'c-9' })).json().state.code).toBe('offered');
  expect((await take('accept')).json().state.code).toBe('accepted');
  expect((await take('finish', { priceFen: 2000 })).json().state.code).toBe('ready');
  const rate = () => post(`cases/${id}/rate?code=${receiptCode}`, { stars: '5' }, {});
  expect((await rate()).statusCode).toBe(200);
  expect((await rate()).json()).toMatchObject({ code: 'life.rated' });
  expect((await take('collect')).json().state).toMatchObject({ code: 'collected', final: true });
});

test('an offer that nobody takes goes back by itself', async () => {
  const order = { trade: 'keys', item: '配钥匙', place: 'tc.south.s1.c1' };
  const { id } = (await post('cases/life.repairOrder', order, {})).json() as { id: string };
  await city.must(id, 'south-community', 'offer', { craftsman: 'c-9' });
  await city.at('2025-09-26T18:41');
  expect((await city.state(id)).state).toBe('asked');
});
