import { type CityFile, cityOfWuhai } from '@huying/city/wuhai/city';
import { type CaseBinding, unboundNames } from '@huying/kernel/case/binding';
import { calendarOf } from '@huying/kernel/clock/calendars/cities';
import type { Clock } from '@huying/kernel/clock/now';
import { checkDefinition, type DefinitionFault } from '@huying/kernel/define/check-definition';
import { buildLocator } from '@huying/kernel/place/locate';
import { buildPlaceTree, type PlaceTree } from '@huying/kernel/place/place';
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
const CITY_FILES: Readonly<Record<string, () => CityFile>> = { wuhai: cityOfWuhai };

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
  const day = new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const tree = buildPlaceTree(file.places, day);
  const data: CityData = {
    city: file.city,
    mark: file.mark,
    centre: file.centre,
    numberPrefix: file.numberPrefix,
    units: file.units,
    posts: file.posts,
    places: placesOf(file, tree),
    calendar,
    categories: file.categories.map(({ code, label, line }) => ({
      code,
      label,
      group: file.categories.find((one) => one.code === line)?.label ?? line,
    })),
    rules: [hotlineLimits, lifeLimits],
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

function placesOf(file: CityFile, tree: PlaceTree): CityData['places'] {
  return {
    exists: (place) => tree.get(place) !== undefined,
    path: (place) => tree.path(place),
    locate: buildLocator(file.places),
    // from the district down, as people say it: 海勃湾区 凤凰岭街道 …
    label: (path) => {
      const ids = path.split('/').filter(Boolean);
      const names = ids.map((_, index) => tree.atPath(`/${ids.slice(0, index + 1).join('/')}/`)?.name);
      return names.slice(1).filter(Boolean).join(' ');
    },
  };
}
