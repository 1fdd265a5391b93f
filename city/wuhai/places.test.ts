import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseGridCode } from '@huying/kernel/place/grid-code';
import { buildLocator, toWgs84 } from '@huying/kernel/place/locate';
import { buildPlaceTree, checkPlaces, type PlaceNode, type Ring } from '@huying/kernel/place/place';
import { areaOf, boxOf } from '@huying/kernel/place/polygon';
import { expect, test } from 'vitest';
import { wuhaiPlaces } from './places.ts';

const nodes = wuhaiPlaces();
const tree = buildPlaceTree(nodes, '2025-09-26');
const of = (kind: string) => nodes.filter((node) => node.kind === kind);
const ringOf = (node: PlaceNode): Ring => node.outline?.[0] ?? [];

test('Wuhai has 3 districts, 22 streets and towns, 87 communities, 992 grids, 83 of them in 凤凰岭', () => {
  expect(['district', 'street', 'community', 'grid'].map((kind) => of(kind).length)).toEqual([3, 22, 87, 992]);
  const street = of('street').find((node) => node.name === '凤凰岭街道');
  const path = tree.path(street?.id ?? '') ?? '?';
  expect(of('grid').filter((grid) => tree.path(grid.id)?.startsWith(path))).toHaveLength(83);
  expect(checkPlaces(nodes, '2025-09-26')).toEqual([]);
});

test('two communities share the name 幸福社区居委会 and stay two places', () => {
  const twins = of('community').filter((node) => node.name === '幸福社区居委会');
  expect(new Set(twins.map((node) => node.parent)).size).toBe(2);
});

test('GR-1: a grid code has 15 digits; every grid has one, and each is its own', () => {
  const read = parseGridCode('150302 002 005 017');
  expect(read.ok && read.value).toEqual({ district: '150302', street: '002', community: '005', grid: '017' });
  expect(parseGridCode('15030200205017')).toMatchObject({ ok: false, code: 'place.grid-code' });
  const codes = of('grid').map((grid) => grid.codes[0]?.code ?? '');
  expect(codes.every((code) => parseGridCode(code).ok)).toBe(true);
  expect(new Set(codes).size).toBe(992);
});

test('the grids of a district have together its area: nothing is left out, nothing is covered twice', () => {
  const outlines = JSON.parse(readFileSync(new URL('./districts.wgs84.geojson', import.meta.url), 'utf8')) as {
    features: { properties: { code: string }; geometry: { coordinates: Ring[] } }[];
  };
  for (const { properties, geometry } of outlines.features) {
    const district = tree.byCode('stats', '2023', properties.code);
    const path = tree.path(district?.id ?? '') ?? '?';
    const grids = of('grid').filter((grid) => tree.path(grid.id)?.startsWith(path));
    const sum = grids.reduce((total, grid) => total + areaOf(ringOf(grid)), 0);
    const whole = areaOf((geometry.coordinates[0] ?? []).slice(0, -1));
    expect(Math.abs(sum / whole - 1)).toBeLessThan(1e-9);
  }
});

test('20,000 points at random lie in exactly one grid of their district, and in none outside', () => {
  const rings = of('grid').map(ringOf);
  const boxes = rings.map(boxOf);
  const [minX, minY, maxX, maxY] = boxOf(rings.flat());
  let seed = Number(process.env.HUYING_SEED ?? 1);
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  let inside = 0;
  for (let n = 0; n < 20_000; n += 1) {
    const [x, y] = [minX + random() * (maxX - minX), minY + random() * (maxY - minY)];
    const hits = rings.filter((ring, index) => {
      const [x1, y1, x2, y2] = boxes[index] ?? [0, 0, 0, 0];
      return x >= x1 && x <= x2 && y >= y1 && y <= y2 && contains(ring, x, y);
    }).length;
    expect(hits).toBeLessThan(2);
    inside += hits;
  }
  expect(inside).toBeGreaterThan(5_000);
});

/** Even-odd rule, written apart from the library that the locator uses. */
function contains(ring: Ring, x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i] ?? [0, 0];
    const [xj, yj] = ring[j] ?? [0, 0];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

test('a point finds its grid, exchanged axes and far points are refused with that hint', () => {
  const locate = buildLocator(nodes);
  const found = locate({ lat: 39.69, lng: 106.81 });
  expect(found.ok && tree.path(found.value.place)).toMatch(/^\/wh\/hbw\//);
  expect(locate({ lat: 106.81, lng: 39.69 })).toMatchObject({ ok: false, code: 'place.axes-exchanged' });
  expect(locate({ lat: 39.9, lng: 116.4 })).toMatchObject({ ok: false, code: 'place.outside-city' });
  const began = performance.now();
  for (let n = 0; n < 2_000; n += 1) locate({ lat: 39.4 + (n % 50) / 100, lng: 106.7 + (n % 37) / 200 });
  expect(((performance.now() - began) / 2_000) * 1000).toBeLessThan(500);
});

const POINTS = new URL('../../../shared/data/coords/cities-wgs84-gcj02-bd09.csv', import.meta.url);

test.skipIf(!existsSync(POINTS))('GCJ-02 and BD-09 come back to WGS-84 within 3 m (needs ../shared/data)', () => {
  const lines = readFileSync(POINTS, 'utf8').trim().split('\n').slice(1);
  expect(lines.length).toBeGreaterThan(200);
  for (const line of lines) {
    const n = line.split(',').slice(-6).map(Number) as [number, number, number, number, number, number];
    for (const [x, y] of [toWgs84(n[2], n[3], 'gcj02'), toWgs84(n[4], n[5], 'bd09')]) {
      expect(Math.hypot((x - n[0]) * 85_000, (y - n[1]) * 111_000)).toBeLessThan(3);
    }
  }
});
