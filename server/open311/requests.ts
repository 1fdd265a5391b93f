import { readInScope } from '@huying/kernel/access/scope';
import { type StoredCaseRow, stateOfRow } from '@huying/kernel/case/case-row';
import { openValue, placeOfValue } from '@huying/kernel/store/private';
import type { PoolClient } from 'pg';
import { platform } from '../access/sessions.ts';
import type { CityRuntime } from '../city-runtime.ts';

/** A request as GeoReport v2 shows it. Times carry the city's offset; what is not public is null. */
export type Open311Request = {
  readonly service_request_id: string;
  readonly status: 'open' | 'closed';
  readonly status_notes: string | null;
  readonly service_name: string;
  readonly service_code: string;
  readonly description: string | null;
  readonly agency_responsible: string | null;
  readonly service_notice: string | null;
  readonly requested_datetime: string;
  readonly updated_datetime: string;
  readonly expected_datetime: string | null;
  readonly address: string | null;
  readonly address_id: string | null;
  readonly zipcode: string | null;
  readonly lat: number | null;
  readonly long: number | null;
  readonly media_url: string | null;
};

export type RequestFilter = {
  readonly numbers?: readonly string[];
  readonly category?: string;
  readonly status?: 'open' | 'closed';
  readonly from?: Date;
  readonly to?: Date;
  /** By the last change instead of the opening. */
  readonly byUpdate?: boolean;
};

/** Most that one answer holds (the specification's own bound). */
export const REQUESTS_MAX = 1000;

type Row = StoredCaseRow & {
  readonly values: readonly { field: string; seq: number; key_id: string; value: string }[] | null;
};

/**
 * Requests for everybody. Of a request that is not shared only category, time, state and community are told: no text,
 * no address, no point (practice: what others may see). `shared` stands in imported public-domain cases and in
 * requests whose reporter allowed it.
 */
export async function readRequests(
  runtime: CityRuntime,
  labelOf: (category: string) => string,
  filter: RequestFilter,
): Promise<readonly Open311Request[]> {
  const rows = await readInScope(runtime.pools.reader, platform(runtime).scope, (client) =>
    query(client, runtime, filter),
  );
  return rows.map((row) => viewOf(runtime, labelOf, row));
}

async function query(client: PoolClient, runtime: CityRuntime, filter: RequestFilter): Promise<readonly Row[]> {
  const time = filter.byUpdate ? 'c.last_at' : 'c.opened_at';
  const found = await client.query<Row>(
    `select c.*, 0 as seq, (
       select jsonb_agg(jsonb_build_object('field', v.field, 'seq', v.seq, 'key_id', v.key_id,
         'value', encode(v.value, 'base64')))
       from jsonb_each_text(c.deadlines -> 'sealed') as newest (field, seq)
       join private_value v on v.city = c.city and v.kind = 'case' and v.id = c.id
         and v.seq = newest.seq::integer and v.field = newest.field
       where c.data ->> 'shared' = 'true'
     ) as values
     from cases c
     where c.city = $1 and c.definition = 'hotline.request'
       and ($2::text[] is null or c.number = any($2)
         or (c.foreign_system = 'open311' and c.foreign_id = any($2)))
       and ($3::text is null or c.category = $3)
       and ($4::boolean is null or c.final = $4)
       and ($5::timestamptz is null or ${time} >= $5) and ($6::timestamptz is null or ${time} <= $6)
     order by ${time} desc, c.id desc limit ${REQUESTS_MAX}`,
    [
      runtime.city,
      filter.numbers ?? null,
      filter.category ?? null,
      filter.status ? filter.status === 'closed' : null,
      filter.from ?? null,
      filter.to ?? null,
    ],
  );
  return found.rows;
}

function viewOf(runtime: CityRuntime, labelOf: (category: string) => string, row: Row): Open311Request {
  const state = stateOfRow(row);
  const opened: Record<string, string> = {};
  for (const { field, seq, key_id, value } of row.values ?? []) {
    const place = placeOfValue(runtime.city, 'case', row.id, seq, field);
    opened[field] = openValue(runtime.keys, place, key_id, Buffer.from(value, 'base64'));
  }
  const point = opened.position ? (JSON.parse(opened.position) as { lat: number; lng: number }) : null;
  const due = state.deadlines[0]?.due;
  const unit = state.chain[0];
  const community = state.place?.split('/').slice(0, 5).join('/');
  return {
    service_request_id: state.foreignSystem === 'open311' ? (state.foreignId ?? state.number) : state.number,
    status: state.final ? 'closed' : 'open',
    status_notes: opened.statusNotes ?? null,
    service_name: labelOf(state.category ?? ''),
    service_code: state.category ?? '',
    description: opened.originalText ?? null,
    agency_responsible: opened.sourceAgency ?? (unit ? runtime.units.label(unit) : null),
    service_notice: null,
    requested_datetime: runtime.localTime(state.openedAt),
    updated_datetime: runtime.localTime(state.lastAt),
    expected_datetime: due ? runtime.localTime(due) : null,
    address: opened.where ?? (community ? runtime.placeLabel(`${community}/`) : null),
    address_id: null,
    zipcode: null,
    lat: point?.lat ?? null,
    long: point?.lng ?? null,
    media_url: null,
  };
}
