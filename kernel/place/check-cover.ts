import Flatbush from 'flatbush';
import { sharedArea } from './overlap.ts';
import type { PlaceNode, PlaceTree, Polygon } from './place.ts';
import { areaOf, boxOf } from './polygon.ts';

export type CoverFault =
  /** Two grids share this part of the smaller one. */
  | { readonly code: 'place.grids-overlap'; readonly id: string; readonly other: string; readonly share: number }
  /** The grids below a place leave this part of its outline uncovered. */
  | { readonly code: 'place.grids-gap'; readonly id: string; readonly share: number }
  /** This part of a grid lies outside the outline of the place above it. */
  | { readonly code: 'place.grid-outside'; readonly id: string; readonly other: string; readonly share: number };

/** Parts of an area below which a difference is rounding. */
const TOLERANCE = 1e-6;

type Drawn = PlaceNode & { readonly outline: Polygon };

const isDrawn = (node: PlaceNode): node is Drawn => node.outline !== undefined;

/** Area of a polygon without its holes, in square degrees. */
const netArea = (polygon: Polygon): number =>
  polygon.reduce((sum, ring, index) => sum + (index === 0 ? areaOf(ring) : -areaOf(ring)), 0);

/**
 * The invariant of the place tree, by exact areas: the grids of one day overlap none, and below every place that has an
 * outline they lie inside it and cover all of it. A tree without grid geometry has nothing to check.
 */
export function checkCover(tree: PlaceTree): readonly CoverFault[] {
  const grids = tree.nodes.filter((node): node is Drawn => node.kind === 'grid' && isDrawn(node));
  if (grids.length === 0) return [];
  const overlaps = overlapFaults(grids);
  const outlined = tree.nodes.filter((node): node is Drawn => node.kind !== 'grid' && isDrawn(node) && governs(node));
  return [...overlaps, ...outlined.flatMap((place) => coverFaults(tree, place, grids))];
}

const governs = ({ kind }: PlaceNode): boolean => ['city', 'district', 'street', 'community'].includes(kind);

function overlapFaults(grids: readonly Drawn[]): readonly CoverFault[] {
  const faults: CoverFault[] = [];
  const index = new Flatbush(grids.length);
  for (const { outline } of grids) index.add(...boxOf(outline[0] ?? []));
  index.finish();
  for (const [at, grid] of grids.entries()) {
    for (const near of index.search(...boxOf(grid.outline[0] ?? []))) {
      const other = grids[near];
      if (near <= at || !other) continue;
      const smaller = Math.min(netArea(grid.outline), netArea(other.outline));
      const share = sharedArea(grid.outline, other.outline) / smaller;
      if (share > TOLERANCE) faults.push({ code: 'place.grids-overlap', id: grid.id, other: other.id, share });
    }
  }
  return faults;
}

function coverFaults(tree: PlaceTree, place: Drawn, grids: readonly Drawn[]): readonly CoverFault[] {
  const faults: CoverFault[] = [];
  const path = tree.path(place.id) ?? '';
  let covered = 0;
  for (const grid of grids) {
    if (tree.path(grid.id)?.startsWith(path) !== true) continue;
    const whole = netArea(grid.outline);
    const inside = sharedArea(grid.outline, place.outline);
    covered += inside;
    const share = 1 - inside / whole;
    if (share > TOLERANCE) faults.push({ code: 'place.grid-outside', id: grid.id, other: place.id, share });
  }
  const share = 1 - covered / netArea(place.outline);
  return share > TOLERANCE ? [...faults, { code: 'place.grids-gap', id: place.id, share }] : faults;
}
