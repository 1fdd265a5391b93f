import { expect, test } from 'vitest';
import { checkCover } from './check-cover.ts';
import { moveGrid, parseGridCode } from './grid-code.ts';
import { gridOfPlace } from './grid-of-place.ts';
import { buildLocator } from './locate.ts';
import { buildPlaceTree, checkPlaces, type PlaceKind, type PlaceNode, type Polygon } from './place.ts';

const DAY = '2025-09-26';

const node = (id: string, kind: PlaceKind, more: Partial<PlaceNode> = {}): PlaceNode => ({
  id,
  kind,
  name: id,
  parent: id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : null,
  validFrom: '2000-01-01',
  validTo: null,
  codes: [],
  ...more,
});

const box = (x1: number, y1: number, x2: number, y2: number): Polygon => [
  [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ],
];

const grid = (id: string, outline: Polygon, code = '') =>
  node(id, 'grid', { outline, codes: code ? [{ system: 'grid', edition: '1', code }] : [] });

/** Two communities of two grids each in a district of two by two hundredths of a degree. */
const town: readonly PlaceNode[] = [
  node('t', 'city'),
  node('t.d', 'district', { outline: box(106, 39, 106.02, 39.02) }),
  node('t.d.s', 'street'),
  node('t.d.s.c1', 'community'),
  node('t.d.s.c2', 'community'),
  grid('t.d.s.c1.g001', box(106, 39, 106.01, 39.01), '150302002005001'),
  grid('t.d.s.c1.g002', box(106.01, 39, 106.02, 39.01), '150302002005002'),
  grid('t.d.s.c2.g001', box(106, 39.01, 106.01, 39.02), '150302002006001'),
  grid('t.d.s.c2.g002', box(106.01, 39.01, 106.02, 39.02), '150302002006002'),
];

const without = (id: string) => town.filter((one) => one.id !== id);
const faults = (nodes: readonly PlaceNode[]) => checkPlaces(nodes, DAY).map(({ code, id }) => `${code} ${id}`);
const cover = (nodes: readonly PlaceNode[]) => checkCover(buildPlaceTree(nodes, DAY));

test('a tree without faults has none; each fault is found by name', () => {
  expect(faults(town)).toEqual([]);
  expect(faults([...town, node('t.d', 'district')])).toEqual(['place.repeated-id t.d', 'place.repeated-path t.d']);
  expect(faults([...town, node('t.x.y', 'estate')])).toEqual(['place.no-parent t.x.y']);
  expect(faults([...town, node('t.d.s.c1.g001.z', 'street')])).toEqual(['place.wrong-parent t.d.s.c1.g001.z']);
  expect(faults([...town, node('u', 'district')])).toEqual(['place.no-parent u']);
  const circle = [node('a.b', 'building', { parent: 'a.c' }), node('a.c', 'estate', { parent: 'a.b' })];
  expect(faults([...town, ...circle])).toContain('place.wrong-parent a.c');
  const round = [node('a', 'estate', { parent: 'b' }), node('b', 'grid', { parent: 'c' })];
  expect(faults([...round, node('c', 'community', { parent: 'a' })])).toContain('place.circle a');
  expect(faults([...town, node('t.d.e', 'estate', { roads: ['t.r9'] })])).toEqual(['place.unknown-reference t.d.e']);
  const again = grid('t.d.s.c1.g003', box(0, 0, 1, 1), '150302002005001');
  expect(faults([...town, again])).toEqual(['place.repeated-code t.d.s.c1.g003']);
});

test('a circle of parents ends nothing: the nodes have no path and no ancestors', () => {
  const tree = buildPlaceTree([node('a', 'estate', { parent: 'b' }), node('b', 'grid', { parent: 'a' })], DAY);
  expect(tree.path('a')).toBeNull();
  expect(tree.ancestors('a')).toEqual([]);
});

