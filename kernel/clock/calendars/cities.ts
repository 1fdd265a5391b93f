import { type CityCalendar, makeCalendar, type Roster } from '../calendar.ts';
import { chinaNotices, chinaStatutory } from './china.ts';

/** Office hours of the region (a league's notice prints them): 08:30 to 12:00 and 14:30 to 17:30. */
const officeHours: Roster = {
  validFrom: '2000-01-01',
  periods: [
    { from: 8 * 60 + 30, to: 12 * 60 },
    { from: 14 * 60 + 30, to: 17 * 60 + 30 },
  ],
  basis: 'default: office hours as printed in a notice of the region; the city has not confirmed them',
  default: true,
};

const plainHours: Roster = {
  validFrom: '2000-01-01',
  periods: [{ from: 9 * 60, to: 17 * 60 }],
  basis: 'default of a test city',
  default: true,
};

export function chinaCalendar(rosters: readonly Roster[] = [officeHours], notices = chinaNotices): CityCalendar {
  return makeCalendar({
    zone: 'Asia/Shanghai',
    notices,
    rosters,
    statutory: (year) => chinaStatutory.byYear[year]?.concat(chinaStatutory.fixed) ?? chinaStatutory.fixed,
  });
}

/** A calendar of plain weekends, for the test city. */
export function plainCalendar(zone: string): CityCalendar {
  return makeCalendar({ zone, notices: {}, rosters: [plainHours], statutory: () => [] });
}

const CALENDARS: Readonly<Record<string, () => CityCalendar>> = {
  wuhai: () => chinaCalendar(),
  sf: () => plainCalendar('America/Los_Angeles'),
};

export const calendarNames = Object.keys(CALENDARS);

/** The calendar of a city by its name; undefined where no such city is known. */
export const calendarOf = (city: string): CityCalendar | undefined => CALENDARS[city]?.();
