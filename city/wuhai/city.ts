import { chinaCalendar } from '@huying/kernel/clock/calendars/cities';
import type { CityFile as CityFileShape } from '../city-file.ts';
import { wuhaiCategories } from './categories.ts';
import { wuhaiDispatch } from './dispatch.ts';
import { wuhaiChannels, wuhaiFigures } from './figures.ts';
import { wuhaiPlaces } from './places.ts';
import { wuhaiDuties, wuhaiPersons, wuhaiPosts } from './posts.ts';
import { CENTRE, unitOfTemplate, wuhaiUnits } from './units.ts';

export type CityFile = CityFileShape;

export const wuhaiCalendar = chinaCalendar;

/** Wuhai as data: its register, the figures of the pages, and everything else drawn or invented and marked so. */
export function cityOfWuhai(): CityFile {
  const places = wuhaiPlaces();
  const units = wuhaiUnits(places);
  const posts = wuhaiPosts(units, places);
  return {
    city: 'wuhai',
    name: '乌海市',
    mark: 'demo',
    zone: 'Asia/Shanghai',
    centre: CENTRE,
    numberPrefix: '1503',
    places,
    units,
    posts,
    persons: wuhaiPersons(posts),
    duties: wuhaiDuties(places),
    categories: wuhaiCategories,
    channels: wuhaiChannels(),
    figures: wuhaiFigures(),
    dispatch: wuhaiDispatch,
    unitOfTemplate,
  };
}
