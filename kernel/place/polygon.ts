import type { Point, Polygon, Ring } from './place.ts';

/** Twice the signed area of a ring, in square degrees; positive where it turns to the left. */
export const doubledArea = (ring: Ring): number => {
  // seen from its first point: a grid is small and its coordinates are large, so that digits would be lost
  const [x0, y0] = ring[0] ?? [0, 0];
  let sum = 0;
  for (let index = 0; index < ring.length; index += 1) {
    const [x1, y1] = ring[index] as Point;
    const [x2, y2] = ring[(index + 1) % ring.length] as Point;
    sum += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  }
  return sum;
};

export const areaOf = (ring: Ring): number => Math.abs(doubledArea(ring)) / 2;

export type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

export function boxOf(ring: Ring): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    [minX, minY] = [Math.min(minX, x), Math.min(minY, y)];
    [maxX, maxY] = [Math.max(maxX, x), Math.max(maxY, y)];
  }
  return [minX, minY, maxX, maxY];
}

/** Does a point lie inside a polygon, by the even-odd rule? On the border the answer may be either. */
export function isInside([x, y]: Point, polygon: Polygon): boolean {
  let odd = false;
  for (const ring of polygon) {
    let [px, py] = ring.at(-1) ?? [0, 0];
    for (const [qx, qy] of ring) {
      if (qy > y !== py > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) odd = !odd;
      [px, py] = [qx, qy];
    }
  }
  return odd;
}

/** Metres of a degree of latitude on the mean sphere. */
export const METRES_PER_DEGREE = 111_195;

/** Distance in metres from a point to the border of a polygon, on a plane that touches the earth at the point. */
export function metresToBorder([x, y]: Point, polygon: Polygon): number {
  const wide = METRES_PER_DEGREE * Math.cos((y * Math.PI) / 180);
  let nearest = Number.POSITIVE_INFINITY;
  for (const ring of polygon) {
    for (let index = 0; index < ring.length; index += 1) {
      const one = ring[index] as Point;
      const next = ring[(index + 1) % ring.length] as Point;
      const [ax, ay] = [(one[0] - x) * wide, (one[1] - y) * METRES_PER_DEGREE];
      const [dx, dy] = [(next[0] - one[0]) * wide, (next[1] - one[1]) * METRES_PER_DEGREE];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length));
      nearest = Math.min(nearest, Math.hypot(ax + along * dx, ay + along * dy));
    }
  }
  return nearest;
}

type Axis = 0 | 1;

/**
 * The part of a ring on one side of a line parallel to an axis. A part in several pieces stays one ring, joined along
 * the line: its area is exact, and a point off the line lies in exactly one of the two parts.
 */
function clip(ring: Ring, axis: Axis, at: number, below: boolean): Ring {
  const inside = (point: Point) => (below ? point[axis] <= at : point[axis] > at);
  const part: Point[] = [];
  for (let index = 0; index < ring.length; index += 1) {
    const one = ring[index] as Point;
    const next = ring[(index + 1) % ring.length] as Point;
    if (inside(one)) part.push(one);
    if (inside(one) !== inside(next)) part.push(crossing(one, next, axis, at));
  }
  return part;
}

function crossing(one: Point, next: Point, axis: Axis, at: number): Point {
  const share = (at - one[axis]) / (next[axis] - one[axis]);
  const other = axis === 0 ? 1 : 0;
  const value = one[other] + share * (next[other] - one[other]);
  return axis === 0 ? [at, value] : [value, at];
}

const HALVINGS = 40;

/** Cuts a ring across its longer side so that the first part has the given share of its area. */
export function cut(ring: Ring, share: number): readonly [Ring, Ring] {
  const [minX, minY, maxX, maxY] = boxOf(ring);
  // a degree of longitude is shorter than one of latitude at this height
  const narrow = Math.cos((((minY + maxY) / 2) * Math.PI) / 180);
  const axis: Axis = (maxX - minX) * narrow >= maxY - minY ? 0 : 1;
  let [low, high] = axis === 0 ? [minX, maxX] : [minY, maxY];
  const wanted = areaOf(ring) * share;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (areaOf(clip(ring, axis, middle, true)) < wanted) low = middle;
    else high = middle;
  }
  const at = (low + high) / 2;
  return [clip(ring, axis, at, true), clip(ring, axis, at, false)];
}

/** Divides a ring into parts whose areas stand in the proportion of the weights, by cutting again and again. */
export function divide(ring: Ring, weights: readonly number[]): readonly Ring[] {
  if (weights.length <= 1) return [ring];
  const half = Math.ceil(weights.length / 2);
  const [first, second] = [weights.slice(0, half), weights.slice(half)];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const [left, right] = cut(ring, sum(first) / sum(weights));
  return [...divide(left, first), ...divide(right, second)];
}
