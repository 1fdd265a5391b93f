import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CaseState, foldEvent, unopened } from '../../kernel/case/case-state.ts';
import { randomActor } from '../../kernel/case/random-actor.ts';
import { dice } from '../../kernel/case/random-histories.ts';
import { pick, type Roll, randomInput, verbsFrom, type World } from '../../kernel/case/random-input.ts';
import { brokenLaws } from '../../kernel/case/walk-laws.ts';
import { chainHash, EMPTY_HEAD, type EventBody } from '../../kernel/log/event.ts';
import { platform } from '../../server/access/sessions.ts';
import { type Acted, actOnCase, bindingOf, factsFor, openCase } from '../../server/act.ts';
import { loadCase } from '../../server/load-case.ts';
import { scaled } from '../support/scale.ts';
import { openTestCity, TEST_CITY, type TestCity, testUnits } from '../support/test-city.ts';

/**
 * The same walk as on pure decisions, through the commit and the database. After every verb: what was answered is what
 * stands there, the row is the fold of the stored events, every hash follows the one before it, and no law is broken.
 * A verb that was refused has left nothing behind.
 */
const seed = Number(process.env.HUYING_SEED ?? randomInt(1_000_000));
const STEPS = scaled(3_000);
const HOUR_MS = 3_600_000;
const UNITS = testUnits.map(({ id }) => id);
const world: World = {
  units: UNITS.filter((id) => id !== 'centre' && id !== 'cityhall'),
  places: ['tc.north.s1.c1.g1', 'tc.south.s1.c1.g1'],
  codes: { categories: ['heating', 'road', 'unclear'] },
};

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

const stored = async (id: string) => {
  const found = await city.db.owner.query<{ body: string; hash: Buffer; seq: number }>(
    "select body, hash, seq from event where city = $1 and kind = 'case' and id = $2 order by seq",
    [TEST_CITY, id],
  );
  return found.rows;
};

/** What stands in the database about a case, held against itself. */
async function lookAt(id: string): Promise<CaseState> {
  const loaded = await loadCase(city.acting.runtime, id);
  if (!loaded) throw new Error(`case ${id} is not there`);
  const events = await stored(id);
  const bodies = events.map(({ body }) => JSON.parse(body) as EventBody);
  const folded = bodies.reduce(foldEvent, unopened(id));
  expect(isDeepStrictEqual(loaded.state, folded), `row of ${id} is the fold of its events`).toBe(true);
  let head: Buffer = EMPTY_HEAD;
  for (const { body, hash } of events) {
    head = chainHash(head, body);
    expect(hash.equals(head), `event hash of ${id}`).toBe(true);
  }
  return loaded.state;
}

type Walk = { readonly definition: string; readonly roll: Roll; readonly ids: string[]; at: number; refused: number };

async function step(walk: Walk): Promise<void> {
  const { roll, ids } = walk;
  walk.at += roll(30) * HOUR_MS;
  await city.at(new Date(walk.at).toISOString());
  if (ids.length === 0 || roll(6) === 0) return open(walk);
  const id = pick(ids, roll);
  const before = await lookAt(id);
  const binding = bindingOf(city.acting.runtime, before);
  if (!binding) throw new Error(`no binding of ${before.definition}`);
  const { definition } = binding;
  const verbs = verbsFrom(definition, before);
  const verb = verbs.length > 0 ? pick(verbs, roll) : null;
  const loaded = await loadCase(city.acting.runtime, id);
  const facts = factsFor(city.acting.runtime, binding, loaded);
  const actor = verb ? randomActor(definition, verb, before, { facts, world, roll }) : null;
  if (!verb || !actor) return;
  const input = randomInput({ definition, verbName: verb, state: before, units: facts.units, world }, roll);
  const acted = await actOnCase(city.acting, { id, verb, input, actor });
  const after = await lookAt(id);
  if (!acted.ok) {
    walk.refused += 1;
    expect(isDeepStrictEqual(after, before), `${verb} was refused (${acted.code}) and left nothing`).toBe(true);
    return;
  }
  holds(before, acted.value, after);
  const children = await city.db.owner.query<{ id: string }>('select id from cases where city = $1 and parent = $2', [
    TEST_CITY,
    id,
  ]);
  for (const child of children.rows) if (!ids.includes(child.id)) ids.push(child.id);
}

async function open(walk: Walk): Promise<void> {
  const { runtime } = city.acting;
  const binding = runtime.bindings.get(walk.definition);
  if (!binding) throw new Error(`no definition ${walk.definition}`);
  const { definition } = binding;
  const state = unopened('');
  const openings = Object.keys(definition.verbs).filter((name) => definition.verbs[name]?.from === null);
  const verb = pick(openings, walk.roll);
  const facts = factsFor(runtime, binding, null);
  const input = randomInput({ definition, verbName: verb, state, units: facts.units, world }, walk.roll);
  const actor = randomActor(definition, verb, state, { facts, world, roll: walk.roll }) ?? platform(runtime).actor;
  const opened = await openCase(city.acting, {
    definition: walk.definition,
    verb,
    input,
    actor,
    opening: { channel: 'walk' },
  });
  if (!opened.ok) {
    walk.refused += 1;
    return;
  }
  const { id } = opened.value.state;
  walk.ids.push(id);
  holds(unopened(id), opened.value, await lookAt(id));
}

function holds(before: CaseState, acted: Acted, after: CaseState): void {
  let state = before;
  for (const decision of acted.decisions) {
    const binding = bindingOf(city.acting.runtime, decision.after);
    if (!binding) throw new Error('no binding');
    expect(brokenLaws(binding.definition, state, decision)).toEqual([]);
    state = decision.after;
  }
  expect(isDeepStrictEqual(after, state), 'what was answered is what stands there').toBe(true);
}

describe(`random walks of ${STEPS} steps on the database, seed ${seed} (HUYING_SEED)`, () => {
  test.each([['hotline.request'], ['life.repairOrder']])('%s', { timeout: 300_000 }, async (definition) => {
    const walk: Walk = { definition, roll: dice(seed), ids: [], at: Date.parse('2025-09-26T08:00:00Z'), refused: 0 };
    for (let n = 0; n < STEPS; n += 1) await step(walk);
    expect(walk.ids.length).toBeGreaterThan(2);
    const parked = await city.db.owner.query('select last_error from timer where parked or last_error is not null');
    expect(parked.rows).toEqual([]);
    console.info(`${definition}: ${walk.ids.length} cases, ${walk.refused} refused`);
  });
});
