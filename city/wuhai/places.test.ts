import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseGridCode } from '@huying/kernel/place/grid-code';
import { buildLocator, toWgs84 } from '@huying/kernel/place/locate';
import { buildPlaceTree, checkPlaces, type PlaceNode, type Ring } from '@huying/kernel/place/place';
import { areaOf, boxOf } from '@huying/kernel/place/polygon';
import { expect, test } from 'vitest';
import { checkCover } from '../../kernel/place/check-cover.ts';
import { gridOfPlace } from '../../kernel/place/grid-of-place.ts';
import { buildPlaceIndex } from '../../kernel/place/place-index.ts';
import { searchPlaces } from '../../kernel/place/search-places.ts';
import { addCodesByName } from './map-codes.ts';
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
  expect(checkCover(tree)).toEqual([]);
  // and the check would say so: without one grid there is a gap
  const gap = of('grid')[500]?.id;
  const open = buildPlaceTree(
    nodes.filter(({ id }) => id !== gap),
    '2025-09-26',
  );
  expect(checkCover(open).map(({ code }) => code)).toEqual(['place.grids-gap']);
});

test('every place hangs on the city through all levels, and every community has at least one grid', () => {
  for (const grid of of('grid')) {
    const chain = tree.ancestors(grid.id).map(({ kind }) => kind);
    expect(chain).toEqual(['city', 'district', 'street', 'community']);
  }
  for (const community of of('community')) {
    expect(tree.children(community.id).filter(({ kind }) => kind === 'grid').length).toBeGreaterThan(0);
  }
  expect(nodes.filter((node) => tree.path(node.id) === null)).toEqual([]);
});

test('what is drawn or invented is marked, what a page names says which page, the register is neither', () => {
  const drawn = ['grid', 'building', 'partyBranch'];
  for (const node of nodes) {
    const registered = ['city', 'district', 'street', 'community'].includes(node.kind);
    expect([node.demo === true, node.namedIn !== undefined].filter(Boolean)).toHaveLength(registered ? 0 : 1);
    if (drawn.includes(node.kind)) expect(node.demo).toBe(true);
  }
  const named = nodes.filter(({ namedIn }) => namedIn);
  expect(named.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['工行南小区', '亿信小区', '三金B区', '银海新都小区']),
  );
  expect(named.filter(({ point }) => point)).toEqual([]);
});

test('46 party branches of one street cover its 83 grids, each grid once: a branch is not a grid', () => {
  const branches = of('partyBranch');
  const covered = branches.flatMap(({ covers = [] }) => covers);
  expect([branches.length, covered.length, new Set(covered).size]).toEqual([46, 83, 83]);
});

test('an address resolves to one grid; an estate across two asks for the building', () => {
  const locate = buildLocator(tree.nodes);
  for (const building of of('building')) expect(gridOfPlace(tree, locate, building.id).kind).toBe('grid');
  const kinds = of('estate').map(({ id }) => gridOfPlace(tree, locate, id).kind);
  expect(new Set(kinds)).toEqual(new Set(['grid', 'ask-building', 'unsettled']));
  const named = of('estate').find(({ name }) => name === '工行南小区');
  expect(gridOfPlace(tree, locate, named?.id ?? '')).toEqual({ kind: 'unsettled', below: 'wh.hbw.s01' });
});

test('places of Wuhai are found as people type them', () => {
  const index = buildPlaceIndex(tree);
  const first = (query: string) => {
    const found = searchPlaces(index, query);
    return found.ok ? found.value.hits[0]?.label : found.code;
  };
  expect(first('ghnxq')).toBe('海勃湾区 凤凰岭街道 工行南小区');
  expect(first('银海新都')).toBe('海勃湾区 凤凰岭街道 银海新都小区');
  expect(first('wd xingfu')).toBe('乌达区 巴音赛街道 幸福社区居委会');
  expect(first('新华街道 幸福')).toBe('海勃湾区 新华街道 幸福社区居委会');
  expect(first('zggssc')).toBeUndefined();
  const twins = searchPlaces(index, '幸福社区');
  expect(twins.ok && twins.value.hits.filter(({ kind }) => kind === 'community')).toHaveLength(2);
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

const MAP_LIST = new URL('../../../shared/data/places/wuhai-map-2024.csv', import.meta.url);

test.skipIf(!existsSync(MAP_LIST))(
  'codes of a map company are matched by name, never by code (needs ../shared/data)',
  () => {
    const lines = readFileSync(MAP_LIST, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const names = new Map(lines.map(([code = '', , full = '']) => [code, full]));
    const rows = lines
      .filter(([, , , level]) => level !== 'city')
      .map(([code = '', , name = '', , above = '']) => ({ code, name, above: names.get(above) ?? '' }));
    const edition = { system: 'tencent', edition: '2024', validFrom: '2024-03-01' };
    const { nodes: coded, unmatchedRows, unmatchedPlaces } = addCodesByName(nodes, rows, edition);
    expect(unmatchedRows.map(({ name }) => name)).toEqual(['卡布其街道', '海勃湾千里山工业园区']);
    expect(unmatchedPlaces.map((id) => tree.get(id)?.name)).toEqual(['林荫街道', '乌海高新技术产业开发区海勃湾产业园']);
    const both = buildPlaceTree(coded, '2025-09-26');
    expect(both.byCode('stats', '2023', '150302001')?.name).toBe('凤凰岭街道');
    expect(both.byCode('tencent', '2024', '150302001')?.name).toBe('新华街道');
    const streets = coded.filter(({ kind, codes }) => kind === 'street' && codes.length === 2);
    const disagreeing = streets.filter(({ codes }) => codes[0]?.code !== codes[1]?.code);
    expect(streets).toHaveLength(20);
    expect(disagreeing.length).toBeGreaterThan(10);
    expect(checkPlaces(coded, '2025-09-26')).toEqual([]);
  },
);
