import type { CityCalendar } from './calendar.ts';
import type { Span } from './span.ts';
import { dayNumber, dayText, instantOf, localOf } from './zone.ts';

/**
 * A stop of the clock by days, both included: the first one still counts as used, counting goes on after the last. A
 * stop without an end is still running: it moves nothing yet, but tells what was used when it began.
 */
export type Stop = { readonly from: string; readonly to?: string };

export type DayRange = readonly [first: number, last: number];

export type Due = {
  readonly due: Date;
  /** Day on which counting began; it is not counted itself, except by hours and minutes. */
  readonly startDay: number;
  /** In the unit asked for, at the end of the day on which the first stop began; 0 and n where there is none. */
  readonly used: number;
  readonly left: number;
  /** A counted day rests on a holiday notice that is not known. */
  readonly provisional: boolean;
  /** Make-up days that counted and days off that were passed over, as day numbers; only where they moved the moment. */
  readonly makeUps: readonly number[];
  readonly off: readonly number[];
  /** Days that stops took out of the count. */
  readonly stopped: readonly DayRange[];
  /** The last counted day where nobody works on it, so that the moment rolled on from it (Civil Code 203). */
  readonly rolledFrom?: number;
};

/** No limit of a city is longer; it also ends the count where a calendar has no working days. */
const DAYS_MAX = 40_000;
const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/**
 * When a span that begins at `from` ends, by the counting rules of Civil Code 200 to 204 and the practice of offices:
 * working days end at close of business of the n-th working day after the first; calendar days and months leave out the
 * first day and roll on from a day off; hours begin at once, working hours run inside the roster.
 */
export function dueOf(from: Date, within: Span, calendar: CityCalendar, stops: readonly Stop[] = []): Due {
  const count: Count = { from, within, calendar, start: localOf(from, calendar.zone).day, stopped: NONE };
  const stopped = stops.length > 0 ? readStops(stops, count.start) : NONE;
  const counting = { ...count, stopped };
  switch (within.unit) {
    case 'wd':
      return byWorkingDays(counting);
    case 'd':
      return byCalendarDays(counting);
    case 'mo':
      return byMonths(counting);
    case 'wh':
      return byOfficeHours(counting);
    default:
      return byNaturalTime(counting);
  }
}

type Stopped = {
  /** Day on which the first stop began; infinite where there is none. */
  readonly first: number;
  /** Days taken out of the count, in order; they may overlap. */
  readonly ranges: readonly DayRange[];
};

type Count = {
  readonly from: Date;
  readonly within: Span;
  readonly calendar: CityCalendar;
  readonly start: number;
  readonly stopped: Stopped;
};

const NONE: Stopped = { first: Number.POSITIVE_INFINITY, ranges: [] };

/** Stops that were over before counting began say nothing about it. */
function readStops(stops: readonly Stop[], start: number): Stopped {
  let { first } = NONE;
  const ranges: DayRange[] = [];
  for (const stop of stops) {
    const [from, to] = [dayNumber(stop.from), dayNumber(stop.to ?? stop.from)];
    if (!(from <= to)) throw new Error(`${stop.from}..${stop.to ?? ''} is no stop`);
    if (stop.to !== undefined && to < start) continue;
    first = Math.min(first, from);
    if (to > from) ranges.push([from + 1, to]);
  }
  return { first, ranges: ranges.sort(([a], [b]) => a - b) };
}

const isStopped = (day: number, { ranges }: Stopped): boolean =>
  ranges.length > 0 && ranges.some(([first, last]) => day >= first && day <= last);

const closing = (day: number, calendar: CityCalendar): Date => instantOf(day, calendar.closeOf(day), calendar.zone);

type Landing = { readonly due: Date; readonly day: number; readonly used: number };
type Reasons = Partial<Pick<Due, 'makeUps' | 'off' | 'rolledFrom' | 'provisional'>>;

/** Puts an answer together; a stop that began after the due day stopped nothing. */
function answer(count: Count, { due, day, used }: Landing, reasons: Reasons): Due {
  const { within, stopped, start } = count;
  const atStop = stopped.first > day ? 0 : rounded(Math.min(within.n, Math.max(0, used)));
  return {
    due,
    startDay: start,
    used: atStop,
    left: rounded(within.n - atStop),
    provisional: false,
    makeUps: [],
    off: [],
    stopped: stopped.ranges.filter(([first]) => first <= day),
    ...reasons,
  };
}

