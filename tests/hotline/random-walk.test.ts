import { describe, expect, test } from 'vitest';
import type { CaseBinding } from '../../kernel/case/binding.ts';
import type { CaseState } from '../../kernel/case/case-state.ts';
import { openBinding } from '../../kernel/case/open-binding.ts';
import { TEST_START, testFacts, testPlaceIds, testUnitIds } from '../../kernel/case/test-facts.ts';
import { walk } from '../../kernel/case/walk.ts';
import { chooseRow } from '../../kernel/rule/table.ts';
import { hotlineRequestBinding } from '../../systems/hotline/binding.ts';
import { coOrderBinding } from '../../systems/hotline/co-order.ts';
import { hotlineLimits } from '../../systems/hotline/default-limits.ts';
import { scaled } from '../support/scale.ts';

/** Another seed each day of the year, or the one that is asked for. */
const seed = Number(process.env.HUYING_SEED ?? Math.floor(Date.now() / 86_400_000));
const STEPS = scaled(10_000);

const world = { units: testUnitIds, places: testPlaceIds, codes: { categories: ['heating', 'road'] } };

/** The hotline's own limits on the day of the walk; a city's limits never stand in a test. */
const rule = (binding: CaseBinding) => (_: string, as: string, state: CaseState) => {
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
    factsAt: (now) => testFacts({ now, rule: rule(binding) }),
    endWithout,
  });

/** What a citizen who is never content does not say. */
const CONTENT = ['recordContent', 'closeUnreached', 'confirmWithdrawal', 'refuse', 'answerDirectly', 'policeAccept'];

describe(`random walks of ${STEPS} steps, seed ${seed} (HUYING_SEED)`, () => {
  test('the hotline with open guards: every law holds, every verb is taken, nothing is refused', () => {
    const open = openBinding(hotlineRequestBinding.definition);
    const { taken, refused, states, longestEnd } = walkThrough(open);
    console.log(JSON.stringify({ taken, refused, states, longestEnd }));
  });
  test('the hotline with its own guards', () => {
    const { taken, refused, states, longestEnd, cases } = walkThrough(hotlineRequestBinding, CONTENT);
    console.log(JSON.stringify({ taken, refused, states, longestEnd, cases }));
  });
  test('joint handling', () => {
    console.log(JSON.stringify(walkThrough(coOrderBinding)));
  });
});
