import type { Locator } from './locate.ts';
import type { PlaceNode, PlaceTree } from './place.ts';

/** The grid of an address, or what is still to be asked. */
export type GridOfPlace =
  | { readonly kind: 'grid'; readonly grid: string }
  /** The estate lies in several grids: the building decides. */
  | { readonly kind: 'ask-building'; readonly buildings: readonly string[]; readonly grids: readonly string[] }
  /** The register does not say: the street that answers for the place settles it. */
  | { readonly kind: 'unsettled'; readonly below: string };

/**
 * The grid of any place of the register: from the tree, from where it stands, or from where its buildings stand. An
 * unknown id is unsettled below the city.
 */
export function gridOfPlace(tree: PlaceTree, locate: Locator, id: string): GridOfPlace {
  const node = tree.get(id);
  if (!node) return { kind: 'unsettled', below: tree.nodes.find(({ parent }) => parent === null)?.id ?? '' };
  const own = ownGrid(tree, locate, node);
  if (node.kind !== 'estate') return own ? { kind: 'grid', grid: own } : onlyGrid(tree, node);
  const buildings = tree.children(id).filter(({ kind }) => kind === 'building');
  const grids = new Set(buildings.flatMap((building) => ownGrid(tree, locate, building) ?? []));
  if (grids.size > 1) {
    const ids = buildings.map((building) => building.id);
    return { kind: 'ask-building', buildings: ids, grids: [...grids].toSorted() };
  }
  const found = [...grids][0] ?? own;
  return found ? { kind: 'grid', grid: found } : onlyGrid(tree, node);
}

function ownGrid(tree: PlaceTree, locate: Locator, node: PlaceNode): string | null {
  const above = [...tree.ancestors(node.id), node].find(({ kind }) => kind === 'grid');
  if (above) return above.id;
  if (!node.point) return null;
  const located = locate({ lng: node.point[0], lat: node.point[1], crs: 'wgs84' });
  return located.ok && !located.value.coarse ? located.value.place : null;
}

/** A community that has one grid only needs no question. */
function onlyGrid(tree: PlaceTree, node: PlaceNode): GridOfPlace {
  const chain = [node, ...tree.ancestors(node.id).toReversed()];
  const community = chain.find(({ kind }) => kind === 'community');
  const grids = community ? tree.children(community.id).filter(({ kind }) => kind === 'grid') : [];
  if (grids.length === 1 && grids[0]) return { kind: 'grid', grid: grids[0].id };
  const below = chain.find(({ kind }) => ['street', 'district', 'city'].includes(kind));
  return { kind: 'unsettled', below: below?.id ?? node.id };
}
