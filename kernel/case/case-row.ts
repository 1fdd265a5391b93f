import { type CaseState, type DeadlineState, holderOf, type Mark, unitOf } from './case-state.ts';

/** The row of table `cases`: the fold of a case's events, in the columns that lists and the loader ask for. */
export type CaseRow = {
  readonly id: string;
  readonly definition: string;
  readonly version: number;
  readonly number: string;
  readonly state: string;
  readonly final: boolean;
  readonly owner: string | null;
  readonly unit: string | null;
  readonly holder: string | null;
  readonly chain: readonly string[];
  readonly first_receiver: string | null;
  readonly place: string | null;
  readonly category: string | null;
  readonly channel: string;
  readonly foreign_system: string | null;
  readonly foreign_id: string | null;
  readonly parent: string | null;
  readonly opened_at: string;
  readonly last_at: string;
  readonly due_at: string | null;
  readonly owner_due_at: string | null;
  readonly etag: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly marks: Readonly<Record<string, Mark>>;
  readonly deadlines: { readonly all: readonly DeadlineState[]; readonly sealed: CaseState['sealed'] };
};

/** Stands in an open row on which no clock runs, so that lists by due moment need no special case. */
export const NEVER = '9999-12-31T00:00:00.000Z';

export function rowOf(state: CaseState): CaseRow {
  return {
    id: state.id,
    definition: state.definition,
    version: state.version,
    number: state.number,
    state: state.state,
    final: state.final,
    owner: state.owner,
    unit: unitOf(state),
    holder: holderOf(state),
    chain: state.chain,
    first_receiver: state.firstReceiver,
    place: state.place,
    category: state.category,
    channel: state.channel,
    foreign_system: state.foreignSystem,
    foreign_id: state.foreignId,
    parent: state.parent,
    opened_at: state.openedAt,
    last_at: state.lastAt,
    due_at: dueOfFirst(state),
    owner_due_at: earliestDue(state) ?? (state.final ? null : NEVER),
    etag: state.etag,
    data: state.data,
    marks: state.marks,
    deadlines: { all: state.deadlines, sealed: state.sealed },
  };
}

/** The case as it was stored. `seq` is that of its stream. Instants come back as Date objects from the driver. */
export function stateOfRow(row: StoredCaseRow): CaseState {
  return {
    id: row.id,
    definition: row.definition,
    version: row.version,
    number: row.number,
    state: row.state,
    final: row.final,
    owner: row.owner,
    chain: row.chain,
    firstReceiver: row.first_receiver,
    place: row.place,
    category: row.category,
    channel: row.channel,
    foreignSystem: row.foreign_system,
    foreignId: row.foreign_id,
    parent: row.parent,
    openedAt: row.opened_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    etag: row.etag,
    seq: row.seq,
    data: row.data,
    sealed: row.deadlines.sealed,
    marks: row.marks,
    deadlines: row.deadlines.all,
  };
}

export type StoredCaseRow = Omit<CaseRow, 'opened_at' | 'last_at' | 'due_at' | 'owner_due_at'> & {
  readonly seq: number;
  readonly opened_at: Date;
  readonly last_at: Date;
};

/** The clock that the reporter was promised: the first deadline that the opening verb started. */
function dueOfFirst(state: CaseState): string | null {
  return state.deadlines[0]?.due ?? null;
}

/** The next due moment among the clocks that run for whoever holds the case. */
function earliestDue(state: CaseState): string | null {
  let earliest: string | null = null;
  for (const one of state.deadlines) {
    if (one.state === 'running' && (earliest === null || one.due < earliest)) earliest = one.due;
  }
  return earliest;
}
