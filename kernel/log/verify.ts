import type { KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import { readInScope } from '../access/scope.ts';
import {
  type Anchoring,
  hashOfRoot,
  isSigned,
  NO_ROOT_BEFORE,
  type RootBody,
  readRootFile,
  rootsOf,
} from './anchor.ts';
import { type Leaf, merkleRoot } from './merkle.ts';

/** Something in the log that is not as it was written. */
export type Broken = {
  readonly what:
    | 'event-changed'
    | 'event-missing'
    | 'head-differs'
    | 'stream-missing'
    | 'stream-without-events'
    | 'anchored-event-differs'
    | 'root-changed'
    | 'root-not-signed'
    | 'root-missing-in-file'
    | 'root-missing-in-database'
    | 'row-differs';
  readonly kind?: string;
  readonly id?: string;
  readonly seq?: number;
  readonly root?: number;
};

export type Verified = {
  readonly ok: boolean;
  readonly events: number;
  /** Events that a root covers. */
  readonly anchored: number;
  /** Streams with events written since the last root: the tail could be cut without a trace. */
  readonly notYetAnchored: number;
  readonly firstBroken: Broken | null;
  readonly broken: readonly Broken[];
};

const BROKEN_SHOWN_MAX = 20;

/**
 * Compares the rows of a word with the fold of its events; given by server/, since the log stands below those words.
 */
export type RowCheck = (client: PoolClient) => Promise<readonly Broken[]>;

/** Checks events, heads, anchors, roots, the file of roots and rows. Reads everything; writes nothing. */
export async function verifyLog(
  place: Pick<Anchoring, 'city' | 'reader' | 'scope' | 'file'> & { readonly publicKey: KeyObject },
  checkRows: RowCheck = async () => [],
): Promise<Verified> {
  const roots = await rootsOf(place);
  return readInScope(place.reader, place.scope, async (client) => {
    const broken = [
      ...(await brokenChains(client, place.city)),
      ...(await brokenHeads(client, place.city)),
      ...(await brokenAnchors(client, place.city)),
      ...(await brokenRoots(client, place.city, roots, place.publicKey)),
      ...brokenFile(place.file, roots),
      ...(await checkRows(client)),
    ];
    const counts = await countsOf(client, place.city);
    return {
      ok: broken.length === 0,
      ...counts,
      firstBroken: broken[0] ?? null,
      broken: broken.slice(0, BROKEN_SHOWN_MAX),
    };
  });
}

type Found = { readonly kind: string; readonly id: string; readonly seq: number };

/** Every event follows the one before it: its number by one, its hash over the hash before and its own bytes. */
async function brokenChains(client: PoolClient, city: string): Promise<readonly Broken[]> {
  const found = await client.query<Found & { gap: boolean }>(
    `select kind, id, seq, seq <> n as gap from (
       select kind, id, seq, body, hash, lag(hash) over stream as before, row_number() over stream as n
       from event where city = $1
       window stream as (partition by kind, id order by seq)
     ) e
     where seq <> n or sha256(coalesce(before, ''::bytea) || convert_to(body, 'UTF8')) <> hash
     order by kind, id, seq limit $2`,
    [city, BROKEN_SHOWN_MAX],
  );
  return found.rows.map(({ gap, ...at }) => ({ what: gap ? 'event-missing' : 'event-changed', ...at }));
}

async function brokenHeads(client: PoolClient, city: string): Promise<readonly Broken[]> {
  const found = await client.query<Found & { head: boolean; events: boolean }>(
    `with last as (
       select distinct on (kind, id) kind, id, seq, hash from event where city = $1 order by kind, id, seq desc
     )
     select coalesce(s.kind, l.kind) as kind, coalesce(s.id, l.id) as id, coalesce(s.seq, l.seq) as seq,
       s.id is not null as head, l.id is not null as events
     from (select * from stream where city = $1) s
     full join last l on l.kind = s.kind and l.id = s.id
     where s.id is null or l.id is null or s.seq <> l.seq or s.head <> l.hash
     order by 1, 2 limit $2`,
    [city, BROKEN_SHOWN_MAX],
  );
  return found.rows.map(({ head, events, ...at }) => {
    if (!head) return { what: 'stream-missing', ...at };
    return { what: events ? 'head-differs' : 'stream-without-events', ...at };
  });
}

/** What was anchored must still stand: also where everything after a change was computed anew. */
async function brokenAnchors(client: PoolClient, city: string): Promise<readonly Broken[]> {
  const found = await client.query<Found & { gone: boolean }>(
    `select l.kind, l.id, l.seq, e.id is null as gone
     from log_leaf l
     left join event e on e.city = l.city and e.kind = l.kind and e.id = l.id and e.seq = l.seq
     where l.city = $1 and (e.id is null or e.hash <> l.head)
     order by l.kind, l.id, l.seq limit $2`,
    [city, BROKEN_SHOWN_MAX],
  );
  return found.rows.map(({ gone, ...at }) => ({ what: gone ? 'event-missing' : 'anchored-event-differs', ...at }));
}

async function brokenRoots(
  client: PoolClient,
  city: string,
  roots: Awaited<ReturnType<typeof rootsOf>>,
  publicKey: KeyObject,
): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  let before = NO_ROOT_BEFORE;
  let expected = 1;
  for (const root of roots) {
    const body = JSON.parse(root.body) as RootBody;
    const leaves = await client.query<Leaf>(
      `select kind, id, seq, encode(head, 'hex') as head from log_leaf where city = $1 and n = $2`,
      [city, root.n],
    );
    const same = merkleRoot(leaves.rows) === body.root && leaves.rows.length === body.leaves;
    if (!isSigned(root, publicKey)) broken.push({ what: 'root-not-signed', root: root.n });
    else if (!same || body.before !== before || root.n !== expected)
      broken.push({ what: 'root-changed', root: root.n });
    before = hashOfRoot(root.body);
    expected = root.n + 1;
  }
  return broken;
}

function brokenFile(file: string, roots: Awaited<ReturnType<typeof rootsOf>>): readonly Broken[] {
  const lines = readRootFile(file).map((line) => line.body);
  const inFile = new Set(lines);
  const inDatabase = new Set(roots.map((root) => root.body));
  return [
    ...roots
      .filter((root) => !inFile.has(root.body))
      .map((root) => ({ what: 'root-missing-in-file' as const, root: root.n })),
    ...lines
      .filter((body) => !inDatabase.has(body))
      .map((body) => ({ what: 'root-missing-in-database' as const, root: (JSON.parse(body) as RootBody).n })),
  ];
}

async function countsOf(client: PoolClient, city: string) {
  const found = await client.query<{ events: number; anchored: number; open: number }>(
    `with tip as (select kind, id, max(seq) as seq from log_leaf where city = $1 group by kind, id)
     select
       (select count(*)::integer from event where city = $1) as events,
       (select coalesce(sum(seq), 0)::integer from tip) as anchored,
       (select count(*)::integer from stream s left join tip t on t.kind = s.kind and t.id = s.id
        where s.city = $1 and s.seq > coalesce(t.seq, 0)) as open`,
    [city],
  );
  const { events = 0, anchored = 0, open = 0 } = found.rows[0] ?? {};
  return { events, anchored, notYetAnchored: open };
}
