import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addressGuard } from '../../connect/address-guard.ts';
import type { Channels } from '../../kernel/notice/channel.ts';
import { subscribe } from '../../kernel/notice/webhook.ts';
import { checkWebhook, type WebhookHeaders } from '../../kernel/notice/webhook-signature.ts';
import { channelsOf, deliverCity } from '../../server/notices/deliver-city.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { appOf, headersOf } from '../support/test-app.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../support/test-city.ts';

type Got = { readonly headers: Record<string, unknown>; readonly body: string };

let city: TestCity;
let server: Server;
let url: string;
let got: Got[] = [];
let answer = 204;
let channels: Channels;
beforeAll(async () => {
  city = await openTestCity();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      response.writeHead(answer, answer === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const allowedNetworks = ['127.0.0.0/8'];
  channels = channelsOf(city.acting.runtime, { folder: tmpdir(), smtp: null, allowedNetworks });
});
afterAll(async () => {
  server.close();
  await city.close();
});
beforeEach(async () => {
  got = [];
  answer = 204;
  await city.db.owner.query('delete from webhook_subscription');
  await city.db.owner.query('delete from outbox');
});

const SECRET = 'a-shared-secret-of-forty-characters-0123';
const hook = async (eventTypes: readonly string[], at = url): Promise<string> => {
  const { runtime } = city.acting;
  const wanted = { city: TEST_CITY, url: at, secret: SECRET, eventTypes, by: 'test' };
  const done = await subscribe(runtime.pools.writer, runtime.keys, wanted, runtime.now());
  if (!done.ok) throw new Error(done.code);
  return done.value;
};

/** Until everything written so far has been followed; a transaction elsewhere on the engine may hold it back. */
async function deliverAll(wanted: number): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    await deliverCity(city.acting.runtime, channels);
    if (got.length >= wanted) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

test('a subscriber hears of the events that it asked for, signed, with ids only, and of nothing before', async () => {
  await city.open({});
  await hook(['hotline.request.dispatch']);
  const { state } = await city.open({ reporterPhone: '13847312345', title: '路灯不亮' });
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await city.must(state.id, 'north', 'sign');
  await deliverAll(1);
  expect(got).toHaveLength(1);
  const event = JSON.parse(got[0]?.body ?? '{}');
  expect(event).toMatchObject({
    specversion: '1.0',
    type: 'hotline.request.dispatch',
    subject: state.number,
    source: `/cities/${TEST_CITY}`,
    data: { caseId: state.id },
  });
  expect(got[0]?.headers['content-type']).toContain('application/cloudevents+json');
  const headers = got[0]?.headers as unknown as WebhookHeaders;
  const { runtime } = city.acting;
  expect(checkWebhook(SECRET, headers, got[0]?.body ?? '', runtime.now())).toMatchObject({ ok: true });
  expect(checkWebhook(SECRET, headers, `${got[0]?.body} `, runtime.now())).toMatchObject({
    code: 'notice.signature-wrong',
  });
  expect(got[0]?.body).not.toMatch(/13847312345|路灯/);
});

test('two servers lay each event once, and none is missed', async () => {
  await hook(['hotline.request.*']);
  const numbers: string[] = [];
  for (let n = 0; n < 10; n += 1) numbers.push((await city.open({})).state.number);
  for (let tries = 0; tries < 500 && got.length < 10; tries += 1) {
    await Promise.all([deliverCity(city.acting.runtime, channels), deliverCity(city.acting.runtime, channels)]);
    await new Promise((done) => setTimeout(done, 20));
  }
  const subjects = got.map(({ body }) => JSON.parse(body).subject);
  expect(subjects.toSorted()).toEqual(numbers.toSorted());
});

test('410 ends a subscription; a redirect is not followed and tried again later', async () => {
  const id = await hook(['*']);
  await city.open({});
  answer = 302;
  await deliverAll(1);
  const waiting = await city.db.owner.query(
    "select last_error from outbox where state = 'waiting' and channel = 'webhook'",
  );
  expect(waiting.rows).toEqual([{ last_error: '302' }]);
  answer = 410;
  await city.db.owner.query('update outbox set at = $1', [city.acting.runtime.now()]);
  await deliverAll(2);
  const found = await city.db.owner.query('select active, ended_because from webhook_subscription where id = $1', [id]);
  expect(found.rows).toEqual([{ active: false, ended_because: 'the receiver answered 410' }]);
});

test('nothing is pushed into a closed network, whatever the name says', async () => {
  const { runtime } = city.acting;
  const closed = channelsOf(runtime, { folder: tmpdir(), smtp: null, allowedNetworks: [] });
  await hook(['*'], `https://localhost:${(server.address() as AddressInfo).port}/`);
  await city.open({});
  for (let tries = 0; tries < 500; tries += 1) {
    await deliverCity(runtime, closed);
    const parked = await city.db.owner.query("select last_error from outbox where state = 'parked'");
    if (parked.rowCount) break;
    await new Promise((done) => setTimeout(done, 20));
  }
  const parked = await city.db.owner.query("select last_error from outbox where state = 'parked'");
  expect(parked.rows).toEqual([{ last_error: 'notice.url-refused' }]);
  expect(got).toEqual([]);
});

describe('addresses', () => {
  test.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['64:ff9b::a00:1', false],
    ['no address', false],
  ])('%s: %s', (address, open) => {
    expect(addressGuard()(address)).toBe(open);
  });

  test('an administrator opens one network and no other', () => {
    const guard = addressGuard(['10.20.0.0/16']);
    expect([guard('10.20.3.4'), guard('10.21.0.1')]).toEqual([true, false]);
  });
});

describe('the door', () => {
  let wuhai: NamedCity;
  beforeAll(async () => {
    wuhai = await openNamedCity('wuhai', '2025-09-26T10:00:00+08:00');
  }, 60_000);
  afterAll(() => wuhai.close());

  test('the system administrator subscribes and ends; others and closed addresses are refused', async () => {
    const app = appOf(wuhai);
    const post = async (by: string, payload: object) =>
      app.inject({ method: 'POST', url: '/api/v1/webhooks', headers: await headersOf(wuhai, by), payload });
    const good = { url: 'https://example.org/hook', eventTypes: ['hotline.request.*'] };
    expect((await post('wh-centre.operator-1', good)).json().code).toBe('http.not-yours');
    for (const bad of [
      'http://example.org/',
      'https://10.0.0.1/',
      'https://u:p@example.org/',
      'https://localhost/',
      'x',
    ]) {
      expect((await post('wh-centre.systemAdmin', { ...good, url: bad })).json().code, bad).toBe('notice.url-refused');
    }
    expect((await post('wh-centre.systemAdmin', { ...good, eventTypes: ['Bad Type'] })).json().code).toBe(
      'notice.event-type-unknown',
    );
    const made = await post('wh-centre.systemAdmin', good);
    expect(made.statusCode, made.body).toBe(201);
    const { id, secret } = made.json();
    expect(secret.length).toBeGreaterThan(40);
    const headers = await headersOf(wuhai, 'wh-centre.systemAdmin');
    const listed = await app.inject({ url: '/api/v1/webhooks', headers });
    expect(listed.json().items).toMatchObject([{ id, url: good.url, active: true }]);
    expect(listed.body).not.toContain(secret);
    const end = () => app.inject({ method: 'DELETE', url: `/api/v1/webhooks/${id}`, headers });
    expect([(await end()).statusCode, (await end()).statusCode]).toEqual([204, 404]);
    await app.close();
  });
});
