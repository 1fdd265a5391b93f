import { dayNumber, weekdayOf, type Zone, zoneOf } from './zone.ts';

/** Notices by year, as texts of days and ranges; days without a year belong to the notice's year. */
export type HolidayTable = Readonly<Record<number, { readonly off: string; readonly work: string }>>;

/** Office hours of a day, in minutes after midnight. A dated row of the city. */
export type Roster = {
  readonly validFrom: string;
  readonly periods: readonly { readonly from: number; readonly to: number }[];
  readonly basis: string;
  readonly default?: true;
};

export type CalendarSource = {
  readonly zone: string;
  readonly notices: HolidayTable;
  readonly rosters: readonly Roster[];
  /** Days off of a year whose notice is not known: month and day. */
  statutory(year: number): readonly string[];
};

export type DayKind = 'work' | 'off' | 'makeUp' | 'weekend';

/** One city's calendar: which days are worked, when the offices close, and how far the notices reach. */
export type CityCalendar = {
  readonly zone: Zone;
  kindOf(day: number): DayKind;
  isWorkingDay(day: number): boolean;
  /** Does the answer for this day rest on a notice that is not known? True after 27 December of the last known year. */
  isProvisional(day: number): boolean;
  /** Year whose notice is not known and would decide over this day; null where the notices reach. */
  missingNotice(day: number): number | null;
  /** First year with a notice; minus infinity for a calendar without notices. */
  readonly firstYear: number;
  rosterOf(day: number): Roster;
  /** Minute of the day at which the offices close. */
  closeOf(day: number): number;
};

/** After this day of the last published year the next notice may already move the days around New Year. */
const LAST_SURE_DAY = '12-27';

export function makeCalendar(source: CalendarSource): CityCalendar {
  const special = specialDays(source);
  const years = Object.keys(source.notices).map(Number);
  const lastYear = years.length > 0 ? Math.max(...years) : Number.POSITIVE_INFINITY;
  const firstYear = years.length > 0 ? Math.min(...years) : Number.NEGATIVE_INFINITY;
  const firstSure = Number.isFinite(firstYear) ? dayNumber(`${firstYear}-01-01`) : Number.NEGATIVE_INFINITY;
  const lastSure = Number.isFinite(lastYear) ? dayNumber(`${lastYear}-${LAST_SURE_DAY}`) : Number.POSITIVE_INFINITY;
  const rosters = source.rosters
    .map((roster) => ({ roster, from: dayNumber(roster.validFrom) }))
    .sort((a, b) => b.from - a.from);
  const first = rosters.at(-1)?.roster;
  if (!first) throw new Error('a calendar needs at least one roster of office hours');
  const statutory = new Map<number, ReadonlySet<number>>();

  const unknownOff = (day: number): boolean => {
    if (day <= lastSure) return false;
    const year = yearOf(day);
    if (year <= lastYear) return false;
    let days = statutory.get(year);
    if (!days) {
      days = new Set(source.statutory(year).map((text) => dayNumber(`${year}-${text}`)));
      statutory.set(year, days);
    }
    return days.has(day);
  };
  const kindOf = (day: number): DayKind => {
    const known = special.get(day);
    if (known) return known;
    if (unknownOff(day)) return 'off';
    const weekday = weekdayOf(day);
    return weekday === 0 || weekday === 6 ? 'weekend' : 'work';
  };
  const rosterOf = (day: number): Roster => rosters.find((row) => row.from <= day)?.roster ?? first;
  const missingNotice = (day: number): number | null => {
    if (years.length === 0) return null;
    const year = yearOf(day);
    if (year < firstYear || year > lastYear) return year;
    return day > lastSure ? lastYear + 1 : null;
  };
  return {
    zone: zoneOf(source.zone),
    kindOf,
    isWorkingDay: (day) => {
      const kind = kindOf(day);
      return kind === 'work' || kind === 'makeUp';
    },
    isProvisional: (day) => day > lastSure || day < firstSure,
    missingNotice,
    firstYear,
    rosterOf,
    closeOf: (day) => rosterOf(day).periods.at(-1)?.to ?? 24 * 60,
  };
}

const yearOf = (day: number): number => new Date(day * 86_400_000).getUTCFullYear();

function specialDays(source: CalendarSource): ReadonlyMap<number, 'off' | 'makeUp'> {
  const days = new Map<number, 'off' | 'makeUp'>();
  for (const [year, { off, work }] of Object.entries(source.notices)) {
    for (const day of expand(off, Number(year))) days.set(day, 'off');
    for (const day of expand(work, Number(year))) days.set(day, 'makeUp');
  }
  return days;
}

function expand(text: string, year: number): readonly number[] {
  return text.split(' ').flatMap((part) => {
    const [from = '', to = from] = part.split('..').map((one) => (one.length === 5 ? `${year}-${one}` : one));
    const [first, last] = [dayNumber(from), dayNumber(to)];
    if (Number.isNaN(first) || Number.isNaN(last)) throw new Error(`${part} is no day or range of ${year}`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
