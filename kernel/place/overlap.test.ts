import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedArea } from './overlap.ts';
import type { Polygon, Ring } from './place.ts';
import { areaOf, divide } from './polygon.ts';

const box = (x1: number, y1: number, x2: number, y2: number): Ring => [
  [x1, y1],
  [x2, y1],
  [x2, y2],
  [x1, y2],
];
/** A U open to the north. */
const u: Ring = [
  [0, 0],
  [3, 0],
  [3, 3],
  [2, 3],
  [2, 1],
  [1, 1],
  [1, 3],
  [0, 3],
];

test('the shared area of concave rings, rings turned either way, and rings with holes', () => {
  expect(sharedArea([u], [box(0, 2, 3, 3)])).toBeCloseTo(2, 12);
  expect(sharedArea([u.toReversed()], [box(0, 2, 3, 3)])).toBeCloseTo(2, 12);
  expect(sharedArea([u], [box(1, 1, 2, 3)])).toBeCloseTo(0, 12);
  expect(sharedArea([u], [u])).toBeCloseTo(areaOf(u), 12);
  const holed: Polygon = [box(0, 0, 4, 4), box(1, 1, 3, 3)];
  expect(sharedArea(holed, [box(0, 0, 2, 2)])).toBeCloseTo(3, 12);
  expect(
    sharedArea(
      [[...box(0, 0, 2, 2)]],
      [
        [
          [1, 1],
          [3, 1],
          [1, 3],
        ],
      ],
    ),
  ).toBeCloseTo(1, 12);
});

/** A star-shaped ring around the middle of the unit square: never crosses itself. */
const star = fc.array(fc.double({ min: 0.05, max: 0.5, noNaN: true }), { minLength: 3, maxLength: 24 }).map(
  (radii): Ring =>
    radii.map((radius, index) => {
      const angle = (2 * Math.PI * (index + 0.5)) / radii.length;
      return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
    }),
);

test('shared areas are symmetric, at most the smaller, and add up over the parts of a division', () => {
  fc.assert(
    fc.property(star, star, fc.integer({ min: 1, max: 9 }), (a, b, count) => {
      const shared = sharedArea([a], [b]);
      expect(sharedArea([b], [a])).toBeCloseTo(shared, 9);
      expect(shared).toBeLessThan(Math.min(areaOf(a), areaOf(b)) + 1e-9);
      const parts = divide(
        a,
        Array.from({ length: count }, () => 1),
      );
      expect(parts.reduce((sum, part) => sum + sharedArea([part], [b]), 0)).toBeCloseTo(shared, 9);
      for (const [at, part] of parts.entries()) {
        for (const other of parts.slice(at + 1)) expect(sharedArea([part], [other])).toBeLessThan(1e-9);
      }
    }),
  );
});