/** Parts of hours and months are told to four decimals. */
const rounded = (n: number): number => Math.round(n * 10_000) / 10_000;

/** Counts working days after the first; ends at close of business of the n-th. */
function byWorkingDays(count: Count): Due {
  const { within, calendar, start, stopped } = count;
  let counted = 0;
  let used = 0;
  let provisional = false;
  const makeUps: number[] = [];
  const off: number[] = [];
  for (let day = start + 1; day <= start + DAYS_MAX; day += 1) {
    if (isStopped(day, stopped)) continue;
    const kind = calendar.kindOf(day);
    provisional ||= calendar.isProvisional(day);
    if (kind === 'off') off.push(day);
    if (kind === 'off' || kind === 'weekend') continue;
    counted += 1;
    if (kind === 'makeUp') makeUps.push(day);
    if (day <= stopped.first) used = counted;
    if (counted === within.n) {
      return answer(count, { due: closing(day, calendar), day, used }, { provisional, makeUps, off });
    }
  }
  throw new Error(`no ${within.n} working days can be counted from ${dayText(start)}`);
}

function byCalendarDays(count: Count): Due {
  const { within, start, stopped } = count;
  const last = laterBy(start + within.n, count);
  return rolled(count, last, Math.min(stopped.first, last) - start);
}

/** The same day number of the later month, or its last day (Civil Code 202); stopped days are added. */
function byMonths(count: Count): Due {
  const { within, start, stopped } = count;
  const last = laterBy(monthsLater(start, within.n), count);
  return rolled(count, last, stopped.first <= last ? monthsBetween(start, stopped.first) : within.n);
}

/** A last day moved on by the days that stops took out between the first day and it. */
function laterBy(plain: number, { start, stopped }: Count): number {
  let end = plain;
  if (stopped.ranges.length === 0) return end;
  for (let day = start + 1; day <= end && day <= start + DAYS_MAX; day += 1) if (isStopped(day, stopped)) end += 1;
  return end;
}

/** A last day without work moves to the next working day (Civil Code 203) on which the clock runs. */
function rolled(count: Count, last: number, used: number): Due {
  const { calendar, stopped } = count;
  const off: number[] = [];
  let provisional = calendar.isProvisional(last);
  let day = last;
  while (!calendar.isWorkingDay(day) || isStopped(day, stopped)) {
    if (day > last + DAYS_MAX) throw new Error(`no working day follows ${dayText(last)}`);
    if (calendar.kindOf(day) === 'off' && !isStopped(day, stopped)) off.push(day);
    day += 1;
    provisional ||= calendar.isProvisional(day);
  }
  const moved = day > last ? { rolledFrom: last } : {};
  return answer(count, { due: closing(day, calendar), day, used }, { provisional, off, ...moved });
}

function monthsLater(day: number, n: number): number {
  const [year = 0, month = 1, date = 1] = dayText(day).split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + n, 0)).getUTCDate();
  return Date.UTC(year, month - 1 + n, Math.min(date, lastOfMonth)) / DAY_MS;
}

/** Whole months, and of the one begun the part of its days that has passed. */
function monthsBetween(from: number, to: number): number {
  if (to <= from) return 0;
  let months = 0;
  while (monthsLater(from, months + 1) <= to) months += 1;
  const begun = monthsLater(from, months);
  return months + (to - begun) / (monthsLater(from, months + 1) - begun);
}

