import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CaseBinding } from '../../kernel/case/binding.ts';
import type { CaseState } from '../../kernel/case/case-state.ts';
import { openBinding } from '../../kernel/case/open-binding.ts';
import { TEST_START, testFacts, testPlaceIds, testUnitIds } from '../../kernel/case/test-facts.ts';
import { END_VERBS_MAX, walk } from '../../kernel/case/walk.ts';
import { chooseRow } from '../../kernel/rule/table.ts';
import { hotlineRequestBinding } from '../../systems/hotline/binding.ts';
import { coOrderBinding } from '../../systems/hotline/co-order.ts';
import { hotlineLimits } from '../../systems/hotline/default-limits.ts';
import { scaled } from '../support/scale.ts';

/** Another one each time, or the one that is asked for; it stands in the title of the tests. */
const seed = Number(process.env.HUYING_SEED ?? randomInt(1_000_000));
const STEPS = scaled(10_000);

const world = { units: testUnitIds, places: testPlaceIds, codes: { categories: ['heating', 'road'] } };

/** The hotline's own limits, as the runtime reads them: by the facts of the case. */
const ruleOf = (binding: CaseBinding) => (_: string, as: string, state: CaseState) => {
  const { urgency = 'normal', kind = 'help' } = state.data as Readonly<Record<string, string>>;
  const row = chooseRow(hotlineLimits, '2025-09-01', { urgency, kind, as, ...binding.ruleFacts?.(state) });
  if (!row.ok) throw new Error(`no row gives ${as}`);
  return { value: row.value.gives, id: row.value.id };
};

const walkThrough = (binding: CaseBinding, endWithout: readonly string[] = []) =>
  walk(binding, {
    seed,
    steps: STEPS,
    world,
    start: TEST_START,
    factsAt: (now) => testFacts({ now, rule: ruleOf(binding) }),
    endWithout,
  });

/** Short ways to an end: the citizen is content or takes the matter back, or the centre or the police take it over. */
const SHORT_WAYS = [
  'recordContent',
  'closeUnreached',
  'confirmWithdrawal',
  'refuse',
  'answerDirectly',
  'policeAccept',
] as const;

describe(`random walks of ${STEPS} steps, seed ${seed} (HUYING_SEED)`, () => {
  test('the literal of the hotline alone: every law holds and nobody who may is refused', () => {
    const { taken, refused, states, longestEnd } = walkThrough(openBinding(hotlineRequestBinding.definition));
    expect(refused).toEqual({});
    expect(longestEnd).toBeLessThan(END_VERBS_MAX);
    const { verbs, states: declared, imports } = hotlineRequestBinding.definition;
    // a walk begins with a request, never with a case of an earlier system
    const arrival = imports?.open;
    // the far ends are seldom reached in a short walk
    const far = STEPS >= 10_000 ? [] : Object.keys(verbs).filter((verb) => verbs[verb]?.from !== null);
    const expected = [...Object.keys(verbs), 'overdue', 'warned'].filter(
      (verb) => !far.includes(verb) && verbs[verb]?.from !== arrival,
    );
    expect(expected.filter((verb) => !taken[verb])).toEqual([]);
    const unseen = Object.keys(declared).filter((state) => !states[state] && state !== arrival);
    expect(STEPS >= 10_000 ? unseen : []).toEqual([]);
  });

  test('the hotline with its guards: every case comes to an end, though no citizen is ever content', () => {
    const { refused, cases } = walkThrough(hotlineRequestBinding, SHORT_WAYS);
    expect(cases).toBeGreaterThan(STEPS / 100);
    // guards were met that said no, and every refusal is one of the rules'
    expect(Object.keys(refused).length).toBeGreaterThan(5);
    for (const code of Object.keys(refused)) expect(code).not.toMatch(/^case\./);
  });

  test('the part of a co-handler', () => {
    const { taken } = walkThrough(coOrderBinding);
    expect(Object.keys(taken).toSorted()).toEqual(['cancel', 'feedBack', 'open', 'overdue']);
  });
});
