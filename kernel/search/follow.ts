import type { Pool } from 'pg';
import type { Zone } from '../clock/zone.ts';
import { type CityKeys, openValue, placeOfValue } from '../store/private.ts';
import { marksOf, type SeenAlong } from './marks.ts';
import type { Tokeniser } from './tokens.ts';

export type Following = {
  readonly city: string;
  /** Pool of the role `writer`. */
  readonly writer: Pool;
  readonly keys: CityKeys;
  readonly zone: Zone;
  readonly tokeniser: Tokeniser;
  /** Definition → names of its fields that are found by their words. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
};

/** What one round did. `behindSeconds`: age of the oldest event that it took. `more`: there was more to take. */
export type FollowRound = { readonly cases: number; readonly behindSeconds: number; readonly more: boolean };

/** Events that one round takes. */
const EVENTS_MAX = 2000;

type Next = {
  from: object;
  to: object;
  behind: number;
  cases:
    | {
        id: string;
        opened_at: string;
        values: { field: string; seq: number; class: string; key_id: string; value: string }[];
        scopes: SeenAlong[];
      }[]
    | null;
};

/**
 * Lays the tokens of the cases that moved since the last round. Any number of servers may do it; one of them wins each
 * round. What was erased has no value any more and so loses its tokens; what only the centre may read (a
 * whistle-blower's words, the caller's own text) is found by the centre alone.
 */
export async function followOnce(following: Following): Promise<FollowRound> {
  const { writer, city, fields } = following;
  const found = await writer.query<{ next: Next | null }>({
    name: 'search_next',
    text: 'select search_next($1, $2, $3) as next',
    values: [city, JSON.stringify(fields), EVENTS_MAX],
  });
  const next = found.rows[0]?.next;
  if (!next) return { cases: 0, behindSeconds: 0, more: false };
  const cases = next.cases ?? [];
  const rows = cases.map((one) => rowOf(following, one));
  const put = await writer.query<{ moved: boolean }>('select search_put($1, $2, $3, $4) as moved', [
    city,
    JSON.stringify(next.from),
    JSON.stringify(next.to),
    JSON.stringify(rows),
  ]);
  return { cases: put.rows[0]?.moved ? cases.length : 0, behindSeconds: Number(next.behind), more: true };
}

function rowOf({ city, keys, zone, tokeniser }: Following, one: NonNullable<Next['cases']>[number]) {
  const texts = one.values.map(({ field, seq, class: fieldClass, key_id, value }) => ({
    open: fieldClass !== 'whistleblower',
    text: openValue(keys, placeOfValue(city, 'case', one.id, seq, field), key_id, Buffer.from(value, 'base64')),
  }));
  // a border between two fields that no word crosses
  const words = (some: typeof texts) => tokeniser.ofText(some.map(({ text }) => text).join('\n'));
  return {
    id: one.id,
    opened_at: one.opened_at,
    words: words(texts.filter(({ open }) => open)),
    centre_words: words(texts),
    marks: marksOf(one.scopes, new Date(one.opened_at), zone).map(tokeniser.number),
  };
}
