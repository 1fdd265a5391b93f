import type { AnyCase, Condition, Counted } from '../define/case-definition.ts';
import { type CaseState, newestDeadline, unitOf } from './case-state.ts';

/** One step of one count: a case begins (+1) or ceases (-1) to be counted on a day, for a unit, place and category. */
export type TallyStep = {
  /** Code of the definition and name of the indicator: `hotline.request.response`. */
  readonly indicator: string;
  /** `of` is the denominator; an indicator without one has `share` alone. */
  readonly part: 'share' | 'of';
  /** Day of the city, `2025-09-26`. */
  readonly happened_on: string;
  readonly delta: 1 | -1;
  readonly unit: string | null;
  readonly place: string | null;
  readonly category: string | null;
};

type Counting = Pick<TallyStep, 'happened_on' | 'unit' | 'place' | 'category'>;

/**
 * What one event changes in the counts. A case that stays counted with another day, unit, place or category leaves its
 * old place (-1 with the old attributes) and takes the new one (+1), so that every sum over any attribute is exact.
 * One event gives at most one -1 and one +1 for each indicator and part: the key of table `tally` holds.
 *
 * @param before the case before the event, null for an opening
 * @param dayOf the day of the city of an instant in ISO 8601
 */
export function talliesOf(
  definition: AnyCase,
  before: CaseState | null,
  after: CaseState,
  dayOf: (iso: string) => string,
): readonly TallyStep[] {
  const steps: TallyStep[] = [];
  for (const [name, indicator] of Object.entries(definition.indicators ?? {})) {
    for (const part of ['of', 'share'] as const) {
      const counted = indicator[part];
      if (!counted) continue;
      const key = { indicator: `${definition.code}.${name}`, part };
      const old = before && countingOf(counted, before, dayOf);
      const now = countingOf(counted, after, dayOf);
      if (old && now && sameCounting(old, now)) continue;
      if (old) steps.push({ ...key, ...old, delta: -1 });
      if (now) steps.push({ ...key, ...now, delta: 1 });
    }
  }
  return steps;
}

/** Where a case is counted as it stands; null where it is not. */
function countingOf(counted: Counted, state: CaseState, dayOf: (iso: string) => string): Counting | null {
  const mark = state.marks[counted.on];
  if (!mark) return null;
  if (!counted.all.every((condition) => holds(condition, state))) return null;
  if (counted.not?.some((condition) => holds(condition, state))) return null;
  return {
    happened_on: dayOf(mark.last),
    unit: unitOf(state) ?? unitOfClock(counted, state),
    place: state.place,
    category: state.category,
  };
}

const sameCounting = (a: Counting, b: Counting): boolean =>
  a.happened_on === b.happened_on && a.unit === b.unit && a.place === b.place && a.category === b.category;

/** Does a condition of an indicator hold on a case as it stands? */
export function holds(condition: Condition, state: CaseState): boolean {
  if ('took' in condition) return state.marks[condition.took] !== undefined;
  if ('field' in condition) return fieldIs(state.data[condition.field], condition.is);
  if ('started' in condition) {
    const one = newestDeadline(state, condition.started);
    return one !== undefined && one.state !== 'ended';
  }
  if ('metOnTime' in condition) {
    const one = newestDeadline(state, condition.metOnTime);
    return one?.state === 'met' && one.metAt !== undefined && !isLate(one);
  }
  const one = newestDeadline(state, condition.late);
  return one !== undefined && isLate(one);
}

const isLate = (one: { readonly overdueSince?: string; readonly metAt?: string; readonly due: string }): boolean =>
  one.overdueSince !== undefined || (one.metAt !== undefined && Date.parse(one.metAt) > Date.parse(one.due));

/** `*` stands for any value. A list of values fits where one of them does. */
function fieldIs(value: unknown, is: readonly (string | number | boolean)[]): boolean {
  if (value === undefined || value === null) return false;
  if (is.includes('*')) return true;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((one) => (is as readonly unknown[]).includes(one));
}

/** The unit that owes the clock which the count asks about, where nobody holds the case any more. */
function unitOfClock(counted: Counted, state: CaseState): string | null {
  for (const condition of counted.all) {
    if ('started' in condition) return newestDeadline(state, condition.started)?.unit ?? null;
    if ('metOnTime' in condition) return newestDeadline(state, condition.metOnTime)?.unit ?? null;
    if ('late' in condition) return newestDeadline(state, condition.late)?.unit ?? null;
  }
  return null;
}
