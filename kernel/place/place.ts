/** A node of the place tree, with its days of validity. Own ids never change; codes come and go with their edition. */
export type PlaceNode = {
  /** Own id, such as `wh.hbw.s01.c03.g017`. Its last part is the node's step in a path. */
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly parent: string | null;
  readonly validFrom: string;
  /** The day after the last one; null: until further notice. */
  readonly validTo: string | null;
  readonly codes: readonly PlaceCode[];
  readonly aliases?: readonly string[];
  /** Rings of longitude and latitude (WGS-84), the first one the outline. */
  readonly outline?: Polygon;
  /** Where an estate, a building or a landmark stands (WGS-84). */
  readonly point?: Point;
  /** Roads that an address is known by; a road is not above an estate, but people say its name first. */
  readonly roads?: readonly string[];
  /** Grids that an overlay is made of where it has no outline of its own, such as those of a party branch. */
  readonly covers?: readonly string[];
  /** The node that this one continues, such as a grid before it was moved. */
  readonly follows?: string;
  /** Where the name was read, such as a newspaper page. */
  readonly namedIn?: string;
  /** Drawn or invented for demonstration. */
  readonly demo?: true;
};

export type PlaceKind =
  | 'city'
  | 'district'
  | 'street'
  | 'community'
  | 'grid'
  | 'estate'
  | 'building'
  | 'landmark'
  | 'road'
  | OverlayKind;

/** Overlays cut across the tree and have a geometry or a list of grids of their own. */
export type OverlayKind = 'river' | 'mine' | 'circle' | 'partyBranch';

/** A code means something only with its system and edition: the same digits name different streets in two systems. */
export type PlaceCode = {
  readonly system: string;
  readonly edition: string;
  readonly code: string;
  /** Days on which the code is in use, where they differ from the node's own. */
  readonly validFrom?: string;
  readonly validTo?: string | null;
};

export type Point = readonly [lng: number, lat: number];
export type Ring = readonly Point[];
export type Polygon = readonly Ring[];

/** Which kind may stand below which. Every city has its own number of levels, so a level may be skipped downwards. */
const GOVERNED: readonly PlaceKind[] = ['city', 'district', 'street', 'community'];
const PARENTS: Readonly<Record<PlaceKind, readonly PlaceKind[]>> = {
  city: [],
  district: ['city'],
  street: ['city', 'district'],
  community: ['city', 'district', 'street'],
  grid: GOVERNED,
  // an estate whose community is not known yet stands below its street or district
  estate: [...GOVERNED, 'grid'],
  building: ['estate', 'grid', 'community'],
  landmark: [...GOVERNED, 'grid'],
  road: GOVERNED,
  river: GOVERNED,
  mine: GOVERNED,
  circle: GOVERNED,
  partyBranch: GOVERNED,
};

/** The place tree of one day. */
export type PlaceTree = {
  readonly day: string;
  readonly nodes: readonly PlaceNode[];
  get(id: string): PlaceNode | undefined;
  /** Slash path from the city down, `/wh/hbw/s01/`; null where the place is unknown that day. */
  path(id: string): string | null;
  /** The node that a slash path ends in. */
  atPath(path: string): PlaceNode | undefined;
  byCode(system: string, edition: string, code: string): PlaceNode | undefined;
  children(id: string): readonly PlaceNode[];
  /** Nodes above, the city first; without the node itself. */
  ancestors(id: string): readonly PlaceNode[];
};

/** Is something with these days of validity in force on a day? */
export const isValidOn = (
  { validFrom, validTo }: { readonly validFrom?: string; readonly validTo?: string | null },
  day: string,
): boolean =>
  (validFrom === undefined || validFrom <= day) && (validTo === undefined || validTo === null || day < validTo);

/** The tree of the nodes that are valid on a day. Nodes whose parents are missing or go in a circle have no path. */
export function buildPlaceTree(all: readonly PlaceNode[], day: string): PlaceTree {
  const nodes = all.filter((node) => isValidOn(node, day));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ancestors = (id: string): readonly PlaceNode[] => ancestorsIn(byId, id) ?? [];
  const path = pathFinder(byId);
  const byPath = new Map<string, PlaceNode>();
  const byCode = new Map<string, PlaceNode>();
  const below = new Map<string, PlaceNode[]>();
  for (const node of nodes) {
    const own = path(node.id);
    if (own) byPath.set(own, node);
    for (const code of node.codes) if (isValidOn(code, day)) byCode.set(codeKey(code), node);
    if (node.parent === null) continue;
    const siblings = below.get(node.parent);
    if (siblings) siblings.push(node);
    else below.set(node.parent, [node]);
  }
  return {
    day,
    nodes,
    get: (id) => byId.get(id),
    path,
    atPath: (one) => byPath.get(one),
    byCode: (system, edition, code) => byCode.get(codeKey({ system, edition, code })),
    children: (id) => below.get(id) ?? [],
    ancestors,
  };
}

