import type { Post, Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';

const VALID_FROM = '2000-01-01';

/** Lines of bureaus, from the city down to its districts. Typical names; none is taken from a page. */
export const LINES: Readonly<Record<string, string>> = {
  housing: '住房和城乡建设局',
  cityManagement: '城市管理综合执法局',
  labour: '人力资源和社会保障局',
  education: '教育局',
  market: '市场监督管理局',
  culture: '文化旅游体育局',
  environment: '生态环境局',
  health: '卫生健康委员会',
  transport: '交通运输局',
  civilAffairs: '民政局',
  emergency: '应急管理局',
  water: '水务局',
};

/** Firms that supply the city. Placeholders: the pages name none of them. */
const FIRMS: Readonly<Record<string, string>> = {
  heat: '供热企业（占位）',
  water: '供水企业（占位）',
  power: '供电企业（占位）',
  gas: '燃气企业（占位）',
};

/** The centre that answers for the whole city: 市域社会治理中心 and 城市运营管理中心 work as one (newspaper page 003). */
export const CENTRE = 'wh-centre';

type Level = Unit['level'];

function unit(id: string, name: string, kind: Unit['kind'], level: Level, place: string, above: string | null): Unit {
  return {
    id,
    name,
    kind,
    level,
    placeId: place,
    parentInPlace: above,
    parentInLine: null,
    validFrom: VALID_FROM,
    validTo: null,
  };
}

/**
 * The organisation of Wuhai: centre, governments of three levels, bureaus of each line in city and districts, firms.
 */
export function wuhaiUnits(places: readonly PlaceNode[]): readonly Unit[] {
  const city = unit('wh', '乌海市人民政府', 'government', 'city', 'wh', null);
  const centre = unit(CENTRE, '乌海市市域社会治理中心（12345）', 'centre', 'city', 'wh', 'wh');
  const police = unit('wh-110', '110 指挥中心', 'command', 'city', 'wh', 'wh');
  const bureaus = Object.entries(LINES).map(([line, name]) =>
    unit(`wh-${line}`, `乌海市${name}`, 'bureau', 'city', 'wh', 'wh'),
  );
  const firms = Object.entries(FIRMS).map(([id, name]) => ({
    ...unit(`wh-firm-${id}`, name, 'firm', 'firm', 'wh', 'wh'),
    placeholder: true as const,
  }));
  return [city, centre, police, ...bureaus, ...firms, ...places.flatMap(unitsOfPlace)];
}

function unitsOfPlace(place: PlaceNode): readonly Unit[] {
  const own = unitIdOf(place.id);
  const above = place.parent === null ? null : unitIdOf(place.parent);
  if (place.kind === 'district') {
    const government = unit(own, `${place.name}人民政府`, 'government', 'district', place.id, above);
    const bureaus = Object.entries(LINES).map(([line, name]) => ({
      ...unit(`${own}-${line}`, `${place.name}${name}`, 'bureau', 'district', place.id, own),
      parentInLine: `wh-${line}`,
    }));
    return [government, ...bureaus];
  }
  if (place.kind === 'street') return [unit(own, officeName(place.name), 'street', 'street', place.id, above)];
  if (place.kind === 'community') return [unit(own, place.name, 'community', 'community', place.id, above)];
  return [];
}

const officeName = (name: string): string => {
  if (name.endsWith('街道')) return `${name}办事处`;
  return name.endsWith('镇') ? `${name}人民政府` : `${name}管理委员会`;
};

/** `wh.hbw.s01` → `wh-hbw-s01`. */
export const unitIdOf = (place: string): string => place.replaceAll('.', '-');

/** Posts of the centre, by role. */
const CENTRE_POSTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['operator-1', '话务员一', ['operator']],
  ['operator-2', '话务员二', ['operator']],
  ['shift-leader', '班长', ['shiftLeader']],
  ['dispatcher', '派单员', ['dispatcher']],
  ['ruler', '裁定员', ['ruler']],
  ['judge', '研判员', ['judge']],
  ['caller-1', '回访员一', ['caller']],
  ['caller-2', '回访员二', ['caller']],
  ['supervisor', '督办员', ['centreSupervisor']],
  ['leader', '中心负责人', ['centreLeader']],
];

/** Demonstration posts: each is held by one invented person, so that the four-eyes rules can be seen at work. */
export function wuhaiPosts(units: readonly Unit[]): readonly Post[] {
  const centre = CENTRE_POSTS.map(([id, label, roles]) => post(`${CENTRE}.${id}`, CENTRE, label, roles));
  const others = units
    .filter((one) => one.id !== CENTRE)
    .flatMap(({ id, name }) => [
      post(`${id}.clerk`, id, `${name}收件员`, ['clerk', 'handler']),
      post(`${id}.leader`, id, `${name}负责人`, ['approver', 'supervisor']),
    ]);
  const system = ['systemAdmin', 'securityAdmin', 'auditAdmin'].map((role) =>
    post(`${CENTRE}.${role}`, CENTRE, role, [role]),
  );
  return [...centre, ...others, ...system];
}

const post = (id: string, of: string, label: string, roles: readonly string[]): Post => ({
  id,
  unit: of,
  label,
  roles,
  person: `demo-${id}`,
});
