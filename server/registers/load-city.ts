import type { Pools } from '../city-runtime.ts';
import { CITY_REGISTERS } from './city-registers.ts';
import type { CityRow } from './city-rows.ts';

type Row = {
  register: string;
  own_id: string;
  valid_from: string;
  valid_to: string | null;
  data: Record<string, unknown>;
};

/** All rows of the city's registers, as they stand. */
export async function loadCityRows(pools: Pools, city: string): Promise<readonly CityRow[]> {
  const found = await pools.writer.query<Row>(
    `select register, own_id, valid_from::text as valid_from, valid_to::text as valid_to, data
     from city_rows($1, $2)`,
    [city, CITY_REGISTERS.map(({ code }) => code)],
  );
  return found.rows.map(({ register, own_id, valid_from, valid_to, data }) => ({
    register,
    ownId: own_id,
    validFrom: valid_from,
    validTo: valid_to,
    values: data,
  }));
}
