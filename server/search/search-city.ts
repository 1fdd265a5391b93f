import { type ReadScope, readInScope } from '@huying/kernel/access/scope';
import { zoneOf } from '@huying/kernel/clock/zone';
import { fieldMeta } from '@huying/kernel/define/field';
import type { Following } from '@huying/kernel/search/follow';
import type { SearchFrame } from '@huying/kernel/search/query';
import { type Tokeniser, tokeniser } from '@huying/kernel/search/tokens';
import { openValue, placeOfValue } from '@huying/kernel/store/private';
import type { CityRuntime } from '../city-runtime.ts';

/** Definition → fields that are found by their words. */
function fieldsOf(runtime: CityRuntime): Readonly<Record<string, readonly string[]>> {
  const all = [...new Set(runtime.bindings.values())].map(({ definition }) => {
    const names = Object.keys(definition.fields).filter((name) => {
      const field = definition.fields[name];
      return field !== undefined && fieldMeta(field).searched === 'words';
    });
    return [definition.code, names] as const;
  });
  return Object.fromEntries(all.filter(([, names]) => names.length > 0));
}

const tokenisers = new WeakMap<object, Tokeniser>();

/** One for each city and process: what it remembers makes it quick. */
function tokeniserOf(runtime: CityRuntime): Tokeniser {
  let found = tokenisers.get(runtime.keys);
  if (!found) {
    found = tokeniser(runtime.keys);
    tokenisers.set(runtime.keys, found);
  }
  return found;
}

/** What the follower of a city needs. */
export const followingOf = (runtime: CityRuntime): Following => ({
  city: runtime.city,
  writer: runtime.pools.writer,
  keys: runtime.keys,
  zone: zoneOf(runtime.zone),
  tokeniser: tokeniserOf(runtime),
  fields: fieldsOf(runtime),
});

/** What a query in a city needs. */
export const searchFrameOf = (runtime: CityRuntime): SearchFrame => ({
  city: runtime.city,
  centre: runtime.centre,
  reader: runtime.pools.reader,
  zone: zoneOf(runtime.zone),
  tokeniser: tokeniserOf(runtime),
  textsOf: (ids, scope) => textsOf(runtime, scope, ids),
});

type Row = { id: string; field: string; seq: number; key_id: string; value: Buffer };

/**
 * The searched texts of some cases, opened for the comparison and kept nowhere. Row security leaves out what this
 * reader may not read.
 */
async function textsOf(
  runtime: CityRuntime,
  scope: ReadScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const names = [...new Set(Object.values(fieldsOf(runtime)).flat())];
  const rows = await readInScope(runtime.pools.reader, scope, async (client) => {
    const found = await client.query<Row>(
      `select v.id, v.field, v.seq, v.key_id, v.value
       from cases c
       join private_value v on v.city = c.city and v.kind = 'case' and v.id = c.id and v.field = any($3)
         and v.seq = (c.deadlines -> 'sealed' ->> v.field)::integer
       where c.city = $1 and c.id = any($2::uuid[])`,
      [runtime.city, ids, names],
    );
    return found.rows;
  });
  const texts = new Map<string, string>();
  for (const { id, field, seq, key_id, value } of rows) {
    const text = openValue(runtime.keys, placeOfValue(runtime.city, 'case', id, seq, field), key_id, value);
    texts.set(id, `${texts.get(id) ?? ''}\n${text}`);
  }
  return texts;
}
