import { type AnyCase, type Deadline, listed, type Verb } from './case-definition.ts';

/**
 * A definition as a graph: what can follow what when every guard says yes. Names that the definition does not declare
 * are left out, so that a faulty definition can be looked at as well.
 */
export type GraphStep = {
  readonly verb: string;
  readonly from: string | null;
  readonly to: string;
  /** The asked choice that led here, where the verb's target depends on one. */
  readonly chosen?: Chosen;
};

type Chosen = { readonly by: string; readonly option: string };

export function stepsOf(definition: AnyCase): readonly GraphStep[] {
  return Object.entries(definition.verbs).flatMap(([name, verb]) => stepsOfVerb(definition, name, verb));
}

/** The event by which a case of an earlier system arrives. It is no verb: nobody takes it. */
export const IMPORTED = 'imported';

/** As `stepsOf`, with the arrivals from an earlier system. */
export function stepsWithArrivals(definition: AnyCase): readonly GraphStep[] {
  const { open, closed } = definition.imports ?? {};
  const arrivals = [open, closed].filter((state) => state !== undefined && Object.hasOwn(definition.states, state));
  return [...stepsOf(definition), ...arrivals.map((to) => ({ verb: IMPORTED, from: null, to: to as string }))];
}

function stepsOfVerb(definition: AnyCase, name: string, verb: Verb): readonly GraphStep[] {
  const known = (state: string | null) => state !== null && Object.hasOwn(definition.states, state);
  const froms = verb.from === null ? [null] : listed(verb.from).filter(known);
  const targets: readonly { readonly to: string; readonly chosen?: Chosen }[] =
    typeof verb.to === 'string' ? [{ to: verb.to }] : choicesOf(verb.to);
  return froms.flatMap((from) =>
    targets
      .map(({ to, ...rest }) => ({ verb: name, from, to: to === 'same' ? (from ?? '') : to, ...rest }))
      .filter((step) => known(step.to)),
  );
}

const choicesOf = ({ by, is }: Exclude<Verb['to'], string>) =>
  Object.entries(is).map(([option, to]) => ({ to, chosen: { by, option } }));

/** States that some path from an opening verb leads to. */
export function reachableStates(steps: readonly GraphStep[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = steps.filter((step) => step.from === null).map((step) => step.to);
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    for (const step of steps) if (step.from === state) queue.push(step.to);
  }
  return reached;
}

/** Fewest verbs from each state to a final one; a state that is missing cannot reach any. */
export function distancesToFinal(definition: AnyCase, steps: readonly GraphStep[]): ReadonlyMap<string, number> {
  const distances = new Map<string, number>();
  for (const [name, state] of Object.entries(definition.states)) if (state.final) distances.set(name, 0);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { from, to } of steps) {
      const beyond = distances.get(to);
      if (from === null || beyond === undefined) continue;
      if (beyond + 1 < (distances.get(from) ?? Number.POSITIVE_INFINITY)) {
        distances.set(from, beyond + 1);
        grew = true;
      }
    }
  }
  return distances;
}

/** How a deadline may stand: `met` only where something can re-open it, else it is `shut` like one never started. */
type ClockStatus = 'shut' | 'open' | 'met';

const OPENED = '';

/** States in which each deadline can be running or paused on some path. */
export function statesWhileOpen(
  definition: AnyCase,
  deadline: Deadline,
  steps: readonly GraphStep[],
): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = new Set<string>();
  const queue: [string, ClockStatus][] = [[OPENED, 'shut']];
  for (let node = queue.pop(); node; node = queue.pop()) {
    const [state, status] = node;
    if (seen.has(`${state} ${status}`)) continue;
    seen.add(`${state} ${status}`);
    if (status === 'open') open.add(state);
    for (const step of steps) {
      if ((step.from ?? OPENED) !== state) continue;
      const final = definition.states[step.to]?.final === true;
      for (const next of statusesAfter(deadline, status, step, final)) queue.push([step.to, next]);
    }
  }
  return open;
}

/** As `moveDeadlines` of kernel/case moves it, with both outcomes where an unasked choice decides. */
function statusesAfter(deadline: Deadline, status: ClockStatus, step: GraphStep, final: boolean): ClockStatus[] {
  if (listed(deadline.startsOn).includes(step.verb)) return ['open'];
  if (final) return [status === 'open' ? 'shut' : status];
  if (status === 'met') return [listed(deadline.reopenedBy).includes(step.verb) ? 'open' : 'met'];
  if (status === 'shut') return ['shut'];
  const missed: ClockStatus = listed(deadline.endedBy).includes(step.verb) ? 'shut' : 'open';
  if (!listed(deadline.metBy).includes(step.verb)) return [missed];
  const met: ClockStatus = deadline.reopenedBy === undefined ? 'shut' : 'met';
  const when = deadline.metWhen;
  if (!when) return [met];
  if (step.chosen?.by !== when.by) return [met, missed];
  return [when.is.includes(step.chosen.option) ? met : missed];
}

/** More standings of all clocks together than this are not looked at. */
const STANDINGS_MAX = 60_000;

export type Unclocked = { readonly state: string; readonly path: readonly string[] };

/**
 * States without `idle` that some path reaches with no clock open: for each the shortest such path of verbs. Guards may
 * forbid the path; so these are to be looked at, not refused. `complete` is false where there was too much to look at.
 */
export function unclockedStates(
  definition: AnyCase,
  steps: readonly GraphStep[],
): { readonly found: readonly Unclocked[]; readonly complete: boolean } {
  const deadlines = Object.values(definition.deadlines);
  const found = new Map<string, Unclocked>();
  const seen = new Set<string>([OPENED]);
  type Standing = { state: string; clocks: readonly ClockStatus[]; path: Path };
  let wave: Standing[] = [{ state: OPENED, clocks: deadlines.map(() => 'shut'), path: null }];
  while (wave.length > 0) {
    const next: Standing[] = [];
    for (const { state, clocks, path } of wave) {
      for (const step of steps) {
        if ((step.from ?? OPENED) !== state) continue;
        const target = definition.states[step.to];
        if (!target || target.final) continue;
        for (const after of combinations(clocks.map((one, at) => afterStep(deadlines[at], one, step)))) {
          const key = `${step.to} ${after.join(' ')}`;
          if (seen.has(key)) continue;
          seen.add(key);
          const taken: Path = { verb: step.verb, before: path };
          next.push({ state: step.to, clocks: after, path: taken });
          if (target.idle || after.includes('open') || found.has(step.to)) continue;
          found.set(step.to, { state: step.to, path: verbsOf(taken) });
        }
      }
    }
    if (seen.size > STANDINGS_MAX) return { found: [...found.values()], complete: false };
    wave = next;
  }
  return { found: [...found.values()], complete: true };
}

type Path = { readonly verb: string; readonly before: Path } | null;

const verbsOf = (path: Path): readonly string[] => (path ? [...verbsOf(path.before), path.verb] : []);

const afterStep = (deadline: Deadline | undefined, status: ClockStatus, step: GraphStep): readonly ClockStatus[] =>
  deadline ? statusesAfter(deadline, status, step, false) : [status];

function combinations(options: readonly (readonly ClockStatus[])[]): readonly (readonly ClockStatus[])[] {
  let all: readonly (readonly ClockStatus[])[] = [[]];
  for (const few of options) all = all.flatMap((begun) => few.map((one) => [...begun, one]));
  return all;
}
