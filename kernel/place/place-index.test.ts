import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainName, readingsOf } from './name-forms.ts';
import { buildPlaceTree, type PlaceKind, type PlaceNode } from './place.ts';
import { buildPlaceIndex } from './place-index.ts';
import { searchPlaces } from './search-places.ts';
import { textRows } from './text-rows.ts';

const DAY = '2025-09-26';

const node = (
  id: string,
  kind: PlaceKind,
  name: string,
  more: Partial<Pick<PlaceNode, 'aliases' | 'roads'>> = {},
): PlaceNode => ({
  id,
  kind,
  name,
  parent: id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : null,
  validFrom: '2000-01-01',
  validTo: null,
  codes: [],
  ...more,
});

const town = [
  node('t', 'city', '某市'),
  node('t.n', 'district', '北区'),
  node('t.n.r1', 'road', '新华街'),
  node('t.n.s1', 'street', '长青街道'),
  node('t.n.s1.c1', 'community', '和平社区居委会'),
  node('t.n.s1.c1.e1', 'estate', '鑫苑小区', { roads: ['t.n.r1'] }),
  ...[1, 3, 13, 30].map((n) => node(`t.n.s1.c1.e1.b${n}`, 'building', `${n}号楼`)),
  node('t.n.s1.c1.e2', 'estate', '安居佳苑', { aliases: ['水泥厂宿舍'], roads: ['t.n.r1'] }),
  node('t.n.s1.c1.e2.b3', 'building', '三号楼'),
  node('t.n.s1.c1.e3', 'estate', '三金B区'),
  node('t.n.s1.c1.e4', 'estate', '工行南小区'),
];
const index = buildPlaceIndex(buildPlaceTree(town, DAY));
const find = (query: string) => {
  const found = searchPlaces(index, query);
  return found.ok ? found.value.hits.map(({ id }) => id.split('.').slice(4).join('.')) : [];
};

test('people type four letters, half a name or an old name and have the building', () => {
  expect(find('xyxq3')[0]).toBe('e1.b3');
  expect(find('xyxq3')).toEqual(['e1.b3']);
  expect(find('鑫苑 3号楼')).toEqual(['e1.b3']);
  expect(find('鑫苑3号楼')).toEqual(['e1.b3']);
  expect(find('鑫苑三栋')).toEqual(['e1.b3']);
  expect(find('xinyuan 13')).toEqual(['e1.b13']);
  expect(find('新华街 水泥厂宿舍')).toEqual(['e2']);
  expect(find('新华街水泥厂宿舍')).toEqual(['e2']);
  expect(find('ajjy3hl')).toEqual(['e2.b3']);
  expect(find('北区 和平 ghnxq')).toEqual(['e4']);
  expect(find('三金b区')).toEqual(['e3']);
  expect(find('ＸＹＸＱ　３')).toEqual(['e1.b3']);
});

test('an alias that was meant is named, and nothing is found for what is not there', () => {
  const found = searchPlaces(index, '水泥厂');
  expect(found.ok && found.value.hits[0]).toMatchObject({
    name: '安居佳苑',
    alias: '水泥厂宿舍',
    label: '北区 长青街道 和平社区居委会 安居佳苑',
    path: '/t/n/s1/c1/e2/',
  });
  expect(find('鑫苑 99号楼')).toEqual([]);
  expect(find('')).toEqual([]);
  expect(find('!!!')).toEqual([]);
  expect(searchPlaces(index, '长'.repeat(101))).toMatchObject({ ok: false, code: 'place.query-too-long' });
});

test('a name with a character of two readings is found by either; a syllable is not found across two', () => {
  expect(readingsOf('长青').map(({ syllables }) => syllables)).toEqual(['ChangQing', 'ZhangQing']);
  expect(find('zhangqing')).toEqual(['']);
  expect(searchPlaces(index, 'anju')).toMatchObject({ ok: true, value: { hits: [{ name: '安居佳苑' }] } });
  // `anqu` would have to begin inside the syllable `yuan` or `nan`
  expect(find('anxiaoqu')).toEqual([]);
});

test('numbers of houses are one spelling: 十二栋, 12幢, 12#楼, 12号楼', () => {
  for (const text of ['十二栋', '12幢', '12#楼', '12 号楼', '１２号楼']) expect(plainName(text)).toBe('12号楼');
  expect(plainName('三金B区')).toBe('三金b区');
});

test('rows of text give every row that holds a text, once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '楼'), maxLength: 6 }), { maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '楼'), minLength: 1, maxLength: 3 }),
      (texts, text) => {
        const rows: number[] = [];
        textRows(texts).scan(text, ({ row, begins, whole }) => {
          expect([begins, whole]).toEqual([texts[row]?.startsWith(text), texts[row] === text]);
          rows.push(row);
          return 'next';
        });
        expect(rows).toEqual(texts.flatMap((one, row) => (one.includes(text) ? [row] : [])));
      },
    ),
  );
});

test('300,000 addresses are searched in under 100 ms (HUYING_SCALE, default a tenth)', () => {
  const scale = Number(process.env.HUYING_SCALE ?? 0.1);
  const nodes = manyAddresses(Math.round(300_000 * scale));
  const began = performance.now();
  const many = buildPlaceIndex(buildPlaceTree(nodes, DAY));
  const built = performance.now() - began;
  const queries = ['xyxq3', '鑫苑 3号楼', '新华街 水泥厂宿舍', '新华街水泥厂宿舍', 'x', '3', 'hpsq jinxiu 12', '号楼'];
  const times = queries.map((query) => {
    const start = performance.now();
    expect(searchPlaces(many, query)).toMatchObject({ ok: true });
    return performance.now() - start;
  });
  const slowest = Math.max(...times);
  console.info(
    `${nodes.length} addresses (${many.names.count} names): built in ${built.toFixed(0)} ms, ` +
      queries.map((query, at) => `${query} ${times[at]?.toFixed(1)} ms`).join(', '),
  );
  expect(slowest).toBeLessThan(100);
  expect(built).toBeLessThan(10_000);
});

/** Estates of invented names with twenty buildings each; every estate has a name of its own. */
function manyAddresses(count: number): readonly PlaceNode[] {
  const words = [...'鑫锦祥泰和佳安康福瑞华景丽阳春秋兰竹松柏明珠金银河海湖滨'];
  const nodes: PlaceNode[] = [...town];
  for (let n = 0; nodes.length < count; n += 1) {
    const at = (k: number) => words[Math.floor(n / words.length ** k) % words.length] ?? '';
    const id = `t.n.s1.c1.x${n}`;
    nodes.push(node(id, 'estate', `${at(0)}${at(1)}${at(2)}苑小区`, { roads: ['t.n.r1'] }));
    for (let b = 1; b <= 20; b += 1) nodes.push(node(`${id}.b${b}`, 'building', `${b}号楼`));
  }
  return nodes;
}
