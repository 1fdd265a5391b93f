import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newToken } from '../../server/access/sessions.ts';
import { appOf, headersOf } from '../support/test-app.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let app: FastifyInstance;
let operator: Record<string, string>;

beforeAll(async () => {
  city = await openTestCity();
  app = appOf(city);
  operator = await headersOf(city, 'operator');
});
afterAll(async () => {
  await app.close();
  await city.close();
});

const good = { title: '停水', text: '小区停水', kind: 'help', category: 'unclear', channel: 'web' };
const post = (payload: unknown, more: Partial<InjectOptions> = {}) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/cases/hotline.request',
    headers: operator,
    payload: payload as string,
    ...more,
  });
const events = async () => {
  const { rows } = await city.db.owner.query('select count(*)::integer as n from event');
  return rows[0].n as number;
};

/** What is sent, and the problem that comes back: status, code, field. */
const TABLE: readonly (readonly [string, unknown, number, string, string])[] = [
  ['an unknown category of kind', { ...good, kind: 'wish' }, 422, 'case.not-an-option', 'input.kind'],
  ['no title', { ...good, title: '' }, 422, 'case.missing-field', 'input.title'],
  ['a text of 100,000 characters', { ...good, text: '水'.repeat(100_000) }, 422, 'case.too-long', 'input.originalText'],
  ['control characters', { ...good, text: '停水\u0007了' }, 422, 'case.control-character', 'input.originalText'],
  ['text that runs from right to left', { ...good, title: '停\u202e水' }, 422, 'case.control-character', 'input.title'],
  ['an unknown field', { ...good, colour: 'red' }, 422, 'case.unknown-field', 'input.colour'],
  ['an unknown category', { ...good, category: 'weather' }, 422, 'case.unknown-code', 'input.category'],
  ['an unknown place', { ...good, place: 'tc.west' }, 422, 'case.unknown-place', 'input.place'],
  [
    'a position that is no number',
    { ...good, position: { lat: 'x', lng: 1 } },
    422,
    'case.wrong-type',
    'input.position.lat',
  ],
  ['a telephone of letters', { ...good, telephone: 'call me' }, 422, 'case.wrong-form', 'input.reporterPhone'],
  ['a list for a text', { ...good, title: ['停水'] }, 422, 'case.wrong-type', 'input.title'],
];

describe('bad input is a problem document with code and field, and writes nothing', () => {
  test.each(TABLE)('%s', async (_name, payload, status, code, field) => {
    const before = await events();
    const answer = await post(payload);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = answer.json() as Record<string, string>;
    expect([answer.statusCode, problem.code, problem.field]).toEqual([status, code, field]);
    expect(problem.title?.length).toBeGreaterThan(3);
    expect(problem.detail?.length).toBeGreaterThan(3);
    expect(problem.title).not.toContain('{');
    expect(await events()).toBe(before);
  });

  test('one foreign number for two matters: the same words are the same case, other words are refused', async () => {
    const foreign = { ...good, foreignSystem: 'board', foreignId: '75701' };
    const first = (await post(foreign)).json();
    const again = await post(foreign);
    expect([again.statusCode, again.json().id]).toEqual([200, first.id]);
    const before = await events();
    const other = await post({ ...foreign, title: '停电', text: '另一件事' });
    expect([other.statusCode, other.json().code]).toEqual([409, 'case.foreign-number-taken']);
    expect(await events()).toBe(before);
  });

  test('half a JSON body, a wrong content type, a list as body, a body of 2 MB', async () => {
    const json = { ...operator, 'content-type': 'application/json' };
    expect((await post('{"title": "停', { headers: json })).json()).toMatchObject({ code: 'http.bad-json' });
    expect((await post('<a/>', { headers: { ...operator, 'content-type': 'text/xml' } })).statusCode).toBe(415);
    expect((await post('[1]', { headers: json })).json()).toMatchObject({ code: 'http.not-an-object' });
    const large = JSON.stringify({ ...good, text: 'x'.repeat(2_000_000) });
    expect((await post(large, { headers: json })).json()).toMatchObject({ code: 'http.body-too-large', status: 413 });
  });

  test('several faults come back together', async () => {
    const problem = (await post({ kind: 'wish', colour: 1 })).json() as { errors: { code: string }[] };
    expect(problem.errors.length).toBeGreaterThanOrEqual(4);
  });

  test('English on demand', async () => {
    const answer = await post({ ...good, title: '' }, { headers: { ...operator, 'accept-language': 'en' } });
    expect(answer.json()).toMatchObject({ detail: 'Give it and send again.' });
  });
});

