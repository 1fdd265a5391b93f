import type { Pool } from 'pg';
import type { Channel, Message, Sent } from '../../kernel/notice/channel.ts';
import { newId } from '../../kernel/store/id.ts';

/** Rows of the outbox for tests of delivery, laid as a commit lays them. */
export type LaidRow = {
  readonly id?: string;
  readonly stream?: string;
  readonly seq?: number;
  readonly channel?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

export const reporterOf = (stream: string) => ({ kind: 'reporter', ref: stream });

/** Lays rows into the outbox of a city and gives their ids, in order. */
export async function layRows(owner: Pool, city: string, rows: readonly LaidRow[]): Promise<readonly string[]> {
  const full = rows.map(({ id = newId(), stream = newId(), seq = 1, channel = 'sms', body, at }) => ({
    city,
    id,
    kind: 'case',
    stream,
    seq,
    channel,
    body: body ?? { to: reporterOf(stream) },
    at,
    attempts: 0,
    state: 'waiting',
  }));
  await owner.query('insert into outbox select * from jsonb_populate_recordset(null::outbox, $1::jsonb)', [
    JSON.stringify(full),
  ]);
  return full.map(({ id }) => id);
}

export type KeptRow = {
  readonly id: string;
  readonly stream: string;
  readonly seq: number;
  readonly channel: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: Date;
  readonly attempts: number;
  readonly state: string;
  readonly sent_at: Date | null;
  readonly receipt: string | null;
  readonly last_error: string | null;
};

/** The rows of a city as they stand, in the order in which they were made. */
export async function rowsIn(owner: Pool, city: string): Promise<readonly KeptRow[]> {
  return (await owner.query<KeptRow>('select * from outbox where city = $1 order by id', [city])).rows;
}

export async function rowWith(owner: Pool, city: string, id: string | undefined): Promise<KeptRow> {
  const row = (await rowsIn(owner, city)).find((one) => one.id === id);
  if (!row) throw new Error(`no message ${id}`);
  return row;
}

/** A gateway that keeps what it was given and answers as it is told; without an answer it takes everything. */
export type SimulatedChannel = Channel & { readonly given: Message[] };

export function simulatedChannel(
  answer: (message: Message, signal: AbortSignal) => Sent | Promise<Sent> = () => ({ ok: true, receipt: null }),
): SimulatedChannel {
  const given: Message[] = [];
  return {
    given,
    send: async (message, signal) => {
      given.push(message);
      return answer(message, signal);
    },
  };
}

/** Prepares a row as a message to a system, whatever it holds. */
export const asData =
  (city: string) =>
  async (row: {
    readonly id: string;
    readonly kind: string;
    readonly stream: string;
    readonly seq: number;
    readonly body: Readonly<Record<string, unknown>>;
    readonly attempt: number;
  }) => ({
    message: {
      is: 'data' as const,
      id: row.id,
      city,
      about: { kind: row.kind, id: row.stream, seq: row.seq },
      attempt: row.attempt,
      body: row.body,
    },
  });

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
