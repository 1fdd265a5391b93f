import type { AnyCase } from '../define/case-definition.ts';
import { distancesToFinal, type GraphStep, stepsOf } from '../define/state-graph.ts';
import type { EventBody } from '../log/event.ts';
import type { CaseBinding } from './binding.ts';
import { type CaseState, unopened } from './case-state.ts';
import { nextMoment } from './deadlines.ts';
import type { Decision, VerbRequest } from './decide.ts';
import { decideAll } from './decide-all.ts';
import { decideTimer } from './decide-timer.ts';
import { authorOf, type DecideFacts } from './facts.ts';
import { randomActor } from './random-actor.ts';
import { dice } from './random-histories.ts';
import { pick, type Roll, randomInput, verbsFrom, type World } from './random-input.ts';
import { brokenLaws, foldsTo } from './walk-laws.ts';

export type WalkFrame = {
  /** The same seed walks the same way. */
  readonly seed: number;
  /** Verbs to try, over as many cases as it takes. */
  readonly steps: number;
  /** Everything that a decision looks at, but for children and opened values: the walk keeps those itself. */
  factsAt(now: Date): DecideFacts;
  readonly world: World;
  /** Where the walk begins. */
  readonly start: Date;
  /** What the platform does by itself; the kernel's own unless told otherwise. */
  timer?(binding: CaseBinding, state: CaseState, facts: DecideFacts): readonly Decision[] | null;
  /** Verbs that the way to an end may not use: what a content citizen would spare everybody. */
  readonly endWithout?: readonly string[];
};

export type WalkReport = {
  readonly cases: number;
  /** How often each verb, and each event of the kernel, was written. */
  readonly taken: Readonly<Record<string, number>>;
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Verbs after which each state was found. */
  readonly states: Readonly<Record<string, number>>;
  /** The longest way to an end that was needed, in verbs. */
  readonly longestEnd: number;
};

/** From every open state an end must be found within this many verbs, detours of the search included. */
export const END_VERBS_MAX = 60;
/** Searches from one state, and turns of one search. */
const SEARCHES_MAX = 20;
const TURNS_MAX = 200;
/** Inputs tried for one verb before another is taken. */
const INPUTS_MAX = 4;
/** Firings at one moment; more is a timer that does not come to rest. */
const FIRINGS_MAX = 10;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One case on its way. Copied before each step, so that a way to its end can be tried and forgotten. */
type Way = {
  readonly state: CaseState;
  readonly now: number;
  readonly bodies: readonly EventBody[];
  readonly opened: Readonly<Record<string, string>>;
  readonly children: readonly CaseState[];
  readonly trail: readonly string[];
};

type Walker = {
  readonly binding: CaseBinding;
  readonly frame: WalkFrame;
  readonly roll: Roll;
  readonly steps: readonly GraphStep[];
  readonly toFinal: ReadonlyMap<string, number>;
  readonly refused: Record<string, number>;
};

/**
 * Walks at random through the cases of a definition: random verbs by people who may, with random valid input, time
 * going by and clocks running out. After every event the laws of a case are checked (see walk-laws.ts), and from every
 * open state a way to a final one is found within END_VERBS_MAX verbs. Throws with seed and trail where a law is
 * broken.
 */
export function walk(binding: CaseBinding, frame: WalkFrame): WalkReport {
  const { definition } = binding;
  const without = frame.endWithout ?? [];
  const steps = stepsOf(definition).filter((step) => !without.includes(step.verb));
  const toFinal = distancesToFinal(definition, steps);
  const walker: Walker = { binding, frame, roll: dice(frame.seed), steps, toFinal, refused: {} };
  const taken: Record<string, number> = {};
  const states: Record<string, number> = {};
  let cases = 0;
  let longestEnd = 0;
  let way = newWay(walker, cases);
  for (let step = 0; step < frame.steps; step += 1) {
    const ended = way.state.final && (walker.roll(3) > 0 || verbsFrom(definition, way.state).length === 0);
    if (ended) way = newWay(walker, ++cases);
    const before = way.bodies.length;
    const later = passTime(walker, way);
    const possible = verbsFrom(definition, later.state);
    way = (possible.length > 0 ? attempt(walker, later, rarer(possible, taken, walker.roll)) : null) ?? later;
    for (const body of way.bodies.slice(before)) taken[body.type] = (taken[body.type] ?? 0) + 1;
    if (way.bodies.length === before) continue;
    states[way.state.state] = (states[way.state.state] ?? 0) + 1;
    if (!foldsTo(way.state, way.bodies)) fail(walker, way, 'the row is not the fold of its events');
    longestEnd = Math.max(longestEnd, verbsToEnd(walker, way));
  }
  return { cases: cases + 1, taken, refused: walker.refused, states, longestEnd };
}

