import type { Pool } from 'pg';
import { accept, type Result, refuse } from '../define/refusal.ts';
import { newId } from '../store/id.ts';

/**
 * Holding delivery: a restored server begins held, since its outbox knows nothing of what was sent after the backup.
 * An administrator looks at the list, sets aside what has gone out already, and releases the rest.
 */

export type Hold = { readonly since: Date; readonly reason: string; readonly heldBy: string };

/** Rows that are listed at most. */
export const LIST_MAX = 500;

/** Holds a city; false where it was held already. What a runner has taken at this moment is still sent. */
export async function holdDelivery(
  writer: Pool,
  held: { readonly city: string; readonly reason: string; readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { rows } = await writer.query<{ held: boolean }>('select hold_delivery($1, $2, $3, $4, $5) as held', [
    held.city,
    newId(),
    held.reason,
    held.by,
    held.now,
  ]);
  return rows[0]?.held ?? false;
}

/** Releases a city; the messages in `except` are set aside in the same step. Refusal: `notice.nothing-held`. */
export async function releaseDelivery(
  writer: Pool,
  release: { readonly city: string; readonly by: string; readonly now: Date; readonly except?: readonly string[] },
): Promise<Result<true>> {
  const { rows } = await writer.query<{ released: boolean }>(
    'select release_delivery($1, $2, $3, $4::uuid[]) as released',
    [release.city, release.by, release.now, release.except ?? []],
  );
  return rows[0]?.released ? accept(true) : refuse('notice.nothing-held');
}

/** The hold that stands, or null. Timers ask it too: a restored server fires none before it is released. */
export async function holdOf(reader: Pool, city: string): Promise<Hold | null> {
  const { rows } = await reader.query<Hold>(
    `select since, reason, held_by as "heldBy" from delivery_hold where city = $1 and released_at is null`,
    [city],
  );
  return rows[0] ?? null;
}

/** A message that is not done with, as the administrator sees it: codes and ids, no address and no text. */
export type OpenMessage = {
  readonly id: string;
  readonly channel: string;
  readonly state: 'waiting' | 'parked' | 'held';
  readonly body: Readonly<Record<string, unknown>>;
  readonly stream: string;
  readonly seq: number;
  /** The next attempt, or the moment of the last one for rows that are parked. */
  readonly at: Date;
  readonly attempts: number;
  readonly lastError: string | null;
};

/** Messages of one state, in order of time, at most 500. */
export async function listOpen(
  reader: Pool,
  asked: { readonly city: string; readonly state: OpenMessage['state']; readonly limit?: number },
): Promise<readonly OpenMessage[]> {
  const { rows } = await reader.query<OpenMessage>(
    `select id, channel, state, body, stream, seq, at, attempts, last_error as "lastError" from outbox
     where city = $1 and state = $2 order by at, id limit $3`,
    [asked.city, asked.state, Math.min(asked.limit ?? LIST_MAX, LIST_MAX)],
  );
  return rows;
}

/** How much waits, is parked or set aside, by channel; `due` is the oldest moment, which tells how far behind it is. */
export type Backlog = {
  readonly channel: string;
  readonly state: OpenMessage['state'];
  readonly messages: number;
  readonly due: Date;
};

export async function backlogOf(reader: Pool, city: string): Promise<readonly Backlog[]> {
  const { rows } = await reader.query<Backlog>(
    `select channel, state, count(*)::integer as messages, min(at) as due from outbox
     where city = $1 and state in ('waiting', 'parked', 'held') group by channel, state order by channel, state`,
    [city],
  );
  return rows;
}

/** Sends parked messages, or messages set aside, once more with all their attempts; says how many there were. */
export async function sendAgain(writer: Pool, city: string, ids: readonly string[], now: Date): Promise<number> {
  const { rows } = await writer.query<{ n: number }>('select outbox_again($1, $2::uuid[], $3) as n', [city, ids, now]);
  return rows[0]?.n ?? 0;
}

/** Takes messages out of delivery; they stay listed as `held` with the reason. Says how many there were. */
export async function setAside(writer: Pool, city: string, ids: readonly string[], reason: string): Promise<number> {
  const { rows } = await writer.query<{ n: number }>('select outbox_set_aside($1, $2::uuid[], $3) as n', [
    city,
    ids,
    reason,
  ]);
  return rows[0]?.n ?? 0;
}
