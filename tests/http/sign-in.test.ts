import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeAccount, openAccount } from '../../server/access/accounts.ts';
import { zeroBits } from '../../server/http/human-check.ts';
import { appOf } from '../support/test-app.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

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

const by = { kind: 'system', id: 'test' };
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers });
const signIn = (payload: object) => post('/api/v1/sign-in', payload);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function account(name: string, person = 'person-dispatcher'): Promise<string> {
  const opened = await openAccount(city.acting.runtime, { name, person, by });
  if (!opened.ok) throw new Error(opened.code);
  return opened.value.password;
}

/** An account with its own password, and a session. */
async function signedIn(name: string, person?: string) {
  const once = await account(name, person);
  const done = await signIn({ name, password: once, newPassword: 'Gobi-Desert-1' });
  expect(done.statusCode, done.body).toBe(200);
  return done.json() as { token: string; post: string };
}

describe('signing in', () => {
  test('the first password lets nobody in before it is changed; then the post works with the token', async () => {
    const once = await account('first');
    const refused = await signIn({ name: 'first', password: once });
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'access.must-change']);
    const simple = await signIn({ name: 'first', password: once, newPassword: 'aaaaaaaaaaaa' });
    expect(simple.json().code).toBe('access.password-simple');
    const done = await signIn({ name: 'first', password: once, newPassword: 'Yellow-River-1' });
    expect(done.statusCode).toBe(200);
    const me = await app.inject({ url: '/api/v1/me', headers: bearer(done.json().token) });
    expect(me.json()).toMatchObject({ post: { id: 'dispatcher' }, roles: ['dispatcher'] });
    expect((await signIn({ name: 'first', password: once })).statusCode).toBe(401);
  });

  test('a wrong name, a wrong password and a locked account are answered alike', async () => {
    await signedIn('alike');
    const wrongName = await signIn({ name: 'nobody', password: 'x' });
    const wrongPassword = await signIn({ name: 'alike', password: 'x' });
    for (let n = 0; n < 4; n += 1) await signIn({ name: 'alike', password: 'x' });
    const locked = await signIn({ name: 'alike', password: 'Gobi-Desert-1' });
    const told = [wrongName, wrongPassword, locked].map((one) => [one.statusCode, one.body]);
    expect(told).toEqual([told[0], told[0], told[0]]);
    expect(told[0]?.[0]).toBe(401);
  });

  test('signing out ends the session at once; a second sign-in ends the first one', async () => {
    const first = await signedIn('twice');
    const second = (await signIn({ name: 'twice', password: 'Gobi-Desert-1' })).json() as { token: string };
    const me = (token: string) => app.inject({ url: '/api/v1/me', headers: bearer(token) });
    expect((await me(first.token)).statusCode).toBe(401);
    expect((await me(second.token)).statusCode).toBe(200);
    expect((await post('/api/v1/sign-out', {}, bearer(second.token))).statusCode).toBe(204);
    expect((await me(second.token)).statusCode).toBe(401);
  });

  test('a reset by an administrator ends the sessions and asks for a new password that was not used before', async () => {
    const before = await signedIn('reset');
    const reset = await changeAccount(city.acting.runtime, { name: 'reset', what: 'reset', by });
    const once = reset.ok ? (reset.value.password ?? '') : '';
    expect((await app.inject({ url: '/api/v1/me', headers: bearer(before.token) })).statusCode).toBe(401);
    const used = await signIn({ name: 'reset', password: once, newPassword: 'Gobi-Desert-1' });
    expect(used.json().code).toBe('access.password-used');
    expect((await signIn({ name: 'reset', password: once, newPassword: 'Gobi-Desert-2' })).statusCode).toBe(200);
  });

  test('nobody signs in to a post of another person', async () => {
    await signedIn('other');
    const refused = await signIn({ name: 'other', password: 'Gobi-Desert-1', post: 'ruler' });
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'access.no-post']);
  });

  test('every attempt that counts stands in the stream of the account, without a password', async () => {
    const once = await account('stream');
    await signIn({ name: 'stream', password: 'x' });
    await signIn({ name: 'stream', password: once, newPassword: 'Gobi-Desert-1' });
    const events = await city.db.owner.query(
      `select e.type, e.body from event e join account a on a.city = e.city and a.id = e.id
       where a.name = 'stream' and e.kind = 'account' order by e.seq`,
    );
    expect(events.rows.map(({ type }) => type)).toEqual(['opened', 'signInFailed', 'passwordChanged', 'signedIn']);
    expect(JSON.stringify(events.rows)).not.toContain('Gobi');
  });
});

describe('limits of the doors', () => {
  const ask = (headers: Record<string, string> = {}, telephone?: string) =>
    post(
      '/api/v1/cases/hotline.request',
      { title: '路灯不亮', text: '三天', kind: 'help', category: 'unclear', ...(telephone ? { telephone } : {}) },
      headers,
    );

  test('one telephone asks ten times a day, from whatever address', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      const one = appOf(city);
      const answer = await one.inject({
        method: 'POST',
        url: '/api/v1/cases/hotline.request',
        payload: { title: 'a', text: 'b', kind: 'help', category: 'unclear', telephone: '13847310009' },
      });
      answers.push(answer.statusCode);
      await one.close();
    }
    // each of these servers counts for itself: none is over its limit
    expect(new Set(answers)).toEqual(new Set([201]));
    const same: number[] = [];
    for (let n = 0; n < 11; n += 1) same.push((await ask({}, '138 4731 0008')).statusCode);
    expect(same.slice(0, 10)).toEqual(Array(10).fill(201));
    expect(same[10]).toBe(429);
  });

  test('over the limit of an address a small piece of work lets a person go on, once for each answer', async () => {
    for (let n = 0; n < 20; n += 1) await ask();
    const refused = await ask();
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const { challenge, bits } = JSON.parse(String(refused.headers['human-check'])) as {
      challenge: string;
      bits: number;
    };
    let nonce = 0;
    while (zeroBits(createHash('sha256').update(`${challenge}:${nonce}`).digest()) < bits) nonce += 1;
    const answer = { 'human-check': `${challenge}:${nonce}` };
    expect((await ask(answer)).statusCode).toBe(201);
    expect((await ask(answer)).statusCode).toBe(429);
    expect((await ask({ 'human-check': `${challenge}x:${nonce}` })).statusCode).toBe(429);
  });
});
