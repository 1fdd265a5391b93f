import type { Point, Polygon } from './place.ts';
import { doubledArea } from './polygon.ts';

/**
 * Area that two polygons share, in square degrees, exact up to rounding. Each edge stands for the signed area between
 * it and a base line; two of these areas share the integral of the lower edge. So no intersection has to be drawn,
 * rings may be concave or touch themselves, and rings after the first are holes.
 */
export function sharedArea(first: Polygon, second: Polygon): number {
  const a = edgesOf(first);
  const b = edgesOf(second);
  // the base lies below both; near to them, so that little is lost by subtraction
  const base = Math.min(lowest(a), lowest(b));
  let sum = 0;
  let from = 0;
  for (const one of a) {
    while (from < b.length && (b[from] as Edge).reach <= one.x1) from += 1;
    for (let at = from; at < b.length; at += 1) {
      const two = b[at] as Edge;
      if (two.x1 >= one.x2) break;
      sum += one.sign * two.sign * underBoth(one, two, base);
    }
  }
  return Math.abs(sum);
}

type Edge = {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly sign: number;
  /** Largest x of this edge and all edges before it in order: nothing that ends left of it is left out by skipping. */
  reach: number;
};

/** Edges from left to right, sorted by where they begin. Upright edges enclose nothing above the base line. */
function edgesOf(polygon: Polygon): readonly Edge[] {
  const edges: Edge[] = [];
  for (const [number, ring] of polygon.entries()) {
    const turn = Math.sign(doubledArea(ring)) * (number === 0 ? 1 : -1);
    for (let index = 0; index < ring.length; index += 1) {
      const [x1, y1] = ring[index] as Point;
      const [x2, y2] = ring[(index + 1) % ring.length] as Point;
      if (x1 < x2) edges.push({ x1, y1, x2, y2, sign: -turn, reach: x2 });
      else if (x1 > x2) edges.push({ x1: x2, y1: y2, x2: x1, y2: y1, sign: turn, reach: x1 });
    }
  }
  edges.sort((one, two) => one.x1 - two.x1);
  let reach = Number.NEGATIVE_INFINITY;
  for (const edge of edges) {
    reach = Math.max(reach, edge.x2);
    edge.reach = reach;
  }
  return edges;
}

const lowest = (edges: readonly Edge[]): number =>
  edges.reduce((least, { y1, y2 }) => Math.min(least, y1, y2), Number.POSITIVE_INFINITY);

const heightAt = (edge: Edge, x: number): number =>
  edge.y1 + ((x - edge.x1) / (edge.x2 - edge.x1)) * (edge.y2 - edge.y1);

/** Area below both edges and above the base, over the width that they have in common. */
function underBoth(one: Edge, two: Edge, base: number): number {
  const left = Math.max(one.x1, two.x1);
  const right = Math.min(one.x2, two.x2);
  if (left >= right) return 0;
  const [a1, a2] = [heightAt(one, left) - base, heightAt(one, right) - base];
  const [b1, b2] = [heightAt(two, left) - base, heightAt(two, right) - base];
  const [d1, d2] = [a1 - b1, a2 - b2];
  if (d1 * d2 >= 0) return ((right - left) * (Math.min(a1, b1) + Math.min(a2, b2))) / 2;
  const middle = left + (d1 / (d1 - d2)) * (right - left);
  const height = a1 + ((middle - left) / (right - left)) * (a2 - a1);
  return ((middle - left) * (Math.min(a1, b1) + height) + (right - middle) * (height + Math.min(a2, b2))) / 2;
}
