import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveHub, liveHub } from '../../server/live/live-hub.ts';
import { appOf, headersOf } from '../support/test-app.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let app: FastifyInstance;
let hub: LiveHub;
let base: string;
beforeAll(async () => {
  city = await openTestCity();
  hub = liveHub(city.acting.runtime);
  app = appOf(city, hub);
  await app.listen({ port: 0 });
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  app.server.closeAllConnections();
  await app.close();
  await city.close();
});

type Heard = { readonly cursor: string; readonly id: string; readonly type: string };

/** Listens as a page does; `until` waits for what has been heard so far. */
async function listen(post: string, lastEventId?: string) {
  const stop = new AbortController();
  const headers = { ...(await headersOf(city, post)), ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
  const answer = await fetch(`${base}/api/v1/live`, { headers, signal: stop.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  const reading = (async () => {
    for await (const chunk of answer.body as ReadableStream<Uint8Array>) text += Buffer.from(chunk).toString('utf8');
  })().catch(() => undefined);
  const heard = (): readonly Heard[] =>
    [...text.matchAll(/event: case\nid: (.+)\ndata: (.+)\n/g)].map(([, cursor = '', data = '{}']) => ({
      cursor,
      ...(JSON.parse(data) as { id: string; type: string }),
    }));
  return {
    heard,
    text: () => text,
    until: async (n: number) => {
      for (let tries = 0; tries < 500 && heard().length < n; tries += 1) {
        await hub.round();
        await new Promise((done) => setTimeout(done, 20));
      }
      return heard();
    },
    stop: async () => {
      stop.abort();
      await reading;
    },
  };
}

test('each page hears of the cases that its post may see, by id only, and of no others', async () => {
  const north = await listen('north');
  const south = await listen('south');
  const centre = await listen('dispatcher');
  await hub.round();
  const { state } = await city.open({ reporterPhone: '13847310001', title: '路灯' });
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await city.must(state.id, 'north', 'sign');
  const all = await centre.until(3);
  expect(all.map(({ type }) => type)).toEqual(['open', 'dispatch', 'sign']);
  expect(new Set(all.map(({ id }) => id))).toEqual(new Set([state.id]));
  expect((await north.until(3)).length).toBe(3);
  expect(south.heard()).toEqual([]);
  expect(centre.text()).not.toMatch(/路灯|13847310001/);
  await Promise.all([north.stop(), south.stop(), centre.stop()]);
});

test('a connection that broke goes on where it ended, and nothing is missed or told twice', async () => {
  const first = await listen('dispatcher');
  await hub.round();
  const one = await city.open({});
  const [seen] = await first.until(1);
  await first.stop();
  const two = await city.open({});
  const three = await city.open({});
  const again = await listen('dispatcher', seen?.cursor);
  const heard = await again.until(2);
  expect(heard.map(({ id }) => id)).toEqual([two.state.id, three.state.id]);
  expect(seen?.id).toBe(one.state.id);
  await again.stop();
});

test('without a stream the same is read by asking: from now on, then from the place before', async () => {
  const headers = await headersOf(city, 'north');
  const read = async (after?: string) =>
    (await app.inject({ url: `/api/v1/changes${after ? `?after=${after}` : ''}`, headers })).json();
  const begin = await read();
  const mine = await city.open({});
  await city.must(mine.state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await city.open({});
  // a transaction anywhere on the engine that is older holds the end of the log back for a moment
  let got = await read(begin.next);
  for (let tries = 0; tries < 400 && got.items.length < 2; tries += 1) {
    await new Promise((done) => setTimeout(done, 25));
    got = await read(begin.next);
  }
  const { items, next } = got;
  expect(items.map(({ id, type }: Heard) => [id, type])).toEqual([
    [mine.state.id, 'open'],
    [mine.state.id, 'dispatch'],
  ]);
  expect((await read(next)).items).toEqual([]);
  expect((await app.inject({ url: '/api/v1/changes?after=x', headers })).statusCode).toBe(400);
});

test('nobody listens without a post', async () => {
  expect((await fetch(`${base}/api/v1/live`)).status).toBe(401);
  expect((await app.inject({ url: '/api/v1/changes' })).statusCode).toBe(401);
});
