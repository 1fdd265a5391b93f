import { buildNameIndex, type NameIndex } from './name-index.ts';
import type { PlaceKind, PlaceNode, PlaceTree } from './place.ts';

/** A place tree laid out for search: nodes in an order in which what stands above comes first. */
export type PlaceIndex = {
  readonly names: NameIndex;
  readonly nodes: readonly PlaceNode[];
  readonly tree: PlaceTree;
  /** Position of the parent in `nodes`; -1 for the city. */
  readonly parent: Int32Array;
  /** Numbers of the name and aliases of each node: those of node n stand from `nameFrom[n]` to `nameFrom[n + 1]`. */
  readonly nameFrom: Int32Array;
  readonly nameNumbers: Int32Array;
  /** Positions of the roads that an address is known by, in the same way. */
  readonly roadFrom: Int32Array;
  readonly roads: Int32Array;
};

/** Builds the search index of one day, once at start: about a second and a half for 300,000 addresses. */
export function buildPlaceIndex(tree: PlaceTree): PlaceIndex {
  const nodes = parentsFirst(tree);
  const position = new Map(nodes.map((node, at) => [node.id, at]));
  const names = buildNameIndex(allNames(nodes));
  const named = lists(nodes, (node) => [node.name, ...(node.aliases ?? [])].map((name) => names.numberOf(name) ?? 0));
  const along = lists(nodes, (node) => (node.roads ?? []).flatMap((road) => position.get(road) ?? []));
  return {
    names,
    nodes,
    tree,
    parent: Int32Array.from(nodes, (node) => (node.parent === null ? -1 : (position.get(node.parent) ?? -1))),
    nameFrom: named.from,
    nameNumbers: named.values,
    roadFrom: along.from,
    roads: along.values,
  };
}

function* allNames(nodes: readonly PlaceNode[]): Iterable<string> {
  for (const { name, aliases } of nodes) {
    yield name;
    if (aliases) yield* aliases;
  }
}

/** Level by level from the city down; roads first within a level, since addresses lean on them. */
function parentsFirst(tree: PlaceTree): readonly PlaceNode[] {
  const order: PlaceNode[] = [];
  let level: readonly PlaceNode[] = tree.nodes.filter((node) => node.parent === null);
  while (level.length > 0) {
    const isRoad = (kind: PlaceKind) => kind === 'road';
    for (const node of level) if (isRoad(node.kind)) order.push(node);
    for (const node of level) if (!isRoad(node.kind)) order.push(node);
    level = level.flatMap((node) => tree.children(node.id));
  }
  return order;
}

/** Lists of numbers for each node in one array. */
function lists(nodes: readonly PlaceNode[], of: (node: PlaceNode) => readonly number[]) {
  const from = new Int32Array(nodes.length + 1);
  const values: number[] = [];
  for (const [at, node] of nodes.entries()) {
    for (const value of of(node)) values.push(value);
    from[at + 1] = values.length;
  }
  return { from, values: Int32Array.from(values) };
}
