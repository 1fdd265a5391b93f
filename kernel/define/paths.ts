import { type AnyCase, type Deadline, listed, targetsOf, type Verb } from './case-definition.ts';

/** States that can be reached from the openings, or from one state. */
export function reachableStates(definition: AnyCase, from: string | null = null): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting: string[] = [];
  const visit = (state: string) => {
    if (seen.has(state) || !Object.hasOwn(definition.states, state)) return;
    seen.add(state);
    waiting.push(state);
  };
  if (from === null) {
    for (const verb of Object.values(definition.verbs)) {
      if (verb.from === null) for (const to of targetsOf(verb, null)) visit(to);
    }
  } else visit(from);
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const [, verb] of takenFrom(definition, state)) for (const to of targetsOf(verb, state)) visit(to);
  }
  return seen;
}

/** Verbs that may be taken in a state. */
export function takenFrom(definition: AnyCase, state: string): readonly (readonly [string, Verb])[] {
  return Object.entries(definition.verbs).filter(([, verb]) => verb.from !== null && listed(verb.from).includes(state));
}

/** States in which a deadline may be open: followed from the verbs that start it until one meets or ends it. */
export function statesWhereOpen(definition: AnyCase, deadline: Deadline): ReadonlySet<string> {
  const open = new Set<string>();
  const waiting: string[] = [];
  const visit = (state: string) => {
    if (open.has(state) || definition.states[state]?.final) return;
    open.add(state);
    waiting.push(state);
  };
  const begins = [...listed(deadline.startsOn), ...listed(deadline.reopenedBy)];
  for (const name of begins) {
    const verb = definition.verbs[name];
    if (!verb) continue;
    for (const from of verb.from === null ? [null] : listed(verb.from)) {
      for (const to of targetsOf(verb, from)) visit(to);
    }
  }
  const stops = new Set([...listed(deadline.endedBy), ...(deadline.metWhen ? [] : listed(deadline.metBy))]);
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const [name, verb] of takenFrom(definition, state)) {
      if (!stops.has(name)) for (const to of targetsOf(verb, state)) visit(to);
    }
  }
  return open;
}
