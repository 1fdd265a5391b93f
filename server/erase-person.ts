import type { Actor } from '@huying/kernel/case/facts';
import { type Fields, fieldMeta } from '@huying/kernel/define/field';
import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { assembleRecord, decideErasure } from '@huying/kernel/record/record';
import { blindIndex, normalNumber } from '@huying/kernel/store/private';
import type { Acting } from './act.ts';
import type { CityRuntime } from './city-runtime.ts';
import { eraseCase } from './erase-case.ts';
import { loadRecordById } from './records.ts';
import { REGISTERS } from './registers.ts';

export type PersonErasure = {
  /** A telephone or citizen number of the person. */
  readonly number: string;
  readonly basis: string;
  readonly by: Actor;
};

/** What the person gets as proof. Nothing in it says who they are. */
export type PersonReceipt = {
  readonly at: string;
  readonly basis: string;
  readonly cases: readonly { readonly number: string; readonly erased: readonly string[] }[];
  readonly records: readonly {
    readonly register: string;
    readonly id: string;
    readonly erased: readonly string[];
  }[];
};

/**
 * Erases what the platform holds of a person who is known by a number: every private value of the cases that carry it,
 * and of rows of registers. Found by keyed hashes, so no table is read through. Each case and row keeps its event that
 * says what went and why; statistics stay as they were.
 */
export async function erasePerson(
  acting: Acting,
  { number, basis, by }: PersonErasure,
): Promise<Result<PersonReceipt>> {
  const { runtime } = acting;
  if (!basis.trim()) return refuse('case.missing-field', { field: 'basis', values: { label: '依据' } });
  const cases: PersonReceipt['cases'][number][] = [];
  const records: PersonReceipt['records'][number][] = [];
  for (const { definition, id } of await placesOf(runtime, number)) {
    if (runtime.bindings.has(definition)) {
      const erased = await eraseCase(acting, { id, basis, by });
      if (!erased.ok) return erased;
      cases.push({ number: erased.value.number, erased: erased.value.erased });
    } else records.push(await eraseRecord(runtime, definition, id, { basis, by }));
  }
  return accept({ at: runtime.localTime(runtime.now().toISOString()), basis, cases, records });
}

type Found = { readonly definition: string; readonly id: string };

/** Streams whose key fields hold the number. The hash knows its field, so each field that can hold one is asked. */
async function placesOf(runtime: CityRuntime, number: string): Promise<readonly Found[]> {
  const definitions = [...runtime.bindings.values()].map(({ definition }) => definition);
  const all: readonly { readonly code: string; readonly fields: Fields }[] = [...definitions, ...REGISTERS.values()];
  const normal = normalNumber(number);
  const keys = all.flatMap(({ code, fields }) =>
    Object.entries(fields)
      .filter(([, field]) => ['phone', 'citizenNumber'].includes(fieldMeta(field).kind))
      .map(([field]) => ({ definition: code, field, value: blindIndex(runtime.keys, field, normal) })),
  );
  const found = await runtime.pools.writer.query<Found>('select distinct definition, id from find_by_keys($1, $2)', [
    runtime.city,
    JSON.stringify(keys),
  ]);
  return found.rows;
}

async function eraseRecord(
  runtime: CityRuntime,
  code: string,
  id: string,
  { basis, by }: Pick<PersonErasure, 'basis' | 'by'>,
): Promise<PersonReceipt['records'][number]> {
  const register = REGISTERS.get(code);
  const loaded = register ? await loadRecordById(runtime, id) : null;
  if (!register || !loaded) throw new Error(`${code} ${id} stands under a key and is not there`);
  const decision = decideErasure(loaded.state, basis);
  const rows = assembleRecord(decision, loaded.head, {
    city: runtime.city,
    register,
    keys: runtime.keys,
    by: { kind: by.kind, id: by.id, ...(by.person ? { person: by.person } : {}) },
    now: runtime.now(),
  });
  const erased = decision.erased ?? [];
  const fields = erased.map((field) => ({ kind: 'record', id, field }));
  await runtime.pools.writer.query('select erase_batch($1::jsonb, $2::jsonb)', [
    JSON.stringify({ city: runtime.city, ...rows }),
    JSON.stringify(fields),
  ]);
  return { register: code, id: loaded.state.ownId, erased };
}
