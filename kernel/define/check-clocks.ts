import { type AnyCase, type Deadline, listed } from './case-definition.ts';
import type { FaultList } from './definition-fault.ts';
import { isOptional } from './field.ts';
import { type GraphStep, reachableStates, statesWhileOpen, stepsWithArrivals, unclockedStates } from './state-graph.ts';

/** Law 1 for clocks: each can start and be met, what answers a miss is possible, and no open state is without one. */
export function checkClocks(definition: AnyCase, list: FaultList): void {
  const steps = stepsWithArrivals(definition);
  const reached = reachableStates(steps);
  const clocked = new Set<string>();
  for (const [name, deadline] of Object.entries(definition.deadlines)) {
    const open = statesWhileOpen(definition, deadline, steps);
    for (const state of open) clocked.add(state);
    checkDeadline({ definition, name, deadline, open, steps }, list);
  }
  for (const [name, state] of Object.entries(definition.states)) {
    if (state.final || state.idle || !reached.has(name) || clocked.has(name)) continue;
    list.add('define.no-clock', `states.${name}`, name);
  }
  const { found, complete } = unclockedStates(definition, steps);
  for (const { state, path } of found) {
    if (clocked.has(state)) list.add('define.path-without-clock', path.join(' → '), state);
  }
  if (!complete) list.add('define.too-wide', 'deadlines');
}

type Clock = {
  readonly definition: AnyCase;
  readonly name: string;
  readonly deadline: Deadline;
  /** States in which it can be running or paused. */
  readonly open: ReadonlySet<string>;
  readonly steps: readonly GraphStep[];
};

function checkDeadline(clock: Clock, list: FaultList): void {
  const { definition, name, deadline, open, steps } = clock;
  const path = `deadlines.${name}`;
  const isFinal = (state: string) => definition.states[state]?.final === true;
  const starts = steps.filter((step) => listed(deadline.startsOn).includes(step.verb));
  if (starts.some((step) => isFinal(step.to))) list.add('define.starts-in-final', path, name);
  if (open.size === 0) {
    list.add('define.deadline-never-starts', path, name);
    return;
  }
  if (!allowedIn(definition, listed(deadline.metBy), [...open]).some(Boolean)) {
    list.add('define.deadline-never-met', path, name);
  }
  if (deadline.onBreach && listed(deadline.metBy).includes(deadline.onBreach)) {
    list.add('define.breach-meets-itself', `${path}.onBreach`, deadline.onBreach);
  }
  checkTimerVerb(clock, 'onBreach', deadline.onBreach, list);
  for (const warning of deadline.warn ?? []) checkTimerVerb(clock, 'warn', warning.verb, list);
  checkExpiry(clock, list);
}

/** For each state: may one of the verbs be taken there? */
function allowedIn(definition: AnyCase, verbs: readonly string[], states: readonly string[]): readonly boolean[] {
  return states.map((state) =>
    verbs.some((name) => {
      const from = definition.verbs[name]?.from;
      return from !== null && listed(from).includes(state);
    }),
  );
}

/** A verb that the platform takes at a moment: it may, it needs no words, and some state allows it. */
function checkTimerVerb(clock: Clock, key: string, verbName: string | undefined, list: FaultList): void {
  const { definition, name, open } = clock;
  const verb = verbName === undefined ? undefined : definition.verbs[verbName];
  if (!verb || verbName === undefined) return;
  const path = `deadlines.${name}.${key}`;
  const bySystem = listed(verb.by).some((role) => definition.roles[role]?.is === 'system');
  if (!bySystem) list.add('define.not-by-system', path, verbName);
  const needed = Object.entries(verb.asks ?? {}).filter(
    ([asked, field]) => !isOptional(field) && !Object.hasOwn(verb.defaults ?? {}, asked),
  );
  if (needed.length > 0) list.add('define.system-cannot-say', path, verbName);
  if (!allowedIn(definition, [verbName], [...open]).some(Boolean)) {
    list.add('define.timer-out-of-reach', path, verbName);
  }
}

/**
 * A term that ends by itself must be able to end wherever it runs, and be over then; else it would be tried for ever.
 */
function checkExpiry(clock: Clock, list: FaultList): void {
  const { definition, name, deadline, open } = clock;
  const verb = deadline.onExpiry;
  if (verb === undefined || !Object.hasOwn(definition.verbs, verb)) return;
  const path = `deadlines.${name}.onExpiry`;
  checkTimerVerb(clock, 'onExpiry', verb, list);
  const running = [...open].filter((state) => !listed(deadline.pausedIn).includes(state));
  const allowed = allowedIn(definition, [verb], running);
  if (allowed.some(Boolean) && !allowed.every(Boolean)) list.add('define.expiry-stuck', path, verb);
  const ends = [...listed(deadline.metBy), ...listed(deadline.endedBy)].includes(verb);
  if (!ends) list.add('define.expiry-stays', path, verb);
}
