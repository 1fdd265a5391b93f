import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDailySheet } from '../../server/daily-sum.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { appOf, headersOf } from '../support/test-app.ts';

let city: NamedCity;
let app: FastifyInstance;
const folder = mkdtempSync(join(tmpdir(), 'huying-daily-'));
beforeAll(async () => {
  city = await openNamedCity('wuhai', '2025-09-26T15:00:00+08:00');
  app = appOf(city);
  const headers = await headersOf(city, 'wh-centre.operator-1', 48);
  for (const category of ['housing.heating', 'housing.heating', 'transport.bus']) {
    const payload = { title: '<b>标题</b>', text: '内容', kind: 'help', category, channel: 'phone' };
    await app.inject({ method: 'POST', url: '/api/v1/cases/hotline.request', headers, payload });
  }
}, 60_000);
afterAll(async () => {
  await app.close();
  await city.close();
  rmSync(folder, { recursive: true });
});

const sheet = async (post: string, day: string) =>
  app.inject({ url: `/api/v1/daily-sum?day=${day}`, headers: await headersOf(city, post, 48) });

test('the centre reads the sheet of a day; a unit does not', async () => {
  const answer = await sheet('wh-centre.supervisor', '2025-09-26');
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.body.replaceAll(/\s+/g, ' ')).toMatch(/3<\/[^>]+> ?<[^>]+>当日受理/);
  expect(answer.body).toContain('供暖不热');
  expect((await sheet('wh-hbw.clerk', '2025-09-26')).json().code).toBe('http.not-yours');
  expect((await sheet('wh-centre.supervisor', '26.9.')).json().code).toBe('http.bad-parameter');
});

test('the sheet of the day before is made once, after ten past midnight, readable by its owner alone', async () => {
  const { runtime } = city.acting;
  city.setClock('2025-09-27T00:05:00+08:00');
  expect(await makeDailySheet(runtime, folder)).toBeNull();
  city.setClock('2025-09-27T00:11:00+08:00');
  const file = await makeDailySheet(runtime, folder);
  expect(file).toBe(join(folder, 'daily/wuhai-2025-09-26.html'));
  expect(await makeDailySheet(runtime, folder)).toBeNull();
  expect(existsSync(file ?? '') && statSync(file ?? '').mode & 0o777).toBe(0o600);
  expect(readFileSync(file ?? '', 'utf8')).toContain('2025 年 9 月 26 日');
});