const codeKey = ({ system, edition, code }: PlaceCode): string => `${system} ${edition} ${code}`;

/** Steps from a node to the city; more is a circle. */
const STEPS_MAX = 20;

/** Nodes above, the city first; null where a parent is missing or the parents go in a circle. */
function ancestorsIn(byId: ReadonlyMap<string, PlaceNode>, id: string): readonly PlaceNode[] | null {
  const above: PlaceNode[] = [];
  let at = byId.get(id);
  if (!at) return null;
  while (at.parent !== null) {
    at = byId.get(at.parent);
    if (!at || above.length >= STEPS_MAX) return null;
    above.push(at);
  }
  return above.reverse();
}

function pathFinder(byId: ReadonlyMap<string, PlaceNode>): (id: string) => string | null {
  const known = new Map<string, string | null>();
  const path = (id: string, steps: number): string | null => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const node = byId.get(id);
    const above = !node || steps > STEPS_MAX ? null : node.parent === null ? '/' : path(node.parent, steps + 1);
    const own = above === null ? null : `${above}${lastPart(id)}/`;
    known.set(id, own);
    return own;
  };
  return (id) => path(id, 0);
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

export type PlaceFault = {
  readonly code:
    | 'place.repeated-id'
    | 'place.no-parent'
    | 'place.wrong-parent'
    | 'place.circle'
    | 'place.repeated-path'
    | 'place.repeated-code'
    | 'place.unknown-reference';
  readonly id: string;
};

/**
 * Faults of a set of nodes on one day: repeated ids, paths and codes; parents that are missing, of the wrong kind or
 * go in a circle; roads and covered grids that are not there. The geometry has a check of its own, `checkCover`.
 */
export function checkPlaces(all: readonly PlaceNode[], day: string): readonly PlaceFault[] {
  const faults: PlaceFault[] = [];
  const valid = all.filter((node) => isValidOn(node, day));
  const byId = new Map<string, PlaceNode>();
  const codes = new Set<string>();
  for (const node of valid) {
    if (byId.has(node.id)) faults.push({ code: 'place.repeated-id', id: node.id });
    byId.set(node.id, node);
    for (const code of node.codes) {
      if (!isValidOn(code, day)) continue;
      if (codes.has(codeKey(code))) faults.push({ code: 'place.repeated-code', id: node.id });
      codes.add(codeKey(code));
    }
  }
  const path = pathFinder(byId);
  const paths = new Set<string>();
  for (const node of valid) {
    const fault = parentFault(node, byId, path);
    if (fault) faults.push({ code: fault, id: node.id });
    const own = path(node.id);
    if (own !== null && paths.has(own)) faults.push({ code: 'place.repeated-path', id: node.id });
    if (own !== null) paths.add(own);
    const named = [...(node.roads ?? []), ...(node.covers ?? [])];
    if (named.some((id) => !byId.has(id))) faults.push({ code: 'place.unknown-reference', id: node.id });
  }
  return faults;
}

function parentFault(
  node: PlaceNode,
  byId: ReadonlyMap<string, PlaceNode>,
  path: (id: string) => string | null,
): PlaceFault['code'] | null {
  if (node.parent === null) return node.kind === 'city' ? null : 'place.no-parent';
  const parent = byId.get(node.parent);
  if (!parent) return 'place.no-parent';
  if (!PARENTS[node.kind].includes(parent.kind)) return 'place.wrong-parent';
  // a missing grandparent is that parent's fault
  return path(node.id) === null && ancestorsIn(byId, node.id) === null && inCircle(node, byId) ? 'place.circle' : null;
}

function inCircle(node: PlaceNode, byId: ReadonlyMap<string, PlaceNode>): boolean {
  let at = byId.get(node.parent ?? '');
  for (let steps = 0; at && steps <= STEPS_MAX; steps += 1) at = byId.get(at.parent ?? '');
  return at !== undefined;
}
