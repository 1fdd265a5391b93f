import { accept, type Refusal, type Result, refuse } from '@huying/kernel/define/refusal';
import type { AnyRegister } from '@huying/kernel/define/register-definition';
import type { RecordChange, RecordState } from '@huying/kernel/record/record';
import type { LiveCity } from '../cities.ts';
import { changeRecord } from '../records.ts';
import type { Viewer } from '../view-case.ts';
import { faultsOfChange } from './check-change.ts';
import type { CityRow } from './city-rows.ts';
import { loadCityRows } from './load-city.ts';
import { rescopeCases } from './rescope-cases.ts';

/**
 * One change of a register that the city is made of. It is refused where the registers would not hold together after
 * it, and where open cases hang on a unit that is to end. What follows from it happens at once: this server takes the
 * registers in anew, and open cases are seen by whoever stands above their unit from now on.
 */
export async function changeCity(
  acting: LiveCity,
  register: AnyRegister,
  ownId: string,
  change: RecordChange,
  viewer: Viewer,
): Promise<Result<RecordState>> {
  const { runtime } = acting;
  const rows = await loadCityRows(runtime.pools, runtime.city);
  const before = rows.find((row) => row.register === register.code && row.ownId === ownId);
  const after = rowAfter(register.code, ownId, before, change);
  if (after) {
    const today = runtime.time.day(runtime.now());
    const [first, ...more] = faultsOfChange(rows, after, acting.shapes, today);
    if (first) return { ...first, ...(more.length > 0 ? { more } : {}) };
  }
  const held = change.type === 'end' && register.code === 'party.unit' ? await heldBy(acting, ownId) : null;
  if (held) return held;
  const changed = await changeRecord(runtime, register, ownId, change, viewer);
  if (!changed.ok) return changed;
  const earlier = runtime.units;
  await acting.reload();
  if (register.code === 'party.unit') await rescopeCases(acting, earlier);
  return accept(changed.value);
}

function rowAfter(register: string, ownId: string, before: CityRow | undefined, change: RecordChange): CityRow | null {
  switch (change.type) {
    case 'register':
      return { register, ownId, validFrom: change.validFrom, validTo: change.validTo ?? null, values: change.values };
    case 'change':
      return before ? { ...before, values: { ...before.values, ...change.values } } : null;
    case 'end':
      return before ? { ...before, validTo: change.validTo } : null;
  }
}

async function heldBy({ runtime }: LiveCity, unit: string): Promise<Refusal | null> {
  const found = await runtime.pools.writer.query('select open_cases_of_units($1, $2)', [runtime.city, [unit]]);
  const cases = found.rowCount ?? 0;
  return cases > 0 ? refuse('record.unit-holds-cases', { given: unit, values: { cases } }) : null;
}
