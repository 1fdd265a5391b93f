import type { CityFile } from '@huying/city/city-file';
import { cityOfSanFrancisco } from '@huying/city/sf/city';
import { cityOfWuhai } from '@huying/city/wuhai/city';
import { unboundNames } from '@huying/kernel/case/binding';
import { calendarOf } from '@huying/kernel/clock/calendars/cities';
import type { Clock } from '@huying/kernel/clock/now';
import { dayText, localOf } from '@huying/kernel/clock/zone';
import { checkDefinition, type DefinitionFault } from '@huying/kernel/define/check-definition';
import { buildPlaceTree } from '@huying/kernel/place/place';
import type { RuleTable } from '@huying/kernel/rule/table';
import type { Acting } from './act.ts';
import { buildRuntime } from './build-runtime.ts';
import { placesOf } from './city-places.ts';
import type { CityRuntime } from './city-runtime.ts';
import type { Deployment } from './deployment.ts';
import { numberGiver } from './numbers.ts';
import { PLATFORM_RULES } from './platform-rules.ts';
import { type CityContent, contentOf, rowsOfCity } from './registers/city-rows.ts';
import { foundRegisters } from './registers/found-city.ts';
import { loadCityRows } from './registers/load-city.ts';
import { BINDINGS, SYSTEMS } from './systems.ts';

/** Cities that can be put into service, by name. */
const CITY_FILES: Readonly<Record<string, () => CityFile>> = {
  wuhai: cityOfWuhai,
  sf: cityOfSanFrancisco,
};

export const cityNames = Object.keys(CITY_FILES);

/** Roles that posts of a city have; undefined where no such city is known. */
export const postRolesOf = (name: string): readonly string[] | undefined =>
  CITY_FILES[name]?.().posts.flatMap((post) => post.roles);

/** Faults of the definitions in service, against the posts of a city: a server with any of them does not start. */
export function faultsOf(name: string): readonly DefinitionFault[] {
  const postRoles = postRolesOf(name) ?? [];
  return BINDINGS.flatMap((binding) => [
    ...checkDefinition(binding.definition, postRoles),
    ...unboundNames(binding).map((unbound) => ({
      code: 'define.unbound' as const,
      definition: binding.definition.code,
      name: unbound,
      zh: '没有绑定实现',
      en: 'nothing is bound to it',
    })),
  ]);
}

/** Rule tables with their shipped rows; a city's own rows take their place. */
const RULES: readonly RuleTable<unknown>[] = [...PLATFORM_RULES, ...SYSTEMS.flatMap(({ rules }) => rules)];

/** A city in service, whose registers may change under way. */
export type LiveCity = Acting & {
  /** Takes in what the registers say now. */
  reload(): Promise<void>;
  /** Rule tables as their systems ship them: labels, dimensions, what they have to cover. */
  readonly shapes: readonly RuleTable<unknown>[];
};

/**
 * Puts a city into service; undefined where no such city is known. What it is made of stands in its registers; a city
 * that has none yet is founded from its file, and rule rows that a newer version ships are added.
 */
export async function actingFor(name: string, deployment: Deployment, clock: Clock): Promise<LiveCity | undefined> {
  const file = CITY_FILES[name]?.();
  const calendar = calendarOf(name);
  if (!file || !calendar) return undefined;
  const { pools } = deployment;
  const keys = deployment.keys.keysOf(name);
  const shapes = [...RULES, file.dispatch];
  await pools.writer.query('select found_city($1, $2, $3, $4)', [
    file.city,
    file.mark,
    calendar.zone.name,
    clock.now(),
  ]);
  const founding = { city: file.city, pools, keys, now: clock.now() };
  const present = await loadCityRows(pools, file.city);
  const registers = new Set(present.map(({ register }) => register));
  const known = new Set(present.map(({ register, ownId }) => `${register} ${ownId}`));
  const missing = rowsOfCity(file, RULES).filter(
    ({ register, ownId }) =>
      !registers.has(register) || (register === 'rule.row' && !known.has(`${register} ${ownId}`)),
  );
  if (missing.length > 0) {
    await foundRegisters(founding, missing);
    await pools.writer.query('select refresh_statistics()');
  }
  const build = (content: CityContent): CityRuntime => {
    const day = dayText(localOf(clock.now(), calendar.zone).day);
    const groups = new Map(content.categories.map(({ code, label }) => [code, label]));
    const tables = new Map(content.rules.map((table) => [table.code, table]));
    return buildRuntime(
      {
        ...file,
        units: content.units,
        posts: content.posts,
        channels: content.channels,
        places: placesOf(buildPlaceTree(content.places, day)),
        calendar,
        categories: content.categories.map((one) => ({ ...one, group: groups.get(one.line) ?? one.line })),
        rules: RULES.map(({ code }) => tables.get(code) as RuleTable),
        dispatch: tables.get(file.dispatch.code) as RuleTable<readonly string[]>,
      },
      { pools, keys, clock, bindings: BINDINGS },
    );
  };
  const read = async () => build(contentOf(await loadCityRows(pools, file.city), shapes));
  let runtime = await read();
  return {
    get runtime() {
      return runtime;
    },
    nextNumber: numberGiver(runtime),
    shapes,
    reload: async () => {
      runtime = await read();
    },
  };
}