/** Runs through office hours from the moment on. */
function byOfficeHours(count: Count): Due {
  const { within, calendar, start, stopped, from } = count;
  const total = within.n * 60;
  const begun = minutesOf(from, calendar);
  let left = total;
  let usedAtStop = 0;
  let provisional = false;
  const makeUps: number[] = [];
  const off: number[] = [];
  for (let day = start; day <= start + DAYS_MAX; day += 1) {
    if (isStopped(day, stopped)) continue;
    const kind = calendar.kindOf(day);
    provisional ||= calendar.isProvisional(day);
    if (kind === 'off') off.push(day);
    if (kind === 'off' || kind === 'weekend') continue;
    if (kind === 'makeUp') makeUps.push(day);
    for (const period of calendar.rosterOf(day).periods) {
      const open = day === start ? Math.max(period.from, begun) : period.from;
      const room = Math.max(0, period.to - open);
      if (room < left) {
        left -= room;
        continue;
      }
      const used = (day <= stopped.first ? total : usedAtStop) / 60;
      return answer(count, { due: atMinutes(day, open + left, calendar), day, used }, { provisional, makeUps, off });
    }
    if (day <= stopped.first) usedAtStop = total - left;
  }
  throw new Error(`no ${within.n} working hours can be counted from ${dayText(start)}`);
}

/** Minutes since midnight of the city's day, with their parts. */
function minutesOf(moment: Date, calendar: CityCalendar): number {
  const { minute, seconds } = localOf(moment, calendar.zone);
  return minute + seconds / 60;
}

/** The instant of a minute of a day; parts of a minute are kept to the millisecond. */
function atMinutes(day: number, minutes: number, calendar: CityCalendar): Date {
  const milliseconds = Math.round(minutes * MINUTE_MS);
  const whole = Math.floor(milliseconds / MINUTE_MS);
  return instantOf(day, whole, calendar.zone, (milliseconds - whole * MINUTE_MS) / 1000);
}

/** Natural time begins at once and knows no holidays; stopped days are taken out from midnight to midnight. */
function byNaturalTime(count: Count): Due {
  const { from, within, calendar, stopped } = count;
  const unit = within.unit === 'h' ? 60 * MINUTE_MS : MINUTE_MS;
  const midnight = (day: number): number => instantOf(day, 0, calendar.zone).getTime();
  let left = within.n * unit;
  let at = from.getTime();
  for (const [first, last] of stopped.ranges) {
    const [halt, resume] = [midnight(first), midnight(last + 1)];
    if (at >= resume) continue;
    if (at + left <= halt) break;
    left -= Math.max(0, halt - at);
    at = resume;
  }
  const due = new Date(at + left);
  const { day } = localOf(due, calendar.zone);
  const used = stopped.first <= day ? (midnight(stopped.first + 1) - from.getTime()) / unit : 0;
  return answer(count, { due, day, used }, {});
}

/**
 * The moment a span before another: natural hours and minutes to the second, working hours through the roster, days and
 * months to close of business of the earlier day.
 */
export function momentBefore(moment: Date, span: Span, calendar: CityCalendar): Date {
  if (span.unit === 'h') return new Date(moment.getTime() - span.n * 60 * MINUTE_MS);
  if (span.unit === 'min') return new Date(moment.getTime() - span.n * MINUTE_MS);
  if (span.unit === 'wh') return officeHoursBefore(moment, span.n, calendar);
  const { day } = localOf(moment, calendar.zone);
  if (span.unit === 'mo') return closing(monthsLater(day, -span.n), calendar);
  if (span.unit === 'd') return closing(day - span.n, calendar);
  let left = span.n;
  for (let earlier = day - 1; earlier >= day - DAYS_MAX; earlier -= 1) {
    if (calendar.isWorkingDay(earlier)) left -= 1;
    if (left === 0) return closing(earlier, calendar);
  }
  throw new Error(`no ${span.n} working days lie before ${dayText(day)}`);
}

function officeHoursBefore(moment: Date, hours: number, calendar: CityCalendar): Date {
  const { day: last } = localOf(moment, calendar.zone);
  let left = hours * 60;
  for (let day = last; day >= last - DAYS_MAX; day -= 1) {
    if (!calendar.isWorkingDay(day)) continue;
    for (const period of calendar.rosterOf(day).periods.toReversed()) {
      const close = day === last ? Math.min(period.to, minutesOf(moment, calendar)) : period.to;
      const room = Math.max(0, close - period.from);
      if (room >= left) return atMinutes(day, close - left, calendar);
      left -= room;
    }
  }
  throw new Error(`no ${hours} working hours lie before ${dayText(last)}`);
}
