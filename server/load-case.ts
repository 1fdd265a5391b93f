import { type StoredCaseRow, stateOfRow } from '@huying/kernel/case/case-row';
import type { CaseState } from '@huying/kernel/case/case-state';
import { EMPTY_HEAD } from '@huying/kernel/log/event';
import { openValue, placeOfValue } from '@huying/kernel/store/private';
import type { CityRuntime } from './city-runtime.ts';

export type LoadedCase = {
  readonly state: CaseState;
  readonly head: Buffer;
  /** Private values by field, opened; what was erased is absent. */
  readonly opened: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, string>>;
  readonly children: readonly CaseState[];
};

type JsonRow = Omit<StoredCaseRow, 'opened_at' | 'last_at'> & { opened_at: string; last_at: string };
type JsonValue = { field: string; seq: number; class: string; key_id: string; value: string };
type JsonCase = { row: JsonRow; head: string; values: JsonValue[]; children: JsonRow[] };

export const emptyHead = EMPTY_HEAD;

/** One case with all that a decision needs, in one round trip; null where there is none. */
export async function loadCase(runtime: CityRuntime, id: string): Promise<LoadedCase | null> {
  const answer = await runtime.pools.writer.query<{ found: JsonCase | null }>({
    name: 'load_case',
    text: 'select load_case($1, $2) as found',
    values: [runtime.city, id],
  });
  const found = answer.rows[0]?.found;
  if (!found) return null;
  const opened: Record<string, string> = {};
  const classes: Record<string, string> = {};
  for (const { field, seq, class: fieldClass, key_id, value } of found.values) {
    const place = placeOfValue(runtime.city, 'case', id, seq, field);
    opened[field] = openValue(runtime.keys, place, key_id, Buffer.from(value, 'base64'));
    classes[field] = fieldClass;
  }
  return {
    state: stateOf(found.row),
    head: Buffer.from(found.head, 'hex'),
    opened,
    classes,
    children: found.children.map(stateOf),
  };
}

function stateOf(row: JsonRow): CaseState {
  return stateOfRow({ ...row, opened_at: new Date(row.opened_at), last_at: new Date(row.last_at) });
}
