import type { AnyCase } from '../define/case-definition.ts';
import type { EventBody } from '../log/event.ts';
import { type CaseState, type DeadlineState, foldEvent, unopened } from './case-state.ts';

/**
 * Made-up histories for tests and measurements: every event changes the case in ways that indicators look at. They need
 * not be histories that a definition would allow; counting must be right for any.
 */
export type History = { readonly bodies: readonly EventBody[]; readonly states: readonly CaseState[] };

const all = [{ started: 'response' }] as const;
const not = [{ field: 'excluded', is: ['*'] }] as const;

/** As much of a definition as counting looks at, with every kind of condition. */
export const countedCase: AnyCase = {
  code: 'hotline.request',
  version: 1,
  label: '诉求',
  fields: {},
  roles: {},
  states: {},
  verbs: {},
  deadlines: {},
  indicators: {
    dispatched: { label: '派单', share: { all, on: 'dispatch' } },
    response: {
      label: '响应率',
      share: { all: [{ metOnTime: 'response' }], not, on: 'dispatch' },
      of: { all, not, on: 'dispatch' },
    },
    solved: { label: '解决', share: { all: [...all, { field: 'solved', is: ['yes'] }], not, on: 'dispatch' } },
    late: { label: '逾期', share: { all: [{ late: 'response' }, { took: 'note' }], on: 'open' } },
  },
};

/** A number generator with a seed: the same seed, the same histories. Gives whole numbers from 0 to below `limit`. */
export function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

export type HistoryFrame = {
  readonly city: string;
  readonly definition: AnyCase;
  readonly id: string;
  readonly number: string;
  /** First instant, and the most milliseconds between two events. */
  readonly start: number;
  readonly gapMs: number;
  readonly events: number;
};

const units = ['housing', 'water', 'heat', null] as const;
const streets = ['/wuhai/haibowan/fenghuangling/', '/wuhai/haibowan/xinhua/', '/wuhai/wuda/', '/wuhai/', null] as const;
const categories = ['heat.none', 'water.none', 'road', null] as const;
const verbs = ['dispatch', 'contact', 'reply', 'recordContent', 'recordDiscontent', 'exclude', 'note'] as const;

export function randomHistory(frame: HistoryFrame, roll: (limit: number) => number): History {
  const bodies: EventBody[] = [];
  const states: CaseState[] = [];
  let state = unopened(frame.id);
  let at = frame.start;
  for (let seq = 1; seq <= frame.events; seq += 1) {
    at += roll(frame.gapMs);
    const iso = new Date(at).toISOString();
    const body: EventBody = {
      v: 1,
      city: frame.city,
      kind: 'case',
      id: frame.id,
      seq,
      type: seq === 1 ? 'open' : pick(verbs, roll),
      at: iso,
      by: { kind: 'system', id: 'huying' },
      changes: { ...(seq === 1 ? opening(frame) : {}), ...randomChanges(state, iso, roll) },
    };
    state = foldEvent(state, body);
    bodies.push(body);
    states.push(state);
  }
  return { bodies, states };
}

const opening = (frame: HistoryFrame) => ({
  opened: {
    definition: frame.definition.code,
    version: frame.definition.version,
    number: frame.number,
    channel: 'telephone',
    foreignSystem: null,
    foreignId: null,
    parent: null,
  },
  state: 'received',
});

function pick<T>(values: readonly T[], roll: (limit: number) => number): T {
  return values[roll(values.length)] as T;
}

function randomChanges(state: CaseState, at: string, roll: (limit: number) => number): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const unit = pick(units, roll);
  if (roll(3) === 0) changes.chain = unit ? [unit, ...(roll(4) === 0 ? ['section'] : [])] : [];
  if (roll(4) === 0) changes.place = pick(streets, roll);
  if (roll(4) === 0) changes.category = pick(categories, roll);
  const data: Record<string, unknown> = {};
  if (roll(3) === 0) data.solved = pick(['yes', 'partly', 'no', null] as const, roll);
  if (roll(3) === 0) data.satisfaction = pick(['5', '4', '3', '2', '1', null] as const, roll);
  if (roll(6) === 0) data.contacted = pick(['yes', 'no', null] as const, roll);
  if (roll(8) === 0) data.excluded = pick(['outside', null, null] as const, roll);
  if (Object.keys(data).length > 0) changes.data = data;
  if (roll(2) === 0) changes.deadlines = [randomRunning(state, at, unit, roll)];
  return changes;
}

const HOURS = 3_600_000;

/** The next running of the response clock, or a change of the newest one. */
function randomRunning(
  state: CaseState,
  at: string,
  unit: string | null,
  roll: (limit: number) => number,
): DeadlineState {
  const newest = state.deadlines.findLast((one) => one.name === 'response');
  if (!newest || roll(3) === 0) {
    const due = new Date(Date.parse(at) + 24 * HOURS).toISOString();
    const n = (newest?.n ?? 0) + 1;
    return { name: 'response', n, state: 'running', unit, startedAt: at, within: '24h', due, stops: [], warnings: [] };
  }
  const late = at > newest.due ? { overdueSince: newest.due } : {};
  const kind = roll(4);
  if (kind === 0) return { ...newest, state: 'ended' };
  if (kind === 1) return { ...newest, ...late };
  return { ...newest, state: 'met', metAt: at, ...late };
}
