import { type Deadline, listed, type Verb, type Within } from '../define/case-definition.ts';
import { type CaseState, type DeadlineState, holderOf, newestDeadline, unitOf } from './case-state.ts';
import type { DecideFacts } from './facts.ts';

type Named = { readonly name: string; readonly deadline: Deadline };

/** What one verb does to one case, as far as clocks care. */
export type ClockStep = {
  readonly verbName: string;
  readonly verb: Verb;
  /** The case as it will stand, deadlines not yet moved. */
  readonly after: CaseState;
  readonly before: CaseState;
  readonly input: Readonly<Record<string, unknown>>;
  /** The moment from which new clocks count: the claimed time of an intake, else now. */
  readonly from: Date;
};

/**
 * Moves every deadline by one verb: ends, re-opens, meets, starts, pauses, resumes, lengthens. Returns the runnings
 * that changed. Order matters: what is met by a verb is met before the same verb starts it anew.
 */
export function moveDeadlines(
  deadlines: Readonly<Record<string, Deadline>>,
  step: ClockStep,
  facts: DecideFacts,
): readonly DeadlineState[] {
  const changed: DeadlineState[] = [];
  for (const [name, deadline] of Object.entries(deadlines)) {
    changed.push(...moveOne({ name, deadline }, step, facts, changed));
  }
  return changed;
}

function moveOne(
  named: Named,
  step: ClockStep,
  facts: DecideFacts,
  earlier: readonly DeadlineState[],
): readonly DeadlineState[] {
  const { name, deadline } = named;
  const verb = step.verbName;
  const before = newestDeadline(step.before, name);
  let one = before;
  if (one && one.state !== 'ended') {
    if (one.state === 'met' && listed(deadline.reopenedBy).includes(verb))
      one = reopen(one, deadline, step.after, facts);
    else if (isOpen(one) && meets(deadline, step)) one = meet(one, facts);
    else if (isOpen(one) && listed(deadline.endedBy).includes(verb)) one = end(one, facts);
    const extra = deadline.extendedBy?.[verb];
    if (extra && isOpen(one)) one = lengthen(one, String(step.input[extra]), deadline, step.after, facts);
    one = pauseOrResume(one, deadline, step, facts);
  }
  if (step.after.final && one && isOpen(one)) one = end(one, facts);
  const old = one && one !== before ? [one] : [];
  if (!listed(deadline.startsOn).includes(verb)) return old;
  const ended = one && isOpen(one) ? [end(one, facts)] : old;
  return [...ended, start(named, step, facts, [...earlier, ...ended])];
}

export const isOpen = (one: DeadlineState): boolean => one.state === 'running' || one.state === 'paused';

function meets(deadline: Deadline, step: ClockStep): boolean {
  if (!listed(deadline.metBy).includes(step.verbName)) return false;
  const when = deadline.metWhen;
  return !when || when.is.includes(String(step.input[when.by]));
}

/** A verb counts when it was recorded, so a clock is met at `now`, whatever time was claimed. */
function meet(one: DeadlineState, facts: DecideFacts): DeadlineState {
  const late = facts.now.getTime() > Date.parse(one.due);
  return {
    ...closeStops(one, facts),
    state: 'met',
    warnings: [],
    metAt: facts.now.toISOString(),
    ...(late ? { overdueSince: one.due } : {}),
  };
}

/** Ended, not met: what was missed before stays missed. */
function end(one: DeadlineState, facts: DecideFacts): DeadlineState {
  const late = one.state === 'running' && facts.now.getTime() > Date.parse(one.due);
  return { ...closeStops(one, facts), state: 'ended', warnings: [], ...(late ? { overdueSince: one.due } : {}) };
}

/** What met it was not good enough: it runs again with its old due, and the time in between counts as used. */
function reopen(one: DeadlineState, deadline: Deadline, state: CaseState, facts: DecideFacts): DeadlineState {
  const { metAt: _, ...open } = one;
  const late = facts.now.getTime() > Date.parse(one.due);
  const running = { ...open, state: 'running' as const, ...(late ? { overdueSince: one.due } : {}) };
  return late ? running : withWarnings(running, deadline, state, facts);
}

