import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Pool } from 'pg';
import { accept, type Result, refuse } from '../define/refusal.ts';
import { EMPTY_HEAD, type EventBody, sealEvent } from '../log/event.ts';
import type { Batch } from '../store/batch.ts';
import { newId } from '../store/id.ts';
import {
  type CountName,
  type FiguresLine,
  type FiguresQuery,
  figuresWithRows,
  lastDayOf,
  type Queryable,
} from './figure.ts';

/** A count of a published table by the name it carries there, such as `assessed`. */
export type NamedCounts = Readonly<Record<string, CountName>>;

export type EditionOrder = Omit<FiguresQuery, 'counts'> & {
  /** What is published: `hotline.rates`. */
  readonly set: string;
  readonly counts: NamedCounts;
  /** The post that answers for it. */
  readonly signer: string;
  readonly now: Date;
  /** From the counts to what is printed: rates, scores, ranks. Plain JSON. */
  readonly values: (lines: readonly FiguresLine[]) => unknown;
};

/** The cases behind one count of one line, sorted. `line` is '' for cases without a key. */
export type EditionLine = { readonly count_name: string; readonly line: string; readonly case_ids: readonly string[] };

export type Edition = {
  readonly id: string;
  readonly set: string;
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
  readonly by: string;
  readonly asOf: string | null;
  /** Canonical text (RFC 8785) of the values. */
  readonly content: string;
  readonly signer: string;
  readonly publishedAt: string;
  /** SHA-256 over everything above and every case id, in hex. */
  readonly hash: string;
};

export type EditionPools = { readonly reader: Queryable; readonly writer: Pool };

/** Once a period is out it is out: the next statement of the same period is an adjustment of the next one. */
const UNIQUE_VIOLATION = '23505';

/**
 * Freezes one table of one period: the cases behind every count, the values made from exactly these cases, the hash
 * over both, and who answers for it. The event in the log holds the hash, so that even the owner of the database cannot
 * change an edition unseen. Counts come from the rows, in one statement.
 *
 * Refusal: `indicator.already-published` where the set was published for this period and axis.
 */
export async function publishEdition(pools: EditionPools, order: EditionOrder): Promise<Result<Edition>> {
  const names = Object.keys(order.counts);
  const found = await figuresWithRows(pools.reader, { ...order, counts: Object.values(order.counts) });
  const values = order.values(found.map(({ key, ids }) => ({ key, counts: ids.map((list) => list.length) })));
  const lines = found.flatMap(({ key, ids }) =>
    names.map((name, at) => ({ count_name: name, line: key ?? '', case_ids: ids[at] ?? [] })),
  );
  const unsigned = {
    id: newId(),
    set: order.set,
    from: order.period.from,
    to: order.period.to,
    by: order.by ?? 'all',
    asOf: order.asOf ?? null,
    content: canonical(values),
    signer: order.signer,
    publishedAt: order.now.toISOString(),
  };
  const edition: Edition = { ...unsigned, hash: editionHash(unsigned, lines) };
  try {
    await pools.writer.query('select publish_edition($1::jsonb, $2::jsonb, $3::jsonb)', [
      JSON.stringify(batchOf(order.city, edition)),
      JSON.stringify(rowOf(edition)),
      JSON.stringify(lines),
    ]);
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    const values = { set: order.set, from: order.period.from, to: lastDayOf(order.period) };
    return refuse('indicator.already-published', { values });
  }
  return accept(edition);
}

/** What an edition's own rows, hash and event say about it. */
export type EditionCheck = {
  /** The hash over values and case ids as they stand is the one that was published. */
  readonly rowsHold: boolean;
  /** The log holds the same hash. */
  readonly logHolds: boolean;
};

/** Recomputes an edition from its stored rows and compares with its hash and with its event. Null: no such edition. */
export async function checkEdition(client: Queryable, city: string, id: string): Promise<EditionCheck | null> {
  const edition = await readEdition(client, city, id);
  if (!edition) return null;
  const lines = await client.query<EditionLine>(
    'select count_name, line, case_ids::text[] as case_ids from edition_row where city = $1 and edition = $2',
    [city, id],
  );
  const events = await client.query<{ body: string }>(
    `select body from event where city = $1 and kind = 'edition' and id = $2 order by seq`,
    [city, id],
  );
  const { hash, ...unsigned } = edition;
  const logged = events.rows.map((row) => (JSON.parse(row.body) as EventBody).changes.hash);
  return { rowsHold: editionHash(unsigned, lines.rows) === hash, logHolds: logged.length === 1 && logged[0] === hash };
}

export async function readEdition(client: Queryable, city: string, id: string): Promise<Edition | null> {
  const { rows } = await client.query<Omit<Edition, 'publishedAt'> & { publishedAt: Date }>(
    `select id, set_code as set, period_from::text as from, period_to::text as to, by_axis as by, as_of::text as "asOf",
       content, signer, published_at as "publishedAt", encode(hash, 'hex') as hash
     from edition where city = $1 and id = $2`,
    [city, id],
  );
  const row = rows[0];
  return row ? { ...row, publishedAt: row.publishedAt.toISOString() } : null;
}

function editionHash(unsigned: Omit<Edition, 'hash'>, lines: readonly EditionLine[]): string {
  const sorted = lines.toSorted((a, b) => compare(a.count_name, b.count_name) || compare(a.line, b.line));
  const rows = sorted.map(({ count_name, line, case_ids }) => [count_name, line, case_ids.toSorted()]);
  return createHash('sha256')
    .update(canonical([unsigned, rows]), 'utf8')
    .digest('hex');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('an edition has values that are no JSON');
  return text;
}

const rowOf = (edition: Edition) => ({
  id: edition.id,
  set_code: edition.set,
  period_from: edition.from,
  period_to: edition.to,
  by_axis: edition.by,
  as_of: edition.asOf,
  content: edition.content,
  hash: edition.hash,
  signer: edition.signer,
  published_at: edition.publishedAt,
});

function batchOf(city: string, edition: Edition): Batch {
  const { id, set, from, to, by, asOf, signer, hash, publishedAt } = edition;
  const stream = { kind: 'edition', id };
  const body: EventBody = {
    v: 1,
    city,
    ...stream,
    seq: 1,
    type: 'publish',
    at: publishedAt,
    by: { kind: 'post', id: signer },
    changes: { set, from, to, by, asOf, hash },
  };
  const event = sealEvent(body, EMPTY_HEAD);
  const head = event.hash.toString('hex');
  return {
    city,
    streams: [{ ...stream, expected: 0, seq: 1, head }],
    events: [
      {
        ...stream,
        seq: 1,
        type: 'publish',
        recorded_at: publishedAt,
        happened_at: null,
        body: event.text,
        hash: head,
      },
    ],
  };
}
