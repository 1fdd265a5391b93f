import type { Pool } from 'pg';
import { type Channel, type Channels, type NotSent, refused, refusedForGood, type Sent } from './channel.ts';
import type { OutboxMessage } from './outbox-message.ts';
import type { Prepared } from './prepare.ts';

/** Rows that one round takes. */
export const BATCH = 50;
/** After this time another runner may take a row that was not finished: its runner is taken for dead. */
export const LEASE_SECONDS = 120;
/** How long one channel may take over one message. */
export const SEND_SECONDS = 20;
/** After this many failures a message is parked and shown to the administrator. */
export const ATTEMPTS_MAX = 12;
/** Messages that are on their way side by side. */
export const SIDE_BY_SIDE = 4;
const BACKOFF_FIRST_SECONDS = 30;
const BACKOFF_MOST_SECONDS = 6 * 3600;

export type DeliverOptions = {
  readonly city: string;
  now(): Date;
  /** Makes the message of a row (kernel/notice/prepare). */
  prepare(row: OutboxMessage, now: Date): Promise<Prepared>;
  readonly batch?: number;
  readonly leaseSeconds?: number;
  readonly sendSeconds?: number;
  readonly attemptsMax?: number;
  /** Seconds until the next attempt, after this many. */
  backoff?(attempt: number, id: string): number;
};

/** What one round did; `taken` is the sum of the others. */
export type DeliveryRound = {
  readonly taken: number;
  readonly sent: number;
  /** To be tried again. */
  readonly failed: number;
  readonly parked: number;
  /** Put off without an attempt: quiet hours, or a lease that would not have lasted. */
  readonly postponed: number;
};

type Outcome = 'sent' | 'failed' | 'parked' | 'postponed';
type Delivering = Required<DeliverOptions> & { readonly pool: Pool; readonly channels: Channels; readonly until: Date };

/**
 * 30 s, 1 min, 2 min … at most 6 hours: twelve attempts span about twelve hours. Messages that failed together do not
 * come back together: each waits up to a fifth longer, the same message always the same.
 */
export function backoffSeconds(attempt: number, id: string): number {
  const plain = Math.min(BACKOFF_FIRST_SECONDS * 2 ** (attempt - 1), BACKOFF_MOST_SECONDS);
  const spread = Number.parseInt(id.slice(-4), 16) / 0xffff || 0;
  return Math.round(plain * (1 + spread / 5));
}

/**
 * Delivers the rows that are due, in order, once. Any number of runners may do it at the same time: a row is leased to
 * one of them (`for update skip locked`, its moment moved), and a runner that dies loses its rows when the lease ends.
 * So each message goes out at least once, always under the same id. What one receiver is told of one case goes in the
 * order of its events, also where the first message has to be tried again; so a round takes at most one of them. While
 * the city is held nothing is taken; only rows of the given channels are. `pool` is that of the role `writer`. Throws
 * where the database is away: what was on its way then goes again when its lease has ended.
 */
export async function deliverDue(pool: Pool, channels: Channels, options: DeliverOptions): Promise<DeliveryRound> {
  const full: Required<DeliverOptions> = {
    batch: BATCH,
    leaseSeconds: LEASE_SECONDS,
    sendSeconds: SEND_SECONDS,
    attemptsMax: ATTEMPTS_MAX,
    backoff: backoffSeconds,
    ...options,
  };
  if (full.sendSeconds >= full.leaseSeconds) throw new Error('a lease must be longer than one sending may take');
  const takenAt = full.now();
  const rows = await takeRows(pool, Object.keys(channels), takenAt, full);
  const until = new Date(takenAt.getTime() + full.leaseSeconds * 1000);
  const delivering: Delivering = { ...full, pool, channels, until };
  const queue = [...rows];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let row = queue.shift(); row; row = queue.shift()) outcomes.push(await deliverOne(row, delivering));
  };
  const workers = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, work));
  const broken = workers.find((worker) => worker.status === 'rejected');
  if (broken) throw broken.reason;
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  return {
    taken: rows.length,
    sent: count('sent'),
    failed: count('failed'),
    parked: count('parked'),
    postponed: count('postponed'),
  };
}

async function takeRows(
  pool: Pool,
  channels: readonly string[],
  at: Date,
  { city, batch, leaseSeconds }: Required<DeliverOptions>,
): Promise<readonly OutboxMessage[]> {
  const { rows } = await pool.query<OutboxMessage>({
    name: 'outbox_take',
    text: 'select * from outbox_take($1, $2, $3, make_interval(secs => $4), $5)',
    values: [city, at, batch, leaseSeconds, channels],
  });
  return rows;
}

async function deliverOne(row: OutboxMessage, delivering: Delivering): Promise<Outcome> {
  const { now, until, sendSeconds } = delivering;
  // somebody else might hold the row before this sending is over: give it back instead
  if (now().getTime() + sendSeconds * 1000 > until.getTime()) return postpone(row, now(), delivering);
  let prepared: Prepared;
  try {
    prepared = await delivering.prepare(row, now());
  } catch (error) {
    return fail(row, refused(wordsOfError(error)), delivering);
  }
  if ('later' in prepared) return postpone(row, prepared.later, delivering);
  if ('never' in prepared) return fail(row, refusedForGood(prepared.never), delivering);
  const channel = delivering.channels[row.channel];
  if (!channel) throw new Error(`a row of channel ${row.channel} was taken without being asked for`);
  const sent = await sendInTime(channel, prepared.message, sendSeconds);
  if (!sent.ok) return fail(row, sent, delivering);
  await delivering.pool.query('select outbox_done($1, $2, $3, $4)', [
    delivering.city,
    row.id,
    sent.receipt,
    delivering.now(),
  ]);
  return 'sent';
}

/** A channel that does not answer in time is left alone; whether it has sent is unknown, so the message goes again. */
async function sendInTime(channel: Channel, message: Parameters<Channel['send']>[0], seconds: number): Promise<Sent> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Sent>((done) => {
    timer = setTimeout(() => done(refused(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([channel.send(message, stop.signal), late]);
  } catch (error) {
    return refused(wordsOfError(error));
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function fail(row: OutboxMessage, sent: NotSent, delivering: Delivering): Promise<Outcome> {
  const { pool, city, now, attemptsMax, backoff } = delivering;
  const park = !sent.retry || row.attempt >= attemptsMax;
  const seconds = Math.max(backoff(row.attempt, row.id), sent.afterSeconds ?? 0);
  const next = new Date(now().getTime() + seconds * 1000);
  await pool.query('select outbox_failed($1, $2, $3, $4, $5, $6)', [
    city,
    row.id,
    row.attempt,
    next,
    sent.reason,
    park,
  ]);
  return park ? 'parked' : 'failed';
}

async function postpone(row: OutboxMessage, at: Date, { pool, city }: Delivering): Promise<Outcome> {
  await pool.query('select outbox_postpone($1, $2, $3, $4)', [city, row.id, row.attempt, at]);
  return 'postponed';
}

const wordsOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));
