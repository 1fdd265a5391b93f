import type { Pool, PoolClient } from 'pg';
import pg from 'pg';

/**
 * The scope of one reader: along which axes this post sees cases. The same rule stands in `sees` (for a decision) and
 * in the row security of the database (for lists); a test compares the two.
 */
export type ReadScope = {
  readonly city: string;
  /** The platform itself: everything in the city. */
  readonly all?: true;
  /** A post of the centre sees what a whistle-blower said. */
  readonly centre: boolean;
  /** Unit id for the axes handler, co-handler, first receiver and copied. */
  readonly unit: string | null;
  /** Place path of a government: cases that happened below it. */
  readonly place: string | null;
  /** Line path of a bureau: cases of its line. */
  readonly line: string | null;
};

export type SeenScope = { readonly axis: string; readonly path: string; readonly allowed: string };

/** May a reader with this scope see a case with these scope rows? */
export function sees(scope: ReadScope, rows: readonly SeenScope[]): boolean {
  if (scope.all) return true;
  return rows.some(({ axis, path, allowed }) => {
    if (allowed === 'count') return false;
    if (axis === 'place') return scope.place !== null && path.startsWith(scope.place);
    if (axis === 'line') return scope.line !== null && path.startsWith(scope.line);
    return scope.unit !== null && path === scope.unit;
  });
}

/** Sorts after every path that begins with the same text under collate "C". */
const AFTER = '\u{10ffff}';
/** A range that holds no path. */
const NOWHERE = ['\u{10ffff}', ''] as const;

const rangeOf = (path: string | null): readonly [string, string] => (path === null ? NOWHERE : [path, path + AFTER]);

function settings(scope: ReadScope): string {
  const [placeFrom, placeTo] = rangeOf(scope.place);
  const [lineFrom, lineTo] = rangeOf(scope.line);
  const values: Readonly<Record<string, string>> = {
    city: scope.city,
    all: scope.all ? 'yes' : 'no',
    centre: scope.centre || scope.all ? 'yes' : 'no',
    unit: scope.unit ?? '',
    place_from: placeFrom,
    place_to: placeTo,
    line_from: lineFrom,
    line_to: lineTo,
  };
  const calls = Object.entries(values).map(
    ([name, value]) => `set_config('huying.${name}', ${pg.escapeLiteral(value)}, true)`,
  );
  return `begin transaction read only; select ${calls.join(', ')}`;
}

/**
 * Runs reads in a transaction whose first message sets the scope: refused rows never leave the database.
 * The scope ends with the transaction, so that a pooled connection carries nothing over.
 */
export async function readInScope<T>(
  reader: Pool,
  scope: ReadScope,
  read: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await reader.connect();
  let broken: Error | undefined;
  try {
    await client.query(settings(scope));
    const result = await read(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
