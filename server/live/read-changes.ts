import { type ReadScope, readInScope } from '@huying/kernel/access/scope';
import { platform } from '../access/sessions.ts';
import type { CityRuntime } from '../city-runtime.ts';

/** One event as it is told to pages: which case moved, and by what. Nothing else leaves this way. */
export type Change = { readonly cursor: string; readonly id: string; readonly seq: number; readonly type: string };

/** Changes that one look takes. */
export const CHANGES_MAX = 1000;

/** `transaction.case.number`: a place in the log after which everything is still to come. */
type Place = { readonly tx: string; readonly id: string; readonly seq: number };

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const FORM = /^(\d{1,20})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})$/;

/** The place that a cursor means; null where it is none. */
export function placeOf(cursor: string): Place | null {
  const [, tx, id, seq] = FORM.exec(cursor) ?? [];
  return tx && id && seq ? { tx, id, seq: Number(seq) } : null;
}

const cursorOf = (place: Place): string => `${place.tx}.${place.id}.${place.seq}`;

/** Does the first cursor stand behind the second one in the log? */
export function isAfter(one: string, other: string): boolean {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (!a || !b) return a !== null;
  const [first, second] = [BigInt(a.tx), BigInt(b.tx)];
  if (first !== second) return first > second;
  return a.id === b.id ? a.seq > b.seq : a.id > b.id;
}

/** The end of the log as it stands: what was committed and may still be followed by nothing older. */
export async function endOfLog(runtime: CityRuntime): Promise<string> {
  return readInScope(runtime.pools.reader, platform(runtime).scope, async (client) => {
    const found = await client.query<{ tx: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as tx');
    return cursorOf({ tx: found.rows[0]?.tx ?? '0', id: FIRST_ID, seq: 0 });
  });
}

/**
 * Events of cases after a cursor that this scope lets through, in the order of their transactions, below the oldest
 * one that still runs: what is read once never gets anything older beside it. `next` goes on behind everything that
 * was looked at, seen or not.
 */
export async function readChanges(
  runtime: CityRuntime,
  scope: ReadScope,
  cursor: string,
): Promise<{ readonly changes: readonly Change[]; readonly next: string; readonly more: boolean }> {
  const place = placeOf(cursor);
  if (!place) throw new Error(`${cursor} is no place in the log`);
  const rows = await readInScope(runtime.pools.reader, platform(runtime).scope, async (client) => {
    const found = await client.query<{ tx: string; id: string; seq: number; type: string }>(
      `select tx::text as tx, id, seq, type from event
       where city = $1 and kind = 'case' and tx >= $2::xid8 and (tx, id, seq) > ($2::xid8, $3::uuid, $4::integer)
         and tx < pg_snapshot_xmin(pg_current_snapshot())
       order by event.tx, id, seq limit ${CHANGES_MAX}`,
      [runtime.city, place.tx, place.id, place.seq],
    );
    return found.rows;
  });
  const last = rows.at(-1);
  const all = rows.map((row) => ({ cursor: cursorOf(row), id: row.id, seq: row.seq, type: row.type }));
  return {
    changes: scope.all ? all : await seenBy(runtime, scope, all),
    next: last ? cursorOf(last) : cursor,
    more: rows.length === CHANGES_MAX,
  };
}

/** Of these changes those whose case the scope lets through; the database decides. */
export async function seenBy(
  runtime: CityRuntime,
  scope: ReadScope,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const ids = [...new Set(changes.map(({ id }) => id))];
  if (ids.length === 0) return [];
  const seen = await readInScope(runtime.pools.reader, scope, async (client) => {
    const found = await client.query<{ id: string }>('select id from cases where city = $1 and id = any($2::uuid[])', [
      runtime.city,
      ids,
    ]);
    return new Set(found.rows.map(({ id }) => id));
  });
  return changes.filter(({ id }) => seen.has(id));
}