test('a tree is that of its day, a code that of its days', () => {
  const changing = [
    ...without('t.d.s.c2.g002'),
    node('t.d.s.c2.g002', 'grid', { validTo: '2024-01-01' }),
    node('t.d.s.c2.g003', 'grid', {
      validFrom: '2024-01-01',
      codes: [
        { system: 'stats', edition: '2023', code: '1', validTo: '2025-01-01' },
        { system: 'stats', edition: '2025', code: '2', validFrom: '2025-01-01' },
      ],
    }),
  ];
  expect(buildPlaceTree(changing, '2023-12-31').get('t.d.s.c2.g002')).toBeDefined();
  const tree = buildPlaceTree(changing, DAY);
  expect(tree.get('t.d.s.c2.g002')).toBeUndefined();
  expect(tree.byCode('stats', '2023', '1')).toBeUndefined();
  expect(tree.byCode('stats', '2025', '2')?.id).toBe('t.d.s.c2.g003');
  expect(tree.ancestors('t.d.s.c2.g003').map(({ id }) => id)).toEqual(['t', 't.d', 't.d.s', 't.d.s.c2']);
});

test('grids that overlap, leave a gap or reach outside are found by exact area, also where the two balance', () => {
  expect(cover(town)).toEqual([]);
  const gap = cover(without('t.d.s.c2.g002'));
  expect(gap).toMatchObject([{ code: 'place.grids-gap', id: 't.d' }]);
  expect(gap[0]?.share).toBeCloseTo(0.25, 9);
  const shifted = grid('t.d.s.c2.g002', box(106.005, 39.01, 106.015, 39.02));
  const balanced = cover([...without('t.d.s.c2.g002'), shifted]);
  expect(balanced.find(({ code }) => code === 'place.grids-overlap')?.share).toBeCloseTo(0.5, 9);
  const outside = cover([...without('t.d.s.c2.g002'), grid('t.d.s.c2.g002', box(106.015, 39.01, 106.025, 39.02))]);
  expect(outside.map(({ code }) => code)).toEqual(['place.grid-outside', 'place.grids-gap']);
});

test('GR-1: a moved grid has a new code in its new community, the old one is closed, the link is kept', () => {
  expect(parseGridCode('150302 002 005 017')).toMatchObject({ ok: true, value: { street: '002', grid: '017' } });
  expect(parseGridCode('15030200205017')).toMatchObject({ code: 'place.grid-code', values: { length: 14 } });
  expect(parseGridCode('15030200200501x').ok).toBe(false);
  const moved = moveGrid(town, { grid: 't.d.s.c1.g002', to: 't.d.s.c2', day: '2026-01-01' });
  if (!moved.ok) throw new Error(moved.code);
  const { closed, opened } = moved.value;
  expect(closed).toMatchObject({ id: 't.d.s.c1.g002', validTo: '2026-01-01' });
  expect(opened).toMatchObject({ id: 't.d.s.c2.g003', follows: 't.d.s.c1.g002', validFrom: '2026-01-01' });
  expect(opened.codes[0]?.code).toBe('150302002006003');
  const all = [...without('t.d.s.c1.g002'), closed, opened];
  expect(
    [DAY, '2026-01-01'].flatMap((day) => [...checkPlaces(all, day), ...checkCover(buildPlaceTree(all, day))]),
  ).toEqual([]);
  expect(buildPlaceTree(all, DAY).path('t.d.s.c1.g002')).toBe('/t/d/s/c1/g002/');
  // back again: the closed code is not given a second time
  const back = moveGrid(all, { grid: 't.d.s.c2.g003', to: 't.d.s.c1', day: '2026-06-01' });
  expect(back).toMatchObject({ ok: true, value: { opened: { codes: [{ code: '150302002005003' }] } } });
});

