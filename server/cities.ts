import type { CityFile } from '@huying/city/city-file';
import { cityOfSanFrancisco } from '@huying/city/sf/city';
import { cityOfWuhai } from '@huying/city/wuhai/city';
import { type CaseBinding, unboundNames } from '@huying/kernel/case/binding';
import { calendarOf } from '@huying/kernel/clock/calendars/cities';
import type { Clock } from '@huying/kernel/clock/now';
import { dayText, localOf } from '@huying/kernel/clock/zone';
import { checkDefinition, type DefinitionFault } from '@huying/kernel/define/check-definition';
import { gridOfPlace } from '@huying/kernel/place/grid-of-place';
import type { Locator } from '@huying/kernel/place/locate';
import { buildLocator } from '@huying/kernel/place/locate';
import { buildPlaceTree, type PlaceTree } from '@huying/kernel/place/place';
import { buildPlaceIndex } from '@huying/kernel/place/place-index';
import { searchPlaces } from '@huying/kernel/place/search-places';
import { hotlineRequestBinding } from '@huying/systems/hotline/binding';
import { coOrderBinding } from '@huying/systems/hotline/co-order';
import { hotlineLimits } from '@huying/systems/hotline/default-limits';
import { lifeLimits, repairOrderBinding } from '@huying/systems/life/binding';
import type { Acting } from './act.ts';
import { buildRuntime, type CityData } from './build-runtime.ts';
import type { Deployment } from './deployment.ts';
import { numberGiver } from './numbers.ts';

/** The only list of systems: what a deployment can do. */
export const BINDINGS: readonly CaseBinding[] = [hotlineRequestBinding, coOrderBinding, repairOrderBinding];

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

/** Puts a city into service; undefined where no such city is known. */
export function actingFor(name: string, deployment: Deployment, clock: Clock): Acting | undefined {
  const file = CITY_FILES[name]?.();
  const calendar = calendarOf(name);
  if (!file || !calendar) return undefined;
  const day = dayText(localOf(clock.now(), calendar.zone).day);
  const tree = buildPlaceTree(file.places, day);
  const data: CityData = {
    city: file.city,
    mark: file.mark,
    centre: file.centre,
    numberPrefix: file.numberPrefix,
    units: file.units,
    posts: file.posts,
    places: placesOf(tree),
    calendar,
    categories: file.categories.map(({ code, label, line }) => ({
      code,
      label,
      group: file.categories.find((one) => one.code === line)?.label ?? line,
    })),
    rules: [hotlineLimits, lifeLimits],
    channels: file.channels,
    dispatch: file.dispatch,
    unitOfTemplate: file.unitOfTemplate,
  };
  const runtime = buildRuntime(data, {
    pools: deployment.pools,
    keys: deployment.keys.keysOf(name),
    clock,
    bindings: BINDINGS,
  });
  return { runtime, nextNumber: numberGiver(runtime) };
}

function placesOf(tree: PlaceTree): CityData['places'] {
  const locate = buildLocator(tree.nodes);
  const index = buildPlaceIndex(tree);
  const names = Map.groupBy(tree.nodes, ({ name }) => name);
  return {
    exists: (place) => tree.get(place) !== undefined,
    path: (place) => tree.path(place),
    locate,
    search: (words, limit) => searchPlaces(index, words, limit),
    named: (name) => (names.get(name) ?? []).map(({ id }) => id),
    find: (words) => gridOfWords(tree, locate, searchPlaces(index, words, 2)),
    // from the district down, as people say it: 海勃湾区 凤凰岭街道 …
    label: (path) => {
      const ids = path.split('/').filter(Boolean);
      const names = ids.map((_, index) => tree.atPath(`/${ids.slice(0, index + 1).join('/')}/`)?.name);
      return names.slice(1).filter(Boolean).join(' ');
    },
  };
}

/** The grid that words mean, where they mean one place and the place lies in one grid; else nobody is sent anywhere. */
function gridOfWords(tree: PlaceTree, locate: Locator, found: ReturnType<typeof searchPlaces>): string | null {
  const [only, ...others] = found.ok ? found.value.hits : [];
  if (!only || others.length > 0) return null;
  const grid = gridOfPlace(tree, locate, only.id);
  return grid.kind === 'grid' ? grid.grid : null;
}
