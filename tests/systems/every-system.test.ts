import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CaseBinding } from '../../kernel/case/binding.ts';
import type { System } from '../../kernel/case/system.ts';
import { TEST_START, testFacts, testPlaceIds, testTime, testUnitIds } from '../../kernel/case/test-facts.ts';
import { END_VERBS_MAX, walk } from '../../kernel/case/walk.ts';
import { checkTable, chooseRow, type RuleTable } from '../../kernel/rule/table.ts';
import { ruleFactsOf } from '../../server/city-runtime.ts';
import { SYSTEMS } from '../../server/systems.ts';
import { scaled } from '../support/scale.ts';

const seed = Number(process.env.HUYING_SEED ?? randomInt(1_000_000));
const STEPS = scaled(5_000);
const world = { units: testUnitIds, places: testPlaceIds, codes: { categories: ['heating', 'road'] } };

/** Lengths as the system ships them; a table that is missing, or says nothing, is a fault of the system. */
const shippedRule =
  (system: System, binding: CaseBinding) => (code: string, as: string, state: Parameters<typeof ruleFactsOf>[1]) => {
    const table = system.rules.find((one) => one.code === code) as RuleTable | undefined;
    if (!table) throw new Error(`${system.code} ships no table ${code}`);
    const day = testTime.day(state.openedAt ? new Date(state.openedAt) : TEST_START);
    const row = chooseRow(table, day, { ...ruleFactsOf(binding, state), as });
    if (!row.ok) throw new Error(`${code} gives nothing for ${as}`);
    return { value: row.value.gives, id: row.value.id };
  };

describe.each(SYSTEMS)('system $code', (system) => {
  test('names all that it has after itself, and ships dated rows with a basis', () => {
    const codes = [
      ...system.cases.map(({ definition }) => definition.code),
      ...system.registers.map(({ code }) => code),
      ...system.rules.map(({ code }) => code),
    ];
    expect(codes.filter((code) => !code.startsWith(`${system.code}.`))).toEqual([]);
    const rows = system.rules.flatMap((table) => table.rows);
    expect(rows.filter(({ basis }) => basis === '')).toEqual([]);
    expect(system.rules.flatMap(checkTable)).toEqual([]);
  });

  test.each(system.cases.map((binding) => ({ binding, code: binding.definition.code })))(
    `$code holds every law on a random walk of ${STEPS} steps, seed ${seed} (HUYING_SEED)`,
    ({ binding }) => {
      const rule = shippedRule(system, binding);
      const factsAt = (now: Date) => testFacts({ now, rule });
      const { cases, longestEnd } = walk(binding, { seed, steps: STEPS, world, start: TEST_START, factsAt });
      expect(cases).toBeGreaterThan(0);
      expect(longestEnd).toBeLessThanOrEqual(END_VERBS_MAX);
    },
  );
});

test('no two systems share a code', () => {
  const codes = SYSTEMS.flatMap(({ code, refusals }) => [code, ...refusals.flatMap(Object.keys)]);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