/** The rarer one of two, so that the far ends of a definition are seen as well. */
function rarer(verbs: readonly string[], taken: Readonly<Record<string, number>>, roll: Roll): string {
  const [one, other] = [pick(verbs, roll), pick(verbs, roll)];
  return (taken[one] ?? 0) <= (taken[other] ?? 0) ? one : other;
}

function newWay({ frame }: Walker, index: number): Way {
  const state = unopened(`walk-${frame.seed}-${index}`);
  return { state, now: frame.start.getTime(), bodies: [], opened: {}, children: [], trail: [] };
}

const factsOf = ({ frame }: Walker, way: Way): DecideFacts => ({
  ...frame.factsAt(new Date(way.now)),
  children: way.children,
  opened: way.opened,
});

/** Time goes by: minutes, hours, days, or to just around the next moment of the platform. */
function passTime(walker: Walker, way: Way): Way {
  const { roll } = walker;
  const spans = [roll(60) * MINUTE_MS, roll(24) * HOUR_MS, roll(6) * DAY_MS];
  const next = nextMoment(way.state);
  const near = next === null ? [] : [Date.parse(next) - way.now + (roll(3) - 1)];
  const until = way.now + Math.max(0, pick([...spans, ...near], roll));
  const aged = withOlderChildren(way, roll);
  // now and then the platform is late: many moments pass before it looks
  return roll(5) === 0 ? fire(walker, { ...aged, now: until }) : passUntil(walker, aged, until);
}

/** Children of other definitions are not walked; they come to their own end sooner or later. */
const withOlderChildren = (way: Way, roll: Roll): Way => ({
  ...way,
  children: way.children.map((child) => (roll(4) === 0 ? { ...child, final: true } : child)),
});

function passUntil(walker: Walker, way: Way, until: number): Way {
  let at = way;
  for (let moment = momentOf(at); moment !== null && moment < until; moment = momentOf(at)) {
    at = fire(walker, { ...at, now: Math.max(at.now, moment + 1) });
  }
  return { ...at, now: Math.max(at.now, until) };
}

function momentOf(way: Way): number | null {
  const next = nextMoment(way.state);
  return next === null ? null : Date.parse(next);
}

/** The platform looks at the case; afterwards nothing may be left that was due. */
function fire(walker: Walker, way: Way): Way {
  const timer = walker.frame.timer ?? decideTimer;
  let at = way;
  for (let firing = 0; firing < FIRINGS_MAX; firing += 1) {
    const moment = momentOf(at);
    if (moment === null || moment >= at.now) return at;
    const decisions = guarded(walker, at, 'timer', () => timer(walker.binding, at.state, factsOf(walker, at)));
    if (!decisions || decisions.length === 0) break;
    at = take(walker, at, decisions);
  }
  return fail(walker, at, `the platform does not come to rest at ${new Date(at.now).toISOString()}`);
}

/** One verb with random input by somebody who may; null where it was refused or nobody may. */
function attempt(walker: Walker, way: Way, verbName: string): Way | null {
  const { binding, frame, roll } = walker;
  const facts = factsOf(walker, way);
  const { state } = way;
  const actor = randomActor(binding.definition, verbName, state, { facts, world: frame.world, roll });
  if (!actor) return null;
  const { definition } = binding;
  const input = randomInput({ definition, verbName, state, units: facts.units, world: frame.world }, roll);
  const request: VerbRequest = {
    verb: verbName,
    input,
    actor,
    ...claimed(definition, verbName, way, roll),
    ...(state.seq === 0 ? { opening: openingFor(walker, verbName) } : {}),
  };
  const decided = guarded(walker, way, verbName, () => decideAll(binding, state, request, facts));
  if (decided.ok) return take(walker, way, decided.value);
  walker.refused[decided.code] = (walker.refused[decided.code] ?? 0) + 1;
  return null;
}

/** Now and then something is entered late, as far back as the verb allows. */
function claimed(definition: AnyCase, verbName: string, way: Way, roll: Roll) {
  const days = definition.verbs[verbName]?.happenedWithinDays;
  if (days === undefined || roll(4) > 0) return {};
  const earliest = Math.max(way.now - days * DAY_MS, way.state.lastAt === '' ? 0 : Date.parse(way.state.lastAt));
  const minutes = Math.floor((way.now - earliest) / MINUTE_MS);
  return { happenedAt: new Date(way.now - roll(minutes + 1) * MINUTE_MS), happenedBecause: '补录' };
}

/** A case whose first owner is a holder has one from its opening on, as a child of another case does. */
function openingFor({ binding, frame, roll }: Walker, verbName: string): NonNullable<VerbRequest['opening']> {
  const { verbs, states, roles } = binding.definition;
  const to = verbs[verbName]?.to;
  const owner = typeof to === 'string' ? states[to]?.owner : undefined;
  const held = owner !== undefined && roles[owner]?.is === 'holder';
  const unit = held && verbs[verbName]?.hands !== 'set' ? { unit: pick(frame.world.units, roll) } : {};
  return { number: `walk-${roll(1_000_000)}`, channel: 'walk', ...unit };
}

