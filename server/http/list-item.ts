import { NEVER } from '@huying/kernel/case/case-row';
import type { CityRuntime } from '../city-runtime.ts';

/** A row of a list, as it is read. */
export type Listed = {
  readonly id: string;
  readonly number: string;
  readonly definition: string;
  readonly state: string;
  readonly holder: string | null;
  readonly place: string | null;
  readonly category: string | null;
  readonly opened_at: Date;
  readonly owner_due_at: Date | null;
};

export const LISTED_COLUMNS =
  'c.id, c.number, c.definition, c.state, c.holder, c.place, c.category, c.opened_at, c.owner_due_at';

/** A row of a list, as it is shown: no text and no person stands in it. */
export function itemOf(runtime: CityRuntime, row: Listed) {
  const binding = runtime.bindings.get(row.definition);
  return {
    id: row.id,
    number: row.number,
    definition: row.definition,
    state: { code: row.state, label: binding?.definition.states[row.state]?.label ?? row.state },
    holder: row.holder ? { id: row.holder, label: runtime.units.label(row.holder) } : null,
    place: row.place,
    category: row.category,
    openedAt: runtime.localTime(row.opened_at.toISOString()),
    due: dueOf(runtime, row),
  };
}

function dueOf(runtime: CityRuntime, row: Listed): string | null {
  const at = row.owner_due_at?.toISOString();
  return at && at !== NEVER ? runtime.localTime(at) : null;
}
