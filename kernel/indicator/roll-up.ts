import type { Pool } from 'pg';

/** Tallies that one call of the database takes; a batch of this size holds its transaction for well under a second. */
export const ROLL_UP_BATCH = 20_000;

/**
 * Takes every final tally of a city into the roll-ups, in batches of one transaction each, as role `writer`. Figures
 * are exact before, between and after: they add what is not yet rolled. Safe to call from several servers at once: one
 * works, the others return at once. Call it after commits with some delay, and once a minute at the latest.
 *
 * @returns how many tallies were taken
 */
export async function rollUp(writer: Pool, city: string, batch: number = ROLL_UP_BATCH): Promise<number> {
  let taken = 0;
  for (;;) {
    const { rows } = await writer.query<{ n: number | null }>('select roll_up($1, $2) as n', [city, batch]);
    const n = rows[0]?.n ?? 0;
    taken += n;
    // a batch ends with a transaction and may be smaller than asked: only an empty one is the end
    if (n === 0) return taken;
  }
}

/**
 * Empties the roll-ups of a city, as role `owner`; `rollUp` fills them anew. Needed at once after the rows were moved
 * to another cluster: each cluster numbers its own transactions, and the mark of the old one means nothing in the new.
 */
export async function forgetRollUps(owner: Pool, city: string): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    // first the mark: a roll-up that is running ends before, one that begins waits and starts at nothing
    await client.query(`update tally_rolled set below = '0' where city = $1`, [city]);
    await client.query('delete from tally_rollup where city = $1', [city]);
    await client.query('delete from tally_axis where city = $1', [city]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
