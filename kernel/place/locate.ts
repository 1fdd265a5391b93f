import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import Flatbush from 'flatbush';
import gcoordModule from 'gcoord';
import { accept, type Result, refuse } from '../define/refusal.ts';
import type { PlaceKind, PlaceNode, Point, Polygon } from './place.ts';
import { boxOf, METRES_PER_DEGREE, metresToBorder } from './polygon.ts';

/** Systems in which a position may be stated. China's maps show GCJ-02, Baidu's BD-09; stored is WGS-84. */
export type Crs = 'wgs84' | 'gcj02' | 'bd09';

/** The package's types describe an ECMAScript module; what Node loads is its CommonJS form. */
const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

const SYSTEMS = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;

/** A position in WGS-84, accurate to about a metre; outside China the three systems are one. */
export function toWgs84(lng: number, lat: number, crs: Crs): Point {
  if (crs === 'wgs84') return [lng, lat];
  const [x, y] = gcoord.transform([lng, lat], SYSTEMS[crs], gcoord.WGS84);
  return [x, y];
}

export type LocatedPoint = {
  readonly lng: number;
  readonly lat: number;
  /** The system that the position was taken to be in. */
  readonly assumed: Crs;
  readonly place: string;
  /** The point lies in no grid; the nearest one was taken. */
  readonly nearest?: true;
  /**
   * The city has no grid geometry: the place is the smallest one with an outline, and its grid is still to be
   * settled.
   */
  readonly coarse?: true;
};

export type Locator = (position: {
  readonly lat: number;
  readonly lng: number;
  readonly crs?: Crs | undefined;
}) => Result<LocatedPoint>;

/** A point at most this far outside all outlines still belongs to the nearest grid: outlines are not surveyed. */
const OUTSIDE_METRES_MAX = 1_000;

/** Kinds whose outlines can answer, the finest first. */
const LAYERS: readonly PlaceKind[] = ['grid', 'community', 'street', 'district', 'city'];

type Drawn = PlaceNode & { readonly outline: Polygon };

/**
 * Finds the grid of a point among the nodes of one day. On a shared border the grid with the smaller id is taken, so
 * that it is always the same. Refusals: `place.no-position`, `place.axes-exchanged`, `place.outside-city`,
 * `place.no-grids`.
 */
export function buildLocator(nodes: readonly PlaceNode[], assumed: Crs = 'wgs84'): Locator {
  const layer = finestLayer(nodes);
  const first = layer[0];
  if (!first) return () => refuse('place.no-grids');
  const find = finderOf(layer);
  const coarse = first.kind === 'grid' ? {} : ({ coarse: true } as const);

  return ({ lat, lng, crs }) => {
    const system = crs ?? assumed;
    const given = `${lat}, ${lng} (${system})`;
    if (!Number.isFinite(lat) || !Number.isFinite(lng)) return refuse('place.no-position', { given });
    const [x, y] = toWgs84(lng, lat, system);
    const found = find(x, y);
    if (found) {
      const { place, nearest } = found;
      return accept({ lng: x, lat: y, assumed: system, place, ...(nearest ? { nearest } : {}), ...coarse });
    }
    const exchanged = find(...toWgs84(lat, lng, system)) !== null;
    return refuse(exchanged ? 'place.axes-exchanged' : 'place.outside-city', { given });
  };
}

function finestLayer(nodes: readonly PlaceNode[]): readonly Drawn[] {
  for (const kind of LAYERS) {
    const drawn = nodes.filter((node): node is Drawn => node.kind === kind && node.outline !== undefined);
    if (drawn.length > 0) return drawn.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
  return [];
}

type Found = { readonly place: string; readonly nearest?: true };

function finderOf(layer: readonly Drawn[]): (x: number, y: number) => Found | null {
  const index = new Flatbush(layer.length);
  for (const { outline } of layer) index.add(...boxOf(outline[0] ?? []));
  index.finish();
  const shapes = layer.map(({ outline }) => ({ type: 'Polygon' as const, coordinates: outline.map(closed) }));
  const idAt = (at: number) => layer[at]?.id ?? '';

  return (x, y) => {
    const point = [x, y];
    const within = (at: number, ignoreBoundary: boolean) => {
      const shape = shapes[at];
      return shape !== undefined && booleanPointInPolygon(point, shape, { ignoreBoundary });
    };
    const hits = index.search(x, y, x, y).filter((at) => within(at, false));
    if (hits.length === 1) return { place: idAt(hits[0] as number) };
    // inside one grid is more than on the border of another; on borders only, the smaller id
    const ordered = hits.toSorted((a, b) => a - b);
    const inside = ordered.find((at) => within(at, true)) ?? ordered[0];
    if (inside !== undefined) return { place: idAt(inside) };
    const near = nearestOf(index, layer, [x, y]);
    return near === null ? null : { place: idAt(near), nearest: true };
  };
}

/** The shape whose border is nearest to a point outside all of them; null beyond the tolerance. */
function nearestOf(index: Flatbush, layer: readonly Drawn[], point: Point): number | null {
  const [x, y] = point;
  // a box that is farther away in degrees of longitude is farther away in metres, too
  const degrees = OUTSIDE_METRES_MAX / (METRES_PER_DEGREE * Math.max(0.1, Math.cos((y * Math.PI) / 180)));
  let best: number | null = null;
  let least = OUTSIDE_METRES_MAX;
  for (const at of index.neighbors(x, y, Number.POSITIVE_INFINITY, degrees).toSorted((a, b) => a - b)) {
    const metres = metresToBorder(point, layer[at]?.outline ?? []);
    if (metres < least || (best === null && metres <= least)) [best, least] = [at, metres];
  }
  return best;
}

const closed = (ring: readonly Point[]): [number, number][] => {
  const points = ring.map(([x, y]): [number, number] => [x, y]);
  const first = points[0];
  return first ? [...points, first] : points;
};
