import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import type { AnyRegister } from '@huying/kernel/define/register-definition';
import { assembleRecord, decideRecord, type RecordChange, type RecordState } from '@huying/kernel/record/record';
import { commitBatch } from '@huying/kernel/store/commit';
import { openValue, placeOfValue } from '@huying/kernel/store/private';
import type { CityRuntime } from './city-runtime.ts';
import { emptyHead } from './load-case.ts';
import type { Viewer } from './view-case.ts';

type JsonRecord = {
  row: {
    id: string;
    register: string;
    own_id: string;
    valid_from: string;
    valid_to: string | null;
    place: string | null;
    etag: number;
    seq: number;
    data: Record<string, unknown>;
    sealed: Record<string, number>;
  };
  head: string;
  values: { field: string; seq: number; key_id: string; value: string }[];
};

export type LoadedRecord = {
  readonly state: RecordState;
  readonly head: Buffer;
  /** All fields by name, private ones opened. */
  readonly fields: Readonly<Record<string, unknown>>;
};

export async function loadRecord(
  runtime: CityRuntime,
  register: AnyRegister,
  ownId: string,
): Promise<LoadedRecord | null> {
  const found = await runtime.pools.writer.query<{ found: JsonRecord | null }>({
    name: 'load_record',
    text: 'select load_record($1, $2, $3) as found',
    values: [runtime.city, register.code, ownId],
  });
  const json = found.rows[0]?.found;
  return json ? openRecord(runtime, json) : null;
}

export async function loadRecordById(runtime: CityRuntime, id: string): Promise<LoadedRecord | null> {
  const found = await runtime.pools.writer.query<{ found: JsonRecord | null }>(
    'select load_record_by_id($1, $2) as found',
    [runtime.city, id],
  );
  const json = found.rows[0]?.found;
  return json ? openRecord(runtime, json) : null;
}

function openRecord(runtime: CityRuntime, { row, head, values }: JsonRecord): LoadedRecord {
  const fields: Record<string, unknown> = { ...row.data };
  for (const { field, seq, key_id, value } of values) {
    const place = placeOfValue(runtime.city, 'record', row.id, seq, field);
    fields[field] = openValue(runtime.keys, place, key_id, Buffer.from(value, 'base64'));
  }
  return {
    state: {
      id: row.id,
      register: row.register,
      ownId: row.own_id,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      place: row.place,
      etag: row.etag,
      seq: row.seq,
      data: row.data,
      sealed: row.sealed,
    },
    head: Buffer.from(head, 'hex'),
    fields,
  };
}

/** One change of one row: load, decide, commit. Posts that the register names may write it, and nobody else. */
export async function changeRecord(
  runtime: CityRuntime,
  register: AnyRegister,
  ownId: string,
  change: RecordChange,
  viewer: Viewer,
): Promise<Result<RecordState>> {
  const writes = viewer.actor.roles.some((role) => register.writtenBy.includes(role));
  if (viewer.actor.kind !== 'post' || !writes) return refuse('record.not-yours', { values: { label: register.label } });
  const loaded = await loadRecord(runtime, register, ownId);
  const decided = decideRecord(register, loaded?.state ?? null, change);
  if (!decided.ok) return decided;
  const rows = assembleRecord(decided.value, loaded?.head ?? emptyHead, {
    city: runtime.city,
    register,
    keys: runtime.keys,
    by: { kind: 'post', id: viewer.actor.id, ...(viewer.actor.person ? { person: viewer.actor.person } : {}) },
    now: runtime.now(),
  });
  const committed = await commitBatch(runtime.pools.writer, { city: runtime.city, ...rows });
  if (committed.outcome === 'conflict') return refuse('record.changed');
  return accept(decided.value.after);
}

/** Rows of a register with all their fields, ended ones too, for whoever writes it. */
export async function listRecords(
  runtime: CityRuntime,
  register: AnyRegister,
  { after, limit }: { readonly after: string; readonly limit: number },
) {
  const found = await runtime.pools.writer.query<{ found: JsonRecord }>(
    'select list_records($1, $2, $3, $4) as found',
    [runtime.city, register.code, after, limit],
  );
  return found.rows.map(({ found: json }) => {
    const { state, fields } = openRecord(runtime, json);
    const { ownId, validFrom, validTo, place, etag } = state;
    return { id: ownId, validFrom, validTo, place, etag, ...fields };
  });
}

export type ShownQuery = { readonly place: string | null; readonly after: string; readonly limit: number };

/** What everybody may see of a register: valid rows whose consent stands, and of them the fields that are shown. */
export async function shownRecords(runtime: CityRuntime, register: AnyRegister, query: ShownQuery) {
  const found = await runtime.pools.writer.query<{ found: JsonRecord }>({
    name: 'shown_records',
    text: 'select shown_records($1, $2, $3, $4, $5, $6, $7, $8) as found',
    values: [
      runtime.city,
      register.code,
      runtime.time.day(runtime.now()),
      register.consent ?? null,
      query.place,
      query.place === null ? null : `${query.place}\u{10ffff}`,
      query.after,
      query.limit,
    ],
  });
  const shown = new Set<string>(register.everyoneSees ?? []);
  return found.rows.map(({ found: json }) => {
    const { state, fields } = openRecord(runtime, json);
    const visible = Object.entries(fields).filter(([name]) => shown.has(name));
    return { id: state.ownId, place: state.place, ...Object.fromEntries(visible) };
  });
}
