import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseBinding } from '../../kernel/case/binding.ts';
import type { AnyCase } from '../../kernel/define/case-definition.ts';
import { viewerOfPost } from '../../server/access/sessions.ts';
import { type Acting, actOnCase } from '../../server/act.ts';
import { bindingsByName } from '../../server/build-runtime.ts';
import { loadCase } from '../../server/load-case.ts';
import { migrateCases } from '../../server/migrate-cases.ts';
import { hotlineRequestBinding } from '../../systems/hotline/binding.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

/** The next version of the hotline's request: signing is called taking on, and `working` is split off as `takenOn`. */
const old = hotlineRequestBinding.definition;
const next = {
  ...old,
  version: 2,
  states: { ...old.states, takenOn: { label: '已承接', owner: 'handler' } },
  verbs: {
    ...old.verbs,
    sign: { ...old.verbs.sign, to: 'takenOn' },
    begin: { label: '开始办理', from: 'takenOn', to: 'working', by: 'unit' },
  },
} as unknown as AnyCase;

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

const actingWith = (binding: CaseBinding): Acting => ({
  ...city.acting,
  runtime: { ...city.acting.runtime, bindings: bindingsByName([hotlineRequestBinding, binding]) },
});

async function working(): Promise<string> {
  const { state } = await city.open({});
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await city.must(state.id, 'north', 'sign');
  return state.id;
}

test('old cases run on their version beside new ones until they are taken over', async () => {
  const id = await working();
  const acting = actingWith({ ...hotlineRequestBinding, definition: next });
  const actor = viewerOfPost(acting.runtime, 'north')?.actor;
  if (!actor) throw new Error('no post');
  const unknown = await actOnCase(acting, { id, verb: 'begin', input: {}, actor });
  expect(unknown).toMatchObject({ code: 'case.unknown-verb' });
  expect((await loadCase(acting.runtime, id))?.state.version).toBe(1);
});

test('a migration that would break a law is told for every case and moves none', async () => {
  const id = await working();
  const lost = { ...hotlineRequestBinding, definition: next, migrations: { 1: () => ({ state: 'nowhere' }) } };
  const report = await migrateCases(actingWith(lost), { code: old.code, from: 1, apply: true });
  expect(report.problems).toBe(report.cases);
  expect(report.listed[0]?.problem).toContain('nowhere');
  expect([report.moved, (await city.state(id)).version]).toEqual([0, 1]);
});

test('a trial writes nothing; then every open case goes over by one event, and its verbs are the new ones', async () => {
  const id = await working();
  const binding: CaseBinding = {
    ...hotlineRequestBinding,
    definition: next,
    migrations: { 1: (state) => (state.state === 'working' ? { state: 'takenOn' } : {}) },
  };
  const acting = actingWith(binding);
  const trial = await migrateCases(acting, { code: old.code, from: 1, apply: false });
  expect([trial.problems, trial.moved]).toEqual([0, 0]);
  expect((await city.state(id)).version).toBe(1);
  const done = await migrateCases(acting, { code: old.code, from: 1, apply: true });
  expect([done.moved, done.cases]).toEqual([trial.cases, trial.cases]);
  const loaded = await loadCase(acting.runtime, id);
  expect([loaded?.state.version, loaded?.state.state, loaded?.state.marks.migrated?.n]).toEqual([2, 'takenOn', 1]);
  const actor = viewerOfPost(acting.runtime, 'north')?.actor;
  if (!actor) throw new Error('no post');
  expect(await actOnCase(acting, { id, verb: 'begin', input: {}, actor })).toMatchObject({ ok: true });
  const again = await migrateCases(acting, { code: old.code, from: 1, apply: true });
  expect([again.cases, again.moved]).toEqual([0, 0]);
});
