import { assembleRecord, decideRecord } from '@huying/kernel/record/record';
import { type BatchRows, joinRows } from '@huying/kernel/store/batch';
import { commitBatch } from '@huying/kernel/store/commit';
import type { CityKeys } from '@huying/kernel/store/private';
import type { Pools } from '../city-runtime.ts';
import { emptyHead } from '../load-case.ts';
import { CITY_REGISTERS } from './city-registers.ts';
import type { CityRow } from './city-rows.ts';

export type Founding = { readonly city: string; readonly pools: Pools; readonly keys: CityKeys; readonly now: Date };

/** Rows of one commit. */
const BATCH = 200;
const FOUNDING = { kind: 'system', id: 'founding' };

/**
 * Writes the rows of a new city, each as the first event of a stream of its own. May be broken off and done again, and
 * by two servers at once: what is there stays as it is.
 */
export async function foundRegisters(founding: Founding, rows: readonly CityRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const committed = await commitRows(founding, batch);
    if (committed) continue;
    // some of these are there already: one by one
    for (const row of batch) await commitRows(founding, [row]);
  }
}

async function commitRows({ city, pools, keys, now }: Founding, rows: readonly CityRow[]): Promise<boolean> {
  const parts = rows.map((row): BatchRows => {
    const register = CITY_REGISTERS.find(({ code }) => code === row.register);
    if (!register) throw new Error(`there is no register ${row.register}`);
    const { ownId, validFrom, validTo, values } = row;
    const decided = decideRecord(register, null, { type: 'register', ownId, validFrom, validTo, values });
    if (!decided.ok) throw new Error(`${row.register} ${ownId}: ${JSON.stringify(decided)}`);
    return assembleRecord(decided.value, emptyHead, { city, register, keys, by: FOUNDING, now });
  });
  const committed = await commitBatch(pools.writer, { city, ...joinRows(parts) });
  return committed.outcome === 'committed';
}