describe('verbs', () => {
  const verb = async (id: string, name: string, payload: object = {}, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: `/api/v1/cases/${id}/${name}`, headers: { ...operator, ...headers }, payload });

  test('an unknown verb, a verb by the wrong post, a stale If-Match, a bad one', async () => {
    const { id } = (await post(good)).json() as { id: string };
    expect((await verb(id, 'vanish')).json()).toMatchObject({ status: 404, code: 'case.unknown-verb' });
    expect((await verb(id, 'dispatch', { unit: 'north' })).json()).toMatchObject({
      status: 403,
      code: 'case.wrong-role',
    });
    const stale = await verb(id, 'draftText', { textForUnit: '文本' }, { 'if-match': '"7"' });
    expect(stale.json()).toMatchObject({ status: 412, code: 'case.stale', given: 7 });
    expect((await verb(id, 'note', { note: '好' }, { 'if-match': 'abc' })).json()).toMatchObject({
      code: 'http.bad-parameter',
      field: 'If-Match',
    });
    const body = await verb(id, 'draftText', { textForUnit: '文本', ifMatch: 1 });
    expect(body.statusCode).toBe(200);
  });

  test('the same Idempotency-Key does a verb once, and is refused with another body', async () => {
    const { id } = (await post(good)).json() as { id: string };
    const key = { 'idempotency-key': 'verb-1' };
    const first = await verb(id, 'note', { note: '一' }, key);
    const again = await verb(id, 'note', { note: '一' }, key);
    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect((await city.state(id)).marks.note?.n).toBe(1);
    expect((await verb(id, 'note', { note: '二' }, key)).json()).toMatchObject({ code: 'http.key-reused' });
  });

  test('an unknown address, an unknown definition, a broken token', async () => {
    expect((await app.inject({ url: '/api/v1/nothing' })).json()).toMatchObject({
      code: 'http.not-found',
      status: 404,
    });
    const unknown = await post(good, { url: '/api/v1/cases/hotline.wish' });
    expect(unknown.json()).toMatchObject({ code: 'case.unknown-definition', status: 404 });
    const answer = await app.inject({ url: '/api/v1/cases', headers: { authorization: `Bearer ${newToken()}` } });
    expect(answer.json()).toMatchObject({ code: 'http.bad-token', status: 401 });
  });
});

test('from one address without signing in, 20 intakes an hour pass and the rest is told when to come back', async () => {
  const answers = [];
  for (let n = 0; n < 30; n += 1) answers.push(await post(good, { headers: {}, remoteAddress: '192.0.2.7' }));
  expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(20);
  const last = answers.at(-1);
  expect(last?.json()).toMatchObject({ code: 'http.too-many', status: 429 });
  expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
  // another address and the operators are not touched by it
  expect((await post(good, { headers: {}, remoteAddress: '192.0.2.8' })).statusCode).toBe(201);
  expect((await post(good)).statusCode).toBe(201);
});

test('lists page by cursor, count to a limit and refuse a cursor that is none', async () => {
  const headers = await headersOf(city, 'north');
  for (let n = 0; n < 5; n += 1) {
    const { state } = await city.open({});
    await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' });
  }
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const url: string = `/api/v1/cases?limit=2${next ? `&cursor=${next}` : ''}`;
    const page: { items: { id: string }[]; count: number; next: string | null } = (
      await app.inject({ url, headers })
    ).json();
    expect(page.count).toBe(5);
    seen.push(...page.items.map((item) => item.id));
    next = page.next;
  } while (next);
  expect(new Set(seen).size).toBe(5);
  expect((await app.inject({ url: '/api/v1/cases?cursor=nonsense', headers })).statusCode).toBe(400);
  expect((await app.inject({ url: '/api/v1/cases?limit=100000', headers })).json()).toMatchObject({ field: 'limit' });
});
