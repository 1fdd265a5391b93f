import { chinaCalendar } from '@huying/kernel/clock/calendars/cities';
import type { Post, Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';
import type { RuleTable } from '@huying/kernel/rule/table';
import { type Category, wuhaiCategories } from './categories.ts';
import { wuhaiDispatch } from './dispatch.ts';
import { wuhaiPlaces } from './places.ts';
import { CENTRE, unitIdOf, wuhaiPosts, wuhaiUnits } from './units.ts';

/** A city as data: everything that the platform needs to know of it and that no program decides. */
export type CityFile = {
  readonly city: string;
  readonly name: string;
  readonly mark: 'demo' | 'test';
  readonly zone: string;
  readonly centre: string;
  /** First part of case numbers. */
  readonly numberPrefix: string;
  readonly places: readonly PlaceNode[];
  readonly units: readonly Unit[];
  readonly posts: readonly Post[];
  readonly categories: readonly Category[];
  readonly dispatch: RuleTable<readonly string[]>;
  /** The unit that a template of the dispatch catalogue means at a place path. */
  unitOfTemplate(template: string, place: string | null): string | null;
};

export const wuhaiCalendar = chinaCalendar;

export function cityOfWuhai(): CityFile {
  const places = wuhaiPlaces();
  const units = wuhaiUnits(places);
  return {
    city: 'wuhai',
    name: '乌海市',
    mark: 'demo',
    zone: 'Asia/Shanghai',
    centre: CENTRE,
    numberPrefix: '1503',
    places,
    units,
    posts: wuhaiPosts(units),
    categories: wuhaiCategories,
    dispatch: wuhaiDispatch,
    unitOfTemplate,
  };
}

/** `bureau:housing@district` at `/wh/hbw/…` is `wh-hbw-housing`; without a place a district has no answer. */
function unitOfTemplate(template: string, place: string | null): string | null {
  const parts = place?.split('/').filter(Boolean) ?? [];
  const bureau = /^bureau:(\w+)@(city|district)$/.exec(template);
  if (bureau) {
    if (bureau[2] === 'city') return `wh-${bureau[1]}`;
    return parts[1] ? `wh-${parts[1]}-${bureau[1]}` : null;
  }
  const firm = /^firm:(\w+)$/.exec(template);
  if (firm) return `wh-firm-${firm[1]}`;
  if (template === 'street') return parts[2] ? unitIdOf(parts.slice(0, 3).join('.')) : null;
  throw new Error(`the dispatch catalogue has an unknown template ${template}`);
}
