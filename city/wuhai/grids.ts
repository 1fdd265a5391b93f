import type { PlaceNode, Ring } from '@huying/kernel/place/place';
import { divide } from '@huying/kernel/place/polygon';

/** Wuhai had 992 unit grids in 2024; the street 凤凰岭 has 83 of them (figures.csv). */
export const GRIDS_IN_CITY = 992;
const FIXED: Readonly<Record<string, number>> = { 凤凰岭街道: 83 };

/**
 * Demonstration geometry: the outline of each district is divided among its streets, theirs among the communities,
 * theirs among the grids, in proportion to the number of grids. So the grids cover the district and do not overlap.
 */
export function drawGrids(
  districts: readonly { readonly node: PlaceNode; readonly outline: Ring }[],
  streets: readonly PlaceNode[],
  communities: readonly PlaceNode[],
): readonly PlaceNode[] {
  const below = (parent: string, nodes: readonly PlaceNode[]) => nodes.filter((node) => node.parent === parent);
  const counts = gridCounts(streets, communities);
  const grids: PlaceNode[] = [];
  for (const { node: district, outline } of districts) {
    const own = below(district.id, streets);
    const streetShapes = divide(
      outline,
      own.map((street) => sum(below(street.id, communities), counts)),
    );
    for (const [index, street] of own.entries()) {
      const members = below(street.id, communities);
      const shapes = divide(
        streetShapes[index] ?? [],
        members.map((member) => counts.get(member.id) ?? 0),
      );
      for (const [place, community] of members.entries()) {
        grids.push(...gridsOf(community, shapes[place] ?? [], counts.get(community.id) ?? 1));
      }
    }
  }
  return grids;
}

const sum = (nodes: readonly PlaceNode[], counts: ReadonlyMap<string, number>): number =>
  nodes.reduce((total, node) => total + (counts.get(node.id) ?? 0), 0);

/** Every community has as many grids as the others, but for the streets whose number is known. */
function gridCounts(streets: readonly PlaceNode[], communities: readonly PlaceNode[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let left = GRIDS_IN_CITY;
  const free: PlaceNode[] = [];
  for (const street of streets) {
    const members = communities.filter((node) => node.parent === street.id);
    const known = FIXED[street.name];
    if (known === undefined) free.push(...members);
    else {
      share(members, known, counts);
      left -= known;
    }
  }
  share(free, left, counts);
  return counts;
}

function share(nodes: readonly PlaceNode[], total: number, counts: Map<string, number>): void {
  const each = Math.floor(total / nodes.length);
  const rest = total - each * nodes.length;
  for (const [index, node] of nodes.entries()) counts.set(node.id, each + (index < rest ? 1 : 0));
}

function gridsOf(community: PlaceNode, outline: Ring, count: number): readonly PlaceNode[] {
  const shapes = divide(
    outline,
    Array.from({ length: count }, () => 1),
  );
  const code = community.codes.find((one) => one.system === 'stats')?.code ?? '';
  return shapes.map((shape, index) => {
    const serial = String(index + 1).padStart(3, '0');
    return {
      id: `${community.id}.g${serial}`,
      kind: 'grid' as const,
      name: `${community.name}第${index + 1}网格`,
      parent: community.id,
      validFrom: community.validFrom,
      validTo: null,
      codes: [{ system: 'grid', edition: 'demo', code: `${code}${serial}` }],
      outline: [shape],
      demo: true as const,
    };
  });
}
