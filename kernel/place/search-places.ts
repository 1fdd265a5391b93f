import { accept, type Result, refuse } from '../define/refusal.ts';
import type { PlaceKind, PlaceNode } from './place.ts';
import type { PlaceIndex } from './place-index.ts';
import { readQuery } from './read-query.ts';

/** One place that fits a query. */
export type PlaceHit = {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  /** From the district down, as people say it. */
  readonly label: string;
  readonly path: string;
  /** The alias that was meant, where it was not the name. */
  readonly alias?: string;
  /** Higher fits better; only for comparing hits of one query. */
  readonly score: number;
  readonly demo?: true;
};

export type PlaceHits = { readonly hits: readonly PlaceHit[]; readonly more: boolean };

const QUERY_LENGTH_MAX = 100;
const LIMIT_MAX = 50;

/** What people look for most: the estate before its buildings, addresses before areas. */
const KIND_WEIGHTS: Readonly<Partial<Record<PlaceKind, number>>> = { estate: 4, landmark: 4, road: 3, building: 2 };

/**
 * Finds places by characters, aliases, pinyin, first letters or a mixture. Several words must all be found on the way
 * from the city to the place, or on its roads. The best first; of equal ones the shorter name, then what stands higher
 * in the tree. Refusals: `place.query-too-long`.
 */
export function searchPlaces(index: PlaceIndex, query: string, limit = 20): Result<PlaceHits> {
  if (query.length > QUERY_LENGTH_MAX) {
    return refuse('place.query-too-long', { given: query, values: { max: QUERY_LENGTH_MAX } });
  }
  const wanted = Math.max(1, Math.min(limit, LIMIT_MAX));
  const readings = readQuery(index.names, query).map((words) => words.map((word) => index.names.fit(word)));
  const best = new Map<number, number>();
  for (const fits of readings) {
    for (const [at, score] of bestOf(index, fits, wanted + 1)) best.set(at, Math.max(score, best.get(at) ?? 0));
  }
  const ranked = [...best].toSorted((a, b) => rank(index, a, b));
  const hits = ranked.slice(0, wanted).map(([at, score]) => hitOf(index, at, score, readings.flat()));
  return accept({ hits, more: ranked.length > wanted });
}

/** How well each name fits one word, as the name index gives it. */
type Fit = Uint8Array;

type Ranked = readonly [at: number, score: number];

const rank = (index: PlaceIndex, a: Ranked, b: Ranked): number => {
  if (a[1] !== b[1]) return b[1] - a[1];
  const [one, two] = [index.nodes[a[0]]?.name ?? '', index.nodes[b[0]]?.name ?? ''];
  return one.length - two.length || a[0] - b[0];
};

/**
 * The best places of one reading of the query. A place counts if it holds a word itself and the others are above it.
 */
function bestOf(index: PlaceIndex, fits: readonly Fit[], wanted: number): readonly Ranked[] {
  const { own, whole } = masksOf(index, fits);
  const all = 2 ** fits.length - 1;
  const best: Ranked[] = [];
  for (let at = 0; at < whole.length; at += 1) {
    if (whole[at] !== all || own[at] === 0) continue;
    const found: Ranked = [at, scoreOf(index, fits, at)];
    const last = best[wanted - 1];
    if (last && rank(index, last, found) <= 0) continue;
    best.splice(insertAt(index, best, found), 0, found);
    if (best.length > wanted) best.pop();
  }
  return best;
}

function insertAt(index: PlaceIndex, best: readonly Ranked[], found: Ranked): number {
  let at = best.length;
  while (at > 0 && rank(index, best[at - 1] as Ranked, found) > 0) at -= 1;
  return at;
}

/** For each node the words that it holds itself, and those that it, its roads and all above it hold: one bit a word. */
function masksOf(index: PlaceIndex, fits: readonly Fit[]) {
  const { nodes, parent, nameFrom, nameNumbers, roadFrom, roads } = index;
  const byName = new Uint8Array(index.names.count);
  for (const [word, fit] of fits.entries()) {
    for (let name = 0; name < fit.length; name += 1)
      if (fit[name]) byName[name] = (byName[name] as number) | (1 << word);
  }
  const own = new Uint8Array(nodes.length);
  const whole = new Uint8Array(nodes.length);
  for (let at = 0; at < nodes.length; at += 1) {
    let mask = 0;
    for (let n = nameFrom[at] as number; n < (nameFrom[at + 1] as number); n += 1) {
      mask |= byName[nameNumbers[n] as number] as number;
    }
    own[at] = mask;
    const above = parent[at] as number;
    if (above >= 0) mask |= whole[above] as number;
    for (let r = roadFrom[at] as number; r < (roadFrom[at + 1] as number); r += 1) {
      mask |= own[roads[r] as number] as number;
    }
    whole[at] = mask;
  }
  return { own, whole };
}

/** Mean over the words of the best fit on the way up; a word of the place itself weighs more than one above it. */
function scoreOf(index: PlaceIndex, fits: readonly Fit[], at: number): number {
  let sum = 0;
  for (const fit of fits) {
    let best = 0;
    for (let node = at; node >= 0; node = index.parent[node] as number) best = Math.max(best, ownFit(index, fit, node));
    for (let r = index.roadFrom[at] as number; r < (index.roadFrom[at + 1] as number); r += 1) {
      best = Math.max(best, ownFit(index, fit, index.roads[r] as number));
    }
    sum += best;
  }
  return Math.round((10 * sum) / fits.length) / 10 + (KIND_WEIGHTS[index.nodes[at]?.kind ?? 'city'] ?? 0);
}

function ownFit(index: PlaceIndex, fit: Fit, at: number): number {
  let best = 0;
  for (let n = index.nameFrom[at] as number; n < (index.nameFrom[at + 1] as number); n += 1) {
    best = Math.max(best, fit[index.nameNumbers[n] as number] as number);
  }
  return best;
}

function hitOf(index: PlaceIndex, at: number, score: number, fits: readonly Fit[]): PlaceHit {
  const node = index.nodes[at];
  if (!node) throw new Error(`the place index has no node ${at}`);
  const chain = [...index.tree.ancestors(node.id), node];
  const alias = aliasOf(index, node, fits);
  return {
    id: node.id,
    kind: node.kind,
    name: node.name,
    label: (chain.length > 1 ? chain.slice(1) : chain).map(({ name }) => name).join(' '),
    path: index.tree.path(node.id) ?? '',
    ...(alias === undefined ? {} : { alias }),
    score,
    ...(node.demo ? { demo: true as const } : {}),
  };
}

/** The alias that fits the words better than the name does. */
function aliasOf(index: PlaceIndex, node: PlaceNode, fits: readonly Fit[]): string | undefined {
  const fitOf = (name: string) => Math.max(...fits.map((fit) => fit[index.names.numberOf(name) ?? -1] ?? 0));
  let most = fitOf(node.name);
  let meant: string | undefined;
  for (const alias of node.aliases ?? []) {
    const own = fitOf(alias);
    if (own > most) [most, meant] = [own, alias];
  }
  return meant;
}
