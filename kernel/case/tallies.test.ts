import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CaseState, type DeadlineState, unopened } from './case-state.ts';
import { countedCase as definition, dice, randomHistory } from './random-histories.ts';
import { holds, type TallyStep, talliesOf } from './tallies.ts';

const dayOf = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10);
const ID = '019a0000-0000-7000-8000-000000000001';

const keyOf = (step: TallyStep) =>
  JSON.stringify([step.indicator, step.part, step.happened_on, step.unit, step.place, step.category]);

test('over any history a sum is 1 exactly where the case is counted at the end, else 0, and never negative', () => {
  const counted = { sums: 0 };
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, events) => {
      const frame = { city: 'test', definition, id: ID, number: '1', start: Date.UTC(2025, 8, 1), gapMs: 4e7, events };
      const { states } = randomHistory(frame, dice(seed));
      const sums = new Map<string, number>();
      let before: CaseState | null = null;
      for (const after of states) {
        const steps = talliesOf(definition, before, after, dayOf);
        const primary = steps.map((step) => JSON.stringify([step.indicator, step.part, step.happened_on, step.delta]));
        expect(new Set(primary).size).toBe(primary.length);
        for (const step of steps) {
          const sum = (sums.get(keyOf(step)) ?? 0) + step.delta;
          sums.set(keyOf(step), sum);
        }
        expect([...sums.values()].every((sum) => sum === 0 || sum === 1)).toBe(true);
        before = after;
      }
      // what counts at the end, found without any history
      const end = talliesOf(definition, null, states.at(-1) as CaseState, dayOf)
        .map(keyOf)
        .toSorted();
      const kept = [...sums].filter(([, sum]) => sum === 1).map(([key]) => key);
      expect(kept.toSorted()).toEqual(end);
      counted.sums += kept.length;
    }),
    { numRuns: 300 },
  );
  expect(counted.sums).toBeGreaterThan(300);
});

const at = '2025-09-26T08:40:00.000Z';
const running: DeadlineState = {
  name: 'response',
  n: 1,
  state: 'running',
  unit: 'housing',
  startedAt: at,
  within: '24h',
  due: '2025-09-27T08:40:00.000Z',
  stops: [],
  warnings: [],
};
const mark = (last: string) => ({ n: 1, first: last, last, by: { kind: 'post' } });
const dispatched: CaseState = {
  ...unopened(ID),
  seq: 2,
  chain: ['housing'],
  place: '/wuhai/haibowan/',
  category: 'heat.none',
  marks: { open: mark(at), dispatch: mark(at) },
  deadlines: [running],
};
const met = { ...running, state: 'met' as const, metAt: '2025-09-27T08:40:00.000Z' };
const withClock = (one: DeadlineState): CaseState => ({ ...dispatched, deadlines: [one] });

test('a clock met at its very due moment is in time, a millisecond later it is not', () => {
  expect(holds({ metOnTime: 'response' }, withClock(met))).toBe(true);
  const late = withClock({ ...met, metAt: '2025-09-27T08:40:00.001Z' });
  expect(holds({ metOnTime: 'response' }, late)).toBe(false);
  expect(holds({ late: 'response' }, late)).toBe(true);
  expect(holds({ late: 'response' }, withClock({ ...running, overdueSince: running.due }))).toBe(true);
  expect(holds({ metOnTime: 'response' }, withClock({ ...met, overdueSince: running.due }))).toBe(false);
});

test('the newest running of a clock decides: one that was ended is not started', () => {
  expect(holds({ started: 'response' }, withClock({ ...running, state: 'ended' }))).toBe(false);
  const again = {
    ...dispatched,
    deadlines: [
      { ...running, state: 'ended' as const },
      { ...running, n: 2 },
    ],
  };
  expect(holds({ started: 'response' }, again)).toBe(true);
});

test('a re-dispatched order leaves its old day and unit and stands on the new ones', () => {
  const again: CaseState = {
    ...dispatched,
    seq: 5,
    chain: ['water'],
    marks: { ...dispatched.marks, dispatch: mark('2025-09-29T01:00:00.000Z') },
    deadlines: [
      { ...running, state: 'ended' },
      { ...running, n: 2, unit: 'water' },
    ],
  };
  const steps = talliesOf(definition, dispatched, again, dayOf).filter((step) => step.part === 'of');
  const place = { place: '/wuhai/haibowan/', category: 'heat.none' };
  const key = { indicator: 'hotline.request.response', part: 'of', ...place };
  expect(steps).toEqual([
    { ...key, happened_on: '2025-09-26', unit: 'housing', delta: -1 },
    { ...key, happened_on: '2025-09-29', unit: 'water', delta: 1 },
  ]);
});

test('an excluded order ceases to be assessed and stays dispatched', () => {
  const excluded = { ...dispatched, seq: 3, data: { excluded: 'outside' } };
  const steps = talliesOf(definition, dispatched, excluded, dayOf);
  expect(steps.map((step) => [step.indicator, step.part, step.delta])).toEqual([
    ['hotline.request.response', 'of', -1],
  ]);
});

test('where nobody holds the case any more, the unit is that of the clock', () => {
  const steps = talliesOf(definition, null, { ...dispatched, chain: [] }, dayOf);
  expect(steps.map((step) => step.unit)).toEqual(['housing', 'housing']);
});

test('without the verb that dates it a case is not counted', () => {
  expect(talliesOf(definition, null, { ...dispatched, marks: { open: mark(at) } }, dayOf)).toEqual([]);
});

test('days are those of the city: 00:30 there is the next day, 23:30 is not', () => {
  const late = { ...dispatched, marks: { dispatch: mark('2025-09-26T15:30:00.000Z') } };
  const night = { ...dispatched, marks: { dispatch: mark('2025-09-26T16:30:00.000Z') } };
  expect(talliesOf(definition, null, late, dayOf)[0]?.happened_on).toBe('2025-09-26');
  expect(talliesOf(definition, null, night, dayOf)[0]?.happened_on).toBe('2025-09-27');
});
