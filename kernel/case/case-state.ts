import type { Author, EventBody } from '../log/event.ts';

/** One running of one deadline. Instants are ISO 8601 in UTC. */
export type DeadlineState = {
  readonly name: string;
  /** Counts the times this deadline was started in this case. */
  readonly n: number;
  readonly state: 'running' | 'paused' | 'met' | 'ended';
  /** The unit that owes it: the unit one level below the centre when it started, or the inner holder. */
  readonly unit: string | null;
  readonly startedAt: string;
  /** The length as a span such as `5wd`. */
  readonly within: string;
  /** The row of the rule table that gave the length. */
  readonly rule?: string;
  readonly due: string;
  readonly provisional?: true;
  /** Stops by days of the city, both included; an open stop has no end. */
  readonly stops: readonly { readonly from: string; readonly to?: string }[];
  /** Instants of warnings that are still to come, each with its place in the definition. */
  readonly warnings: readonly { readonly at: string; readonly index: number }[];
  readonly metAt?: string;
  /** Set once it was missed: the due moment that passed. Stays, also when it is met later. */
  readonly overdueSince?: string;
};

/** When a verb was taken: first and last time, by whom last, how often. */
export type Mark = {
  readonly n: number;
  readonly first: string;
  readonly last: string;
  readonly by: Author;
};

export type CaseState = {
  readonly id: string;
  readonly definition: string;
  readonly version: number;
  readonly number: string;
  readonly state: string;
  readonly final: boolean;
  /** Who has to act now: a unit, or `post:role` for a desk of the centre; null once it is final. */
  readonly owner: string | null;
  /** Units that hold the case, from the level below the centre downwards; empty: the centre holds it. */
  readonly chain: readonly string[];
  readonly firstReceiver: string | null;
  readonly place: string | null;
  readonly category: string | null;
  readonly channel: string;
  readonly foreignSystem: string | null;
  readonly foreignId: string | null;
  readonly parent: string | null;
  readonly openedAt: string;
  readonly lastAt: string;
  /** Changes with state, holder and fields; the ETag. */
  readonly etag: number;
  readonly seq: number;
  /** Public and internal fields. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of private fields that have a value → number of the event that holds the newest. */
  readonly sealed: Readonly<Record<string, number>>;
  readonly marks: Readonly<Record<string, Mark>>;
  readonly deadlines: readonly DeadlineState[];
};

/** What an earlier system knew of a case that came from it; stands among the case's data under `history`. */
export type History = {
  readonly closedAt: string | null;
  readonly updatedAt: string | null;
  /** What does not fit together and was kept as it came. */
  readonly flags: readonly HistoryFlag[];
};

export type HistoryFlag = 'closedBeforeOpened' | 'updatedBeforeOpened';

/** What an event of a case changes. A field set to null is taken away. */
export type CaseChanges = {
  readonly opened?: Pick<
    CaseState,
    'definition' | 'version' | 'number' | 'channel' | 'foreignSystem' | 'foreignId' | 'parent'
  >;
  readonly state?: string;
  readonly final?: boolean;
  readonly owner?: string | null;
  readonly chain?: readonly string[];
  readonly firstReceiver?: string;
  readonly place?: string | null;
  readonly category?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly deadlines?: readonly DeadlineState[];
  readonly version?: number;
  /** Private values that were erased by law, with the basis; the commitments stay in the events that made them. */
  readonly erased?: readonly string[];
  readonly basis?: string;
  /** The ETag stays as it is: a note, a warning, a recomputed date. */
  readonly quiet?: true;
  readonly history?: History;
};

/** The case before its first event. */
export function unopened(id: string): CaseState {
  return {
    id,
    definition: '',
    version: 0,
    number: '',
    state: '',
    final: false,
    owner: null,
    chain: [],
    firstReceiver: null,
    place: null,
    category: null,
    channel: '',
    foreignSystem: null,
    foreignId: null,
    parent: null,
    openedAt: '',
    lastAt: '',
    etag: 0,
    seq: 0,
    data: {},
    sealed: {},
    marks: {},
    deadlines: [],
  };
}

/** Folds one event into the case. The row of a case is the fold of its events, and nothing else. */
export function foldEvent(before: CaseState, body: EventBody): CaseState {
  const changes = body.changes as CaseChanges;
  const opened = changes.opened ?? {};
  return {
    ...before,
    ...opened,
    state: changes.state ?? before.state,
    final: changes.final ?? before.final,
    owner: changes.owner === undefined ? before.owner : changes.owner,
    chain: changes.chain ?? before.chain,
    firstReceiver: changes.firstReceiver ?? before.firstReceiver,
    place: changes.place === undefined ? before.place : changes.place,
    category: changes.category === undefined ? before.category : changes.category,
    version: changes.version ?? changes.opened?.version ?? before.version,
    openedAt: before.openedAt || (body.happened ?? body.at),
    lastAt: changes.history?.updatedAt ?? body.at,
    etag: changes.quiet ? before.etag : before.etag + 1,
    seq: body.seq,
    data: dataAfter(before.data, changes),
    sealed: sealedAfter(before.sealed, body, changes.erased),
    marks: { ...before.marks, [body.type]: markOf(before.marks[body.type], body) },
    deadlines: changes.deadlines ? replaced(before.deadlines, changes.deadlines) : before.deadlines,
  };
}

function dataAfter(before: CaseState['data'], { data, history }: CaseChanges): CaseState['data'] {
  const after = data ? patched(before, data) : before;
  return history ? { ...after, history } : after;
}

function patched(data: CaseState['data'], changes: Readonly<Record<string, unknown>>): CaseState['data'] {
  const next: Record<string, unknown> = { ...data };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete next[name];
    else next[name] = value;
  }
  return next;
}

function sealedAfter(
  before: CaseState['sealed'],
  body: EventBody,
  erased: readonly string[] | undefined,
): CaseState['sealed'] {
  const all = body.sealed ? { ...before, ...seqs(body.sealed, body.seq) } : before;
  if (!erased) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => !erased.includes(name)));
}

const seqs = (sealed: Readonly<Record<string, string>>, seq: number): Record<string, number> =>
  Object.fromEntries(Object.keys(sealed).map((name) => [name, seq]));

function markOf(before: Mark | undefined, body: EventBody): Mark {
  const at = body.happened ?? body.at;
  return { n: (before?.n ?? 0) + 1, first: before?.first ?? at, last: at, by: body.by };
}

function replaced(all: readonly DeadlineState[], changed: readonly DeadlineState[]): readonly DeadlineState[] {
  const same = (a: DeadlineState, b: DeadlineState) => a.name === b.name && a.n === b.n;
  const kept = all.map((one) => changed.find((other) => same(one, other)) ?? one);
  return [...kept, ...changed.filter((one) => !all.some((other) => same(one, other)))];
}

/** The newest running of a deadline by name. */
export function newestDeadline(state: CaseState, name: string): DeadlineState | undefined {
  let newest: DeadlineState | undefined;
  for (const one of state.deadlines) if (one.name === name && (!newest || one.n > newest.n)) newest = one;
  return newest;
}

/** The unit one level below the centre, which answers to the centre. */
export const unitOf = (state: CaseState): string | null => state.chain[0] ?? null;

/** The unit that has the case in its hands. */
export const holderOf = (state: CaseState): string | null => state.chain.at(-1) ?? null;
