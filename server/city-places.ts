import { gridOfPlace } from '@huying/kernel/place/grid-of-place';
import { buildLocator, type Locator } from '@huying/kernel/place/locate';
import type { PlaceTree } from '@huying/kernel/place/place';
import { buildPlaceIndex } from '@huying/kernel/place/place-index';
import { searchPlaces } from '@huying/kernel/place/search-places';
import type { CityData } from './build-runtime.ts';

/** Look-ups in the places of one day. */
export function placesOf(tree: PlaceTree): CityData['places'] {
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