function lengthen(
  one: DeadlineState,
  extra: string,
  deadline: Deadline,
  state: CaseState,
  facts: DecideFacts,
): DeadlineState {
  const within = facts.time.addSpans(one.within, extra);
  const { due, provisional } = facts.time.due(new Date(one.startedAt), within, one.stops);
  return withWarnings({ ...one, within, due: due.toISOString(), ...mark(provisional) }, deadline, state, facts);
}

function pauseOrResume(one: DeadlineState, deadline: Deadline, step: ClockStep, facts: DecideFacts): DeadlineState {
  const pausing = listed(deadline.pausedIn).includes(step.after.state);
  // a clock that has run out cannot be stopped any more, whether its timer has fired yet or not
  const missed = one.overdueSince !== undefined || facts.now.getTime() > Date.parse(one.due);
  if (pausing && one.state === 'running' && !missed) {
    return { ...one, state: 'paused', warnings: [], stops: [...one.stops, { from: facts.time.day(facts.now) }] };
  }
  if (pausing || one.state !== 'paused') return one;
  const stopped = closeStops(one, facts);
  const { due, provisional } = facts.time.due(new Date(one.startedAt), one.within, stopped.stops);
  const running = { ...stopped, state: 'running' as const, due: due.toISOString(), ...mark(provisional) };
  return withWarnings(running, deadline, step.after, facts);
}

function closeStops(one: DeadlineState, facts: DecideFacts): DeadlineState {
  const last = one.stops.at(-1);
  if (!last || last.to) return one;
  return { ...one, stops: [...one.stops.slice(0, -1), { from: last.from, to: facts.time.day(facts.now) }] };
}

function start(
  { name, deadline }: Named,
  step: ClockStep,
  facts: DecideFacts,
  earlier: readonly DeadlineState[],
): DeadlineState {
  const length = lengthOf(deadline.within, step.after, facts);
  const before = 'rule' in deadline.within ? deadline.within.before : undefined;
  const bound = before ? boundOf(before, step.after, earlier) : undefined;
  const counted = bound
    ? { due: reserved(bound, length.span, step.from, facts), provisional: false }
    : facts.time.due(step.from, length.span, []);
  const one: DeadlineState = {
    name,
    n: (newestDeadline(step.before, name)?.n ?? 0) + 1,
    state: 'running',
    unit: bound ? holderOf(step.after) : unitOf(step.after),
    startedAt: step.from.toISOString(),
    within: length.span,
    ...(length.rule ? { rule: length.rule } : {}),
    due: counted.due.toISOString(),
    ...mark(counted.provisional),
    stops: [],
    warnings: [],
  };
  return withWarnings(one, deadline, step.after, facts);
}

const mark = (provisional: boolean) => (provisional ? ({ provisional: true } as const) : {});

function boundOf(name: string, state: CaseState, earlier: readonly DeadlineState[]): Date | undefined {
  const own = earlier.findLast((one) => one.name === name) ?? newestDeadline(state, name);
  return own ? new Date(own.due) : undefined;
}

/** The reserve before the bound; where nothing is left of it, the bound itself, never later. */
function reserved(bound: Date, reserve: string, from: Date, facts: DecideFacts): Date {
  const due = facts.time.before(bound, reserve);
  return due.getTime() > from.getTime() ? due : bound;
}

function lengthOf(within: Within, state: CaseState, facts: DecideFacts): { span: string; rule?: string } {
  if ('span' in within) return { span: within.span };
  const row = facts.rule(within.rule, within.as, state);
  return { span: row.value, rule: row.id };
}

/** Warnings lie before the due moment; one whose moment has passed already is not sent any more. */
function withWarnings(one: DeadlineState, deadline: Deadline, state: CaseState, facts: DecideFacts): DeadlineState {
  if (!deadline.warn) return one;
  const warnings = deadline.warn.flatMap((warning, index) => {
    const length = lengthOf(warning.before, state, facts);
    const at = facts.time.before(new Date(one.due), length.span);
    return at.getTime() > facts.now.getTime() ? [{ at: at.toISOString(), index }] : [];
  });
  return { ...one, warnings };
}

/** The next moment at which the platform itself has to act on this case; null when there is none. */
export function nextMoment(state: CaseState): string | null {
  let next: string | null = null;
  const earliest = (at: string) => {
    if (next === null || at < next) next = at;
  };
  for (const one of state.deadlines) {
    if (one.state !== 'running') continue;
    for (const warning of one.warnings) earliest(warning.at);
    if (!one.overdueSince) earliest(one.due);
  }
  return next;
}
