/**
 * The rows of one commit, as `commit_batch` takes them. Words above contribute parts by pure functions; server/ joins
 * the parts and hands them over. Instants are ISO 8601 text, bytes are hex (values: base64).
 */
export type StreamWrite = {
  readonly kind: string;
  readonly id: string;
  /** Number of the last event that the decision saw; 0 for a new stream. */
  readonly expected: number;
  readonly seq: number;
  readonly head: string;
};

export type EventRow = {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly recorded_at: string;
  readonly happened_at: string | null;
  readonly body: string;
  readonly hash: string;
};

export type PrivateRow = {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly field: string;
  readonly class: string;
  readonly salt: string;
  readonly value: string;
  readonly key_id: string;
};

export type ScopeRow = {
  readonly case_id: string;
  readonly axis: string;
  readonly path: string;
  readonly allowed: string;
  readonly since: string;
  readonly until: string | null;
};

export type TallyRow = {
  readonly indicator: string;
  readonly part: 'share' | 'of';
  readonly happened_on: string;
  readonly case_id: string;
  readonly seq: number;
  readonly delta: 1 | -1;
  readonly unit: string | null;
  readonly place: string | null;
  readonly category: string | null;
  readonly recorded_at: string;
};

export type KeyRow = {
  readonly definition: string;
  readonly field: string;
  readonly value: string;
  readonly id: string;
};

export type OutboxRow = {
  readonly id: string;
  readonly kind: string;
  readonly stream: string;
  readonly seq: number;
  readonly channel: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: string;
};

export type ContactRow = {
  readonly id: string;
  readonly channel: string;
  readonly direction: 'in' | 'out';
  readonly foreign_id: string | null;
  readonly queued_at: string | null;
  readonly rung_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
  readonly agent: string | null;
  readonly skill_group: string | null;
  readonly recording: string | null;
  readonly result: string;
  readonly recorded_at: string;
};

export type ContactCaseRow = {
  readonly contact_id: string;
  readonly case_id: string;
  readonly relation: 'opened' | 'joined' | 'about';
};

export type IdempotencyRow = {
  readonly caller: string;
  readonly key: string;
  readonly body_hash: string;
  readonly result: Readonly<Record<string, unknown>>;
  readonly at: string;
};

export type BatchRows = {
  readonly streams: readonly StreamWrite[];
  readonly events: readonly EventRow[];
  readonly private?: readonly PrivateRow[];
  /** Rows of table `cases`, new and changed; their columns belong to kernel/case. */
  readonly opened?: readonly object[];
  readonly changed?: readonly object[];
  /** Rows of table `record`; their columns belong to kernel/record. */
  readonly records?: readonly object[];
  readonly scopes?: readonly ScopeRow[];
  readonly timers?: readonly { readonly case_id: string; readonly at: string | null }[];
  readonly tallies?: readonly TallyRow[];
  readonly keys?: readonly KeyRow[];
  readonly outbox?: readonly OutboxRow[];
  readonly contacts?: readonly ContactRow[];
  readonly contactCases?: readonly ContactCaseRow[];
};

export type Batch = BatchRows & { readonly city: string; readonly idempotency?: IdempotencyRow };

/** Joins the parts of several writes into the rows of one commit; empty lists are left out. */
export function joinRows(parts: readonly BatchRows[]): BatchRows {
  const joined: Record<string, unknown[]> = { streams: [], events: [] };
  for (const part of parts) {
    for (const [name, rows] of Object.entries(part) as [string, readonly unknown[]][]) {
      if (rows.length === 0) continue;
      joined[name] = joined[name] ? [...joined[name], ...rows] : [...rows];
    }
  }
  return joined as unknown as BatchRows;
}
