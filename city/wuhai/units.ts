import type { Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';
import { FIRMS, LINES, type Line } from './lines.ts';

const VALID_FROM = '2000-01-01';

/** The centre that answers for the whole city: 市域社会治理中心 and 城市运营管理中心 work as one (page 003:361). */
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

/** The organisation of Wuhai: centre, governments of three levels, bureaus of each line, firms. */
export function wuhaiUnits(places: readonly PlaceNode[]): readonly Unit[] {
  const city = unit('wh', '乌海市人民政府', 'government', 'city', 'wh', null);
  const centre = {
    ...unit(CENTRE, '乌海市市域社会治理中心（12345）', 'centre', 'city', 'wh', 'wh'),
    namedIn: '003:361',
  } as const;
  const police = { ...unit('wh-110', '110 指挥中心', 'command', 'city', 'wh', 'wh'), namedIn: '003:388' } as const;
  const bureaus = Object.entries(LINES).map(([line, { name, namedIn }]) => ({
    ...unit(`wh-${line}`, `乌海市${name}`, 'bureau', 'city', 'wh', 'wh'),
    ...mark(namedIn?.city),
  }));
  const firms = Object.entries(FIRMS).map(([id, name]) => ({
    ...unit(`wh-firm-${id}`, name, 'firm', 'firm', 'wh', 'wh'),
    placeholder: true as const,
  }));
  return [city, centre, police, ...bureaus, ...firms, ...places.flatMap(unitsOfPlace)];
}

const mark = (namedIn: string | undefined) => (namedIn === undefined ? { placeholder: true as const } : { namedIn });

function unitsOfPlace(place: PlaceNode): readonly Unit[] {
  const own = unitIdOf(place.id);
  const above = place.parent === null ? null : unitIdOf(place.parent);
  if (place.kind === 'district') {
    const government = unit(own, `${place.name}人民政府`, 'government', 'district', place.id, above);
    return [government, ...Object.entries(LINES).flatMap(([line, is]) => bureauOf(place, line, is))];
  }
  if (place.kind === 'street') return [unit(own, officeName(place.name), 'street', 'street', place.id, above)];
  if (place.kind === 'community') return [unit(own, place.name, 'community', 'community', place.id, above)];
  return [];
}

function bureauOf(district: PlaceNode, line: string, { name, inDistricts, namedIn }: Line): readonly Unit[] {
  if (inDistricts === null) return [];
  const own = unitIdOf(district.id);
  const short = district.id.slice(district.id.lastIndexOf('.') + 1) as 'hbw' | 'hn' | 'wd';
  const bureau = unit(
    `${own}-${line}`,
    `${district.name}${inDistricts ?? name}`,
    'bureau',
    'district',
    district.id,
    own,
  );
  return [{ ...bureau, parentInLine: `wh-${line}`, ...mark(namedIn?.[short]) }];
}

const officeName = (name: string): string => {
  if (name.endsWith('街道')) return `${name}办事处`;
  return name.endsWith('镇') ? `${name}人民政府` : `${name}管理委员会`;
};

/** `wh.hbw.s01` → `wh-hbw-s01`. */
export const unitIdOf = (place: string): string => place.replaceAll('.', '-');

/**
 * The unit that a template of the dispatch catalogue means at a place path. `bureau:housing@district` at `/wh/hbw/…` is
 * `wh-hbw-housing`; without a place a district has no answer, nor has a line without bureaus in the districts.
 */
export function unitOfTemplate(template: string, place: string | null): string | null {
  const parts = place?.split('/').filter(Boolean) ?? [];
  const bureau = /^bureau:(\w+)@(city|district)$/.exec(template);
  if (bureau) {
    const [, line = '', level] = bureau;
    if (level === 'city') return `wh-${line}`;
    return parts[1] && LINES[line]?.inDistricts !== null ? `wh-${parts[1]}-${line}` : null;
  }
  const firm = /^firm:(\w+)$/.exec(template);
  if (firm) return `wh-firm-${firm[1]}`;
  const depth = { district: 2, street: 3, community: 4 }[template];
  if (depth === undefined) throw new Error(`the dispatch catalogue has an unknown template ${template}`);
  return parts.length >= depth ? unitIdOf(parts.slice(0, depth).join('.')) : null;
}
