import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewerOfPost } from '../../server/access/sessions.ts';
import { hashOfBody, openCase } from '../../server/act.ts';
import { scaled } from '../support/scale.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

const TIMES = scaled(1000);

test(`two clerks, one verb, at once, ${TIMES} times: exactly one wins, the other is told what happened`, async () => {
  const codes = new Set<string>();
  for (let n = 0; n < TIMES; n += 1) {
    const { state } = await city.open({});
    const dispatch = (unit: string) =>
      city.act(state.id, 'dispatcher', 'dispatch', { unit, dispatchReason: '同时派单' });
    const both = await Promise.all([dispatch('north'), dispatch('south')]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    for (const one of both) if (!one.ok) codes.add(one.code);
    const after = await city.state(state.id);
    expect([after.seq, after.marks.dispatch?.n]).toEqual([2, 1]);
  }
  expect([...codes].every((code) => ['case.changed', 'case.wrong-state'].includes(code))).toBe(true);
});

test('the same Idempotency-Key sent ten times at once opens one case; with another body it is refused', async () => {
  const actor = viewerOfPost(city.acting.runtime, 'operator')?.actor;
  if (!actor) throw new Error('no operator');
  const input = { title: '停水', originalText: '停水了', kind: 'help', category: 'unclear' };
  const open = (title: string) =>
    openCase(city.acting, {
      definition: 'hotline.request',
      verb: 'open',
      input: { ...input, title },
      actor,
      opening: { channel: 'phone' },
      idempotency: { caller: 'post:operator', key: 'one-key', bodyHash: hashOfBody(title) },
    });
  const answers = await Promise.all(Array.from({ length: 10 }, () => open('停水')));
  const ids = answers.map((answer) => (answer.ok ? answer.value.state.id : answer.code));
  expect(new Set(ids).size).toBe(1);
  expect(await open('停电')).toMatchObject({ ok: false, code: 'http.key-reused' });
});

test('a note and an urge at the same time as a dispatch are all kept: quiet verbs decide anew by themselves', async () => {
  const { state } = await city.open({});
  const all = await Promise.all([
    city.act(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' }),
    city.act(state.id, 'operator', 'note', { note: '来电补充' }),
    city.act(state.id, 'operator', 'urge', { urgeNote: '催' }),
    city.act(state.id, 'operator2', 'note', { note: '再补充' }),
  ]);
  expect(all.map((one) => one.ok)).toEqual([true, true, true, true]);
  expect((await city.state(state.id)).seq).toBe(5);
});
