import type { PlaceNode, Point, Ring } from '@huying/kernel/place/place';
import { boxOf, isInside, METRES_PER_DEGREE } from '@huying/kernel/place/polygon';
import { type Draw, drawFrom } from '../draw.ts';

const SEED = 20_230_925;
const ESTATES_PER_COMMUNITY = 4;
const BUILDINGS = { least: 4, most: 12 } as const;
/** Distance between the rows of an estate, in metres: large enough that some estates lie in two grids. */
const ROW_METRES = 60;

/** Invented names. Nothing is known of estates with these names; everything drawn here is marked as demonstration. */
const WORDS =
  '鑫苑 锦绣 祥和 瑞丰 泰和 金都 福源 丽景 春晖 兰亭 书香 碧水 云锦 天和 明珠 宏达 嘉禾 怡景 翠园 华庭 润泽 景泰 永泰 龙源'.split(
    ' ',
  );
const ENDINGS = ['小区', '花园', '家园', '佳苑', '公寓'];
const OLD_NAMES = ['水泥厂宿舍', '化工厂家属楼', '矿务局家属院', '铁路家属院', '粮食局家属院', '供销社宿舍'];
const ROADS = ['新华街', '人民路', '建设街', '光明路', '友谊路', '胜利街', '前进路', '文化街'];

/** Roads of each district, estates of each urban community, and their buildings, at points inside the grids. */
export function drawEstates(
  districts: readonly PlaceNode[],
  communities: readonly PlaceNode[],
  grids: readonly PlaceNode[],
): readonly PlaceNode[] {
  const draw = drawFrom(SEED);
  const roads = districts.flatMap((district) =>
    ROADS.map((name, index) => demoNode(`${district.id}.r${two(index + 1)}`, 'road', name, district.id)),
  );
  const names = namesFrom(draw);
  const estates = communities.filter(isUrban).flatMap((community) => {
    const own = grids.filter((grid) => grid.parent === community.id);
    return Array.from({ length: ESTATES_PER_COMMUNITY }, (_, index) =>
      estateOf(draw, { community, index, name: names(), grid: draw.pick(own), roads }),
    ).flat();
  });
  return [...roads, ...estates];
}

/** Villages, industrial parks and mining areas have no estates. */
const isUrban = ({ name }: PlaceNode): boolean => name.includes('社区') && !/虚拟|工业园|矿区/.test(name);

type Site = {
  readonly community: PlaceNode;
  readonly index: number;
  readonly name: string;
  readonly grid: PlaceNode;
  readonly roads: readonly PlaceNode[];
};

function estateOf(draw: Draw, { community, index, name, grid, roads }: Site): readonly PlaceNode[] {
  const id = `${community.id}.e${two(index + 1)}`;
  const point = pointInside(draw, grid.outline?.[0] ?? []);
  const near = roads.filter((road) => road.parent !== null && community.id.startsWith(`${road.parent}.`));
  const estate: PlaceNode = {
    ...demoNode(id, 'estate', name, community.id),
    point,
    roads: [draw.pick(near).id],
    ...(draw.share() < 0.15 ? { aliases: [draw.pick(OLD_NAMES)] } : {}),
  };
  const count = draw.whole(BUILDINGS.least, BUILDINGS.most);
  const buildings = Array.from({ length: count }, (_, at) => ({
    ...demoNode(`${id}.b${two(at + 1)}`, 'building', `${at + 1}号楼`, id),
    point: standingAt(point, at),
  }));
  return [estate, ...buildings];
}

/** Buildings stand in rows of three, to the east and to the north of the estate's own point. */
function standingAt([x, y]: Point, at: number): Point {
  const narrow = Math.cos((y * Math.PI) / 180);
  const east = ((at % 3) * ROW_METRES) / (METRES_PER_DEGREE * narrow);
  const north = (Math.floor(at / 3) * ROW_METRES) / METRES_PER_DEGREE;
  return [rounded(x + east), rounded(y + north)];
}

const TRIES = 200;

function pointInside(draw: Draw, ring: Ring): Point {
  const [minX, minY, maxX, maxY] = boxOf(ring);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const x = rounded(minX + draw.share() * (maxX - minX));
    const y = rounded(minY + draw.share() * (maxY - minY));
    if (isInside([x, y], [ring])) return [x, y];
  }
  throw new Error('no point was found inside a grid');
}

/** Six decimals are a tenth of a metre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** All combinations of words and endings in a drawn order, so that a name comes again as late as possible. */
function namesFrom(draw: Draw): () => string {
  const names = WORDS.flatMap((word) => ENDINGS.map((ending) => `${word}${ending}`));
  const order = names.map((name) => ({ name, at: draw.share() })).toSorted((a, b) => a.at - b.at);
  let next = 0;
  return () => {
    const name = order[next % order.length]?.name ?? '';
    next += 1;
    return name;
  };
}

function demoNode(id: string, kind: PlaceNode['kind'], name: string, parent: string): PlaceNode {
  return { id, kind, name, parent, validFrom: '2000-01-01', validTo: null, codes: [], demo: true };
}

const two = (number: number): string => String(number).padStart(2, '0');
