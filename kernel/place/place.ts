/** A node of the place tree, with its days of validity. Own ids never change; codes come and go with their edition. */
export type PlaceNode = {
  /** Own id, such as `wh.hbw.s01.c03.g17`. */
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
  | 'road';

/** A code means something only with its system and edition: the same digits name different streets in two systems. */
export type PlaceCode = { readonly system: string; readonly edition: string; readonly code: string };

export type Point = readonly [lng: number, lat: number];
export type Ring = readonly Point[];
export type Polygon = readonly Ring[];

/** Which kind may stand below which. */
const PARENTS: Readonly<Record<PlaceKind, readonly PlaceKind[]>> = {
  city: [],
  district: ['city'],
  street: ['district'],
  community: ['street'],
  grid: ['community'],
  estate: ['community', 'grid'],
  building: ['estate', 'grid', 'community'],
  landmark: ['city', 'district', 'street', 'community', 'grid'],
  road: ['city', 'district', 'street'],
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
};

export type PlaceFault = {
  readonly code: 'place.repeated-id' | 'place.no-parent' | 'place.wrong-parent' | 'place.repeated-code';
  readonly id: string;
};

export function buildPlaceTree(all: readonly PlaceNode[], day: string): PlaceTree {
  const nodes = all.filter((node) => node.validFrom <= day && (node.validTo === null || day < node.validTo));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const paths = new Map<string, string>();
  const pathOf = (id: string): string | null => {
    const known = paths.get(id);
    if (known) return known;
    const node = byId.get(id);
    if (!node) return null;
    const above = node.parent === null ? '/' : pathOf(node.parent);
    if (above === null) return null;
    const path = `${above}${lastPart(id)}/`;
    paths.set(id, path);
    return path;
  };
  const byPath = new Map<string, PlaceNode>();
  const byCode = new Map<string, PlaceNode>();
  const below = new Map<string, PlaceNode[]>();
  for (const node of nodes) {
    const path = pathOf(node.id);
    if (path) byPath.set(path, node);
    for (const { system, edition, code } of node.codes) byCode.set(`${system} ${edition} ${code}`, node);
    if (node.parent) below.set(node.parent, [...(below.get(node.parent) ?? []), node]);
  }
  return {
    day,
    nodes,
    get: (id) => byId.get(id),
    path: pathOf,
    atPath: (path) => byPath.get(path),
    byCode: (system, edition, code) => byCode.get(`${system} ${edition} ${code}`),
    children: (id) => below.get(id) ?? [],
  };
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

/** Faults of a set of nodes on one day: repeated ids and codes, parents that are missing or of the wrong kind. */
export function checkPlaces(all: readonly PlaceNode[], day: string): readonly PlaceFault[] {
  const faults: PlaceFault[] = [];
  const valid = all.filter((node) => node.validFrom <= day && (node.validTo === null || day < node.validTo));
  const seen = new Map<string, PlaceNode>();
  const codes = new Set<string>();
  for (const node of valid) {
    if (seen.has(node.id)) faults.push({ code: 'place.repeated-id', id: node.id });
    seen.set(node.id, node);
    for (const { system, edition, code } of node.codes) {
      const key = `${system} ${edition} ${code}`;
      if (codes.has(key)) faults.push({ code: 'place.repeated-code', id: node.id });
      codes.add(key);
    }
  }
  for (const node of valid) {
    if (node.parent === null) {
      if (node.kind !== 'city') faults.push({ code: 'place.no-parent', id: node.id });
      continue;
    }
    const parent = seen.get(node.parent);
    if (!parent) faults.push({ code: 'place.no-parent', id: node.id });
    else if (!PARENTS[node.kind].includes(parent.kind)) faults.push({ code: 'place.wrong-parent', id: node.id });
  }
  return faults;
}