function take(walker: Walker, way: Way, decisions: readonly Decision[]): Way {
  let at = way;
  for (const decision of decisions) {
    const trail = [...at.trail, `${new Date(at.now).toISOString()} ${decision.event.type} → ${decision.after.state}`];
    const broken = brokenLaws(walker.binding.definition, at.state, decision);
    if (broken.length > 0) fail(walker, { ...at, trail }, broken.join('; '));
    const said = Object.entries(decision.event.secrets).map(([name, { value }]) => [name, value] as const);
    const born = decision.children.map((child, index) => ({
      ...unopened(`${decision.after.id}-${decision.after.seq}-${index}`),
      definition: child.definition,
      chain: child.unit ? [child.unit] : [],
    }));
    at = {
      ...at,
      trail,
      state: decision.after,
      bodies: [...at.bodies, bodyOf(decision, at.now)],
      opened: { ...at.opened, ...Object.fromEntries(said) },
      children: [...at.children, ...born],
    };
  }
  return at;
}

/** The event as the log would hold it; of private values only that they are there. */
function bodyOf({ event, after, actor }: Decision, now: number): EventBody {
  const sealed = Object.fromEntries(Object.keys(event.secrets).map((name) => [name, 'commitment']));
  return {
    v: 1,
    city: 'walk',
    kind: 'case',
    id: after.id,
    seq: after.seq,
    type: event.type,
    at: new Date(now).toISOString(),
    ...(event.happened ? { happened: event.happened } : {}),
    by: authorOf(actor),
    input: event.input,
    sealed,
    changes: event.changes,
  };
}

/** How many verbs the first way that was found to a final state took. */
function verbsToEnd(walker: Walker, from: Way): number {
  let last = from;
  for (let search = 0; search < SEARCHES_MAX; search += 1) {
    const found = searchEnd(walker, from);
    if (found.way.state.final) return found.verbs;
    last = found.way;
  }
  const trail = last.trail.slice(from.trail.length).join('\n  ');
  return fail(walker, from, `no end was found from ${from.state.state}; the last search went\n  ${trail}\nafter`);
}

/**
 * One search: verbs that lead nearer first; where all of those are refused, the verb taken least on this way, since a
 * guard may wait for it; and where that is refused too, time goes by.
 */
function searchEnd(walker: Walker, from: Way): { readonly way: Way; readonly verbs: number } {
  const { roll, binding, frame } = walker;
  const searching = { ...walker, refused: {} };
  const times = new Map<string, number>();
  let way = from;
  let verbs = 0;
  for (let turn = 0; turn < TURNS_MAX && verbs < END_VERBS_MAX && !way.state.final; turn += 1) {
    const possible = verbsFrom(binding.definition, way.state).filter((verb) => !frame.endWithout?.includes(verb));
    const nearer = possible.filter((verb) => leadsNearer(walker, way.state.state, verb));
    if (possible.length === 0) break;
    const unquiet = possible.filter((verb) => !binding.definition.verbs[verb]?.quiet);
    const useful = unquiet.length > 0 ? unquiet : possible;
    const least = Math.min(...useful.map((verb) => times.get(verb) ?? 0));
    const aside = useful.filter((verb) => (times.get(verb) ?? 0) <= least);
    const [verb, next] = firstTaken(searching, way, nearer) ?? firstTaken(searching, way, [pick(aside, roll)]) ?? [];
    for (const tried of verb ? [verb] : aside) times.set(tried, (times.get(tried) ?? 0) + 1);
    if (next) verbs += 1;
    way = next ?? passUntil(searching, withOlderChildren(way, roll), way.now + roll(12) * HOUR_MS);
  }
  return { way, verbs };
}

/** Tries each verb with some different inputs and people; null where all were refused. */
function firstTaken(walker: Walker, way: Way, verbs: readonly string[]): readonly [string, Way] | null {
  for (let input = 0; input < INPUTS_MAX; input += 1) {
    for (const verb of verbs) {
      const next = attempt(walker, way, verb);
      if (next) return [verb, next];
    }
  }
  return null;
}

function leadsNearer({ steps, toFinal }: Walker, state: string, verb: string): boolean {
  const own = toFinal.get(state) ?? Number.POSITIVE_INFINITY;
  return steps.some(
    (step) => step.verb === verb && step.from === state && (toFinal.get(step.to) ?? Number.POSITIVE_INFINITY) < own,
  );
}

/** What throws inside a decision is a defect of the definition or the kernel; the trail says how to get there. */
function guarded<T>(walker: Walker, way: Way, what: string, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    return fail(walker, way, `${what}: ${(error as Error).message}`);
  }
}

function fail(walker: Walker, way: Way, what: string): never {
  const { code } = walker.binding.definition;
  throw new Error([`${code}, seed ${walker.frame.seed}: ${what}`, ...way.trail].join('\n  '));
}
