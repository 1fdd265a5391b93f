import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import Flatbush from 'flatbush';
import gcoordModule from 'gcoord';
import { accept, type Result, refuse } from '../define/refusal.ts';
import type { PlaceNode, Point, Polygon } from './place.ts';
import { boxOf } from './polygon.ts';

/** Systems in which a position may be stated. China's maps show GCJ-02, Baidu's BD-09; stored is WGS-84. */
export type Crs = 'wgs84' | 'gcj02' | 'bd09';

/** The package's types describe an ECMAScript module; what Node loads is its CommonJS form. */
const gcoord = gcoordModule as unknown as typeof gcoordModule.default;

const SYSTEMS = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const;

export function toWgs84(lng: number, lat: number, crs: Crs): Point {
  if (crs === 'wgs84') return [lng, lat];
  const [x, y] = gcoord.transform([lng, lat], SYSTEMS[crs], gcoord.WGS84);
  return [x, y];
}

export type LocatedPoint = {
  readonly lng: number;
  readonly lat: number;
  readonly assumed: Crs;
  readonly place: string;
  /** The point lies in no grid; the nearest one was taken. */
  readonly nearest?: true;
};

export type Locator = (position: {
  readonly lat: number;
  readonly lng: number;
  readonly crs?: Crs | undefined;
}) => Result<LocatedPoint>;

/** Around the outlines of a city, in degrees: about a kilometre, in which a point still belongs to the nearest grid. */
const MARGIN = 0.01;

/** Finds the grid of a point. On a shared border the grid with the smaller id is taken, so that it is always the same. */
export function buildLocator(nodes: readonly PlaceNode[], assumed: Crs = 'wgs84'): Locator {
  const grids = nodes
    .filter((node): node is PlaceNode & { outline: Polygon } => node.kind === 'grid' && node.outline !== undefined)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (grids.length === 0) return () => refuse('place.no-grids');
  const index = new Flatbush(grids.length);
  const boxes = grids.map((grid) => boxOf(grid.outline[0] ?? []));
  for (const box of boxes) index.add(...box);
  index.finish();
  const shapes = grids.map(({ outline }) => ({ type: 'Polygon' as const, coordinates: outline.map(closed) }));
  const [minX, minY, maxX, maxY] = [index.minX, index.minY, index.maxX, index.maxY];
  const within = (lng: number, lat: number) =>
    lng >= minX - MARGIN && lng <= maxX + MARGIN && lat >= minY - MARGIN && lat <= maxY + MARGIN;

  return ({ lat, lng, crs }) => {
    const system = crs ?? assumed;
    const [x, y] = toWgs84(lng, lat, system);
    if (!within(x, y)) {
      const exchanged = within(lat, lng);
      const given = `${lat}, ${lng} (${system})`;
      return refuse(exchanged ? 'place.axes-exchanged' : 'place.outside-city', { given });
    }
    const found = index
      .search(x, y, x, y)
      .toSorted((a, b) => a - b)
      .find((at) => booleanPointInPolygon([x, y], shapes[at] as (typeof shapes)[number]));
    if (found !== undefined) return accept({ lng: x, lat: y, assumed: system, place: grids[found]?.id ?? '' });
    const near = index.neighbors(x, y, 1, MARGIN)[0];
    if (near === undefined) return refuse('place.outside-city', { given: `${lat}, ${lng} (${system})` });
    return accept({ lng: x, lat: y, assumed: system, place: grids[near]?.id ?? '', nearest: true });
  };
}

const closed = (ring: readonly Point[]): [number, number][] => {
  const points = ring.map(([x, y]): [number, number] => [x, y]);
  const first = points[0];
  return first ? [...points, first] : points;
};