test('a move that cannot be is refused with its reason', () => {
  const move = (grid: string, to: string) => moveGrid(town, { grid, to, day: DAY });
  expect(move('t.d.s.c9.g001', 't.d.s.c2')).toMatchObject({ code: 'place.unknown' });
  expect(move('t.d.s', 't.d.s.c2')).toMatchObject({ code: 'place.not-a-grid' });
  expect(move('t.d.s.c1.g001', 't.d.s')).toMatchObject({ code: 'place.not-a-community' });
  expect(move('t.d.s.c1.g001', 't.d.s.c1')).toMatchObject({ code: 'place.same-community' });
  const housed = [...town, node('t.d.s.c1.g001.b1', 'building')];
  expect(moveGrid(housed, { grid: 't.d.s.c1.g001', to: 't.d.s.c2', day: DAY })).toMatchObject({
    code: 'place.grid-has-parts',
  });
});

test('a point finds its grid, on a border always the same one, just outside the nearest one', () => {
  const locate = buildLocator(town);
  const at = (lng: number, lat: number) => {
    const found = locate({ lng, lat });
    return found.ok ? `${found.value.place}${found.value.nearest ? ' nearest' : ''}` : found.code;
  };
  expect(at(106.005, 39.005)).toBe('t.d.s.c1.g001');
  expect(at(106.01, 39.005)).toBe('t.d.s.c1.g001');
  expect(at(106.01, 39.01)).toBe('t.d.s.c1.g001');
  expect(at(106.015, 39.01)).toBe('t.d.s.c1.g002');
  expect(at(106.02, 39.02)).toBe('t.d.s.c2.g002');
  expect(at(106.0201, 39.015)).toBe('t.d.s.c2.g002 nearest');
  expect(at(106.02, 39.028)).toBe('t.d.s.c2.g002 nearest');
  expect(at(106.02, 39.03)).toBe('place.outside-city');
  expect(at(39.005, 106.005)).toBe('place.axes-exchanged');
  expect(at(Number.NaN, 39)).toBe('place.no-position');
  expect(locate({ lng: 106.005, lat: 39.005, crs: 'gcj02' })).toMatchObject({ ok: true, value: { assumed: 'gcj02' } });
  expect(buildLocator(town, 'bd09')({ lng: 106.01, lat: 39.01 })).toMatchObject({ value: { assumed: 'bd09' } });
});

test('a city without grid geometry answers with its smallest outline and says that the grid is not settled', () => {
  const bare = [node('t', 'city', { outline: box(106, 39, 106.02, 39.02) }), node('t.d', 'district')];
  expect(buildLocator(bare)({ lng: 106.01, lat: 39.01 })).toMatchObject({ value: { place: 't', coarse: true } });
  expect(buildLocator([node('t', 'city')])({ lng: 106.01, lat: 39.01 })).toMatchObject({ code: 'place.no-grids' });
});

test('the grid of an address: by its point, by its buildings, or a question', () => {
  const near = 't.d.s.c1.e1';
  const across = 't.d.s.c1.e2';
  const nodes = [
    ...town,
    node(near, 'estate'),
    node(`${near}.b1`, 'building', { point: [106.002, 39.002] }),
    node(across, 'estate'),
    node(`${across}.b1`, 'building', { point: [106.009, 39.002] }),
    node(`${across}.b2`, 'building', { point: [106.011, 39.002] }),
    node('t.d.s.e9', 'estate'),
  ];
  const tree = buildPlaceTree(nodes, DAY);
  const grids = (id: string) => gridOfPlace(tree, buildLocator(nodes), id);
  expect(grids('t.d.s.c1.g002')).toEqual({ kind: 'grid', grid: 't.d.s.c1.g002' });
  expect(grids(near)).toEqual({ kind: 'grid', grid: 't.d.s.c1.g001' });
  expect(grids(across)).toMatchObject({ kind: 'ask-building', grids: ['t.d.s.c1.g001', 't.d.s.c1.g002'] });
  expect(grids(`${across}.b2`)).toEqual({ kind: 'grid', grid: 't.d.s.c1.g002' });
  expect(grids('t.d.s.e9')).toEqual({ kind: 'unsettled', below: 't.d.s' });
  expect(grids('t.nowhere')).toEqual({ kind: 'unsettled', below: 't' });
});
