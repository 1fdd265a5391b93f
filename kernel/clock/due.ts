import type { CityCalendar } from './calendar.ts';
import type { Span } from './span.ts';
import { dayNumber, dayText, instantOf, localOf } from './zone.ts';

/** A stop of the clock by days, both included: the first one still counts as used, counting goes on after the last. */
export type Stop = { readonly from: string; readonly to?: string };

export type Due = {
  readonly due: Date;
  /** In the unit asked for, at the beginning of the first stop; 0 and n where there is none. */
  readonly used: number;
  readonly left: number;
  /** A counted day rests on a holiday notice that is not out yet. */
  readonly provisional: boolean;
  /** Make-up days that counted and days off that were passed over, as day numbers. */
  readonly makeUps: readonly number[];
  readonly off: readonly number[];
};

/** No limit of a city is longer; it also ends the count where a calendar has no working days. */
const DAYS_MAX = 40_000;
const DAY_MINUTES = 24 * 60;

/**
 * When a span that begins at `from` ends, by the counting rules of Civil Code 200 to 204 and the practice of offices:
 * working days end at close of business of the n-th working day after the first; calendar days and months leave out the
 * first day and roll on from a day off; hours begin at once, working hours run inside the roster.
 */
export function dueOf(from: Date, within: Span, calendar: CityCalendar, stops: readonly Stop[] = []): Due {
  const stopped = stopTest(stops);
  const start = localOf(from, calendar.zone);
  switch (within.unit) {
    case 'wd':
      return byDays(start.day, within.n, calendar, stopped, (day) => calendar.isWorkingDay(day));
    case 'd':
      return rolled(
        byDays(start.day, within.n, calendar, stopped, () => true),
        calendar,
      );
    case 'mo':
      return byMonths(start.day, within.n, calendar, stopped);
    case 'wh':
      return byOfficeMinutes(from, within.n, calendar, stopped);
    default:
      return byMinutes(from, within, calendar, stopped);
  }
}

type Stopped = { first: number; covers(day: number): boolean };

function stopTest(stops: readonly Stop[]): Stopped {
  const ranges = stops.map(({ from, to }) => [dayNumber(from), to ? dayNumber(to) : Number.POSITIVE_INFINITY] as const);
  const first = ranges.length > 0 ? Math.min(...ranges.map(([from]) => from)) : Number.POSITIVE_INFINITY;
  return { first, covers: (day) => ranges.some(([from, to]) => day > from && day <= to) };
}

/** Counts days after `start` that `counts` accepts; ends at close of business of the n-th. */
function byDays(
  start: number,
  n: number,
  calendar: CityCalendar,
  stopped: Stopped,
  counts: (day: number) => boolean,
): Due {
  let counted = 0;
  let used = 0;
  let provisional = false;
  const makeUps: number[] = [];
  const off: number[] = [];
  for (let day = start + 1; day <= start + DAYS_MAX; day += 1) {
    const kind = calendar.kindOf(day);
    if (kind === 'off') off.push(day);
    provisional ||= calendar.isProvisional(day);
    if (stopped.covers(day) || !counts(day)) continue;
    counted += 1;
    if (kind === 'makeUp') makeUps.push(day);
    if (day <= stopped.first) used = counted;
    if (counted < n) continue;
    const due = closing(day, calendar);
    const unstopped = stopped.first === Number.POSITIVE_INFINITY || stopped.first >= day;
    return { due, used: unstopped ? 0 : used, left: unstopped ? n : n - used, provisional, makeUps, off };
  }
  throw new Error(`no ${n} days can be counted from ${dayText(start)}`);
}

const closing = (day: number, calendar: CityCalendar): Date => instantOf(day, calendar.closeOf(day), calendar.zone);

/** A last day without work moves to the next working day (Civil Code 203). */
function rolled(due: Due, calendar: CityCalendar): Due {
  let { day } = localOf(due.due, calendar.zone);
  if (calendar.isWorkingDay(day)) return due;
  const off = [...due.off];
  let { provisional } = due;
  while (!calendar.isWorkingDay(day)) {
    if (calendar.kindOf(day) === 'off' && !off.includes(day)) off.push(day);
    day += 1;
    provisional ||= calendar.isProvisional(day);
  }
  return { ...due, due: closing(day, calendar), provisional, off };
}

/** The same day number of the later month, or its last day (Civil Code 202); stopped days are added. */
function byMonths(start: number, n: number, calendar: CityCalendar, stopped: Stopped): Due {
  const plain = monthsLater(start, n);
  let end = plain;
  let waiting = 0;
  for (let day = start + 1; day <= end; day += 1) {
    if (!stopped.covers(day)) continue;
    waiting += 1;
    end = plain + waiting;
  }
  const halted = stopped.first < plain && waiting > 0;
  const used = halted ? Math.max(0, monthsBetween(start, stopped.first)) : 0;
  const ended: Due = {
    due: closing(end, calendar),
    used,
    left: n - used,
    provisional: calendar.isProvisional(end),
    makeUps: [],
    off: calendar.kindOf(end) === 'off' ? [end] : [],
  };
  return rolled(ended, calendar);
}

function monthsLater(day: number, n: number): number {
  const [year = 0, month = 1, date = 1] = dayText(day).split('-').map(Number);
  const target = new Date(Date.UTC(year, month - 1 + n, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  return Date.UTC(target.getUTCFullYear(), target.getUTCMonth(), Math.min(date, last)) / (DAY_MINUTES * 60_000);
}

function monthsBetween(from: number, to: number): number {
  let months = 0;
  while (monthsLater(from, months + 1) <= to) months += 1;
  return months;
}

/** Runs through office hours from the moment on. */
function byOfficeMinutes(from: Date, hours: number, calendar: CityCalendar, stopped: Stopped): Due {
  const start = localOf(from, calendar.zone);
  let left = hours * 60;
  let usedAtStop = 0;
  let provisional = false;
  const makeUps: number[] = [];
  const off: number[] = [];
  for (let day = start.day; day <= start.day + DAYS_MAX; day += 1) {
    const kind = calendar.kindOf(day);
    if (kind === 'off') off.push(day);
    provisional ||= calendar.isProvisional(day);
    if (calendar.isWorkingDay(day) && !stopped.covers(day)) {
      if (kind === 'makeUp') makeUps.push(day);
      const begin = day === start.day ? start.minute : 0;
      for (const period of calendar.rosterOf(day).periods) {
        const open = Math.max(period.from, begin);
        const room = Math.max(0, period.to - open);
        if (room >= left) {
          const halted = usedAtStop > 0 && day > stopped.first;
          const used = halted ? usedAtStop / 60 : 0;
          const due = instantOf(day, open + left, calendar.zone);
          return { due, used, left: hours - used, provisional, makeUps, off };
        }
        left -= room;
      }
    }
    if (day === stopped.first) usedAtStop = hours * 60 - left;
  }
  throw new Error(`no ${hours} working hours can be counted`);
}

/** Natural time begins at once and knows no holidays; stopped days are added whole. */
function byMinutes(from: Date, within: Span, calendar: CityCalendar, stopped: Stopped): Due {
  const total = within.unit === 'h' ? within.n * 60 : within.n;
  const start = localOf(from, calendar.zone);
  let left = total;
  let usedAtStop = 0;
  for (let day = start.day; day <= start.day + DAYS_MAX; day += 1) {
    const begin = day === start.day ? start.minute + start.seconds / 60 : 0;
    if (!stopped.covers(day)) {
      const room = DAY_MINUTES - begin;
      if (room >= left) {
        const unit = within.unit === 'h' ? 60 : 1;
        const used = day > stopped.first ? usedAtStop / unit : 0;
        const due =
          stopped.first === Number.POSITIVE_INFINITY
            ? new Date(from.getTime() + total * 60_000)
            : instantOf(day, Math.floor(begin + left), calendar.zone, ((begin + left) % 1) * 60);
        return { due, used, left: within.n - used, provisional: false, makeUps: [], off: [] };
      }
      left -= room;
    }
    if (day === stopped.first) usedAtStop = total - left;
  }
  throw new Error(`no ${total} minutes can be counted`);
}

/** The moment a span before another: working days back end at close of business, hours are natural. */
export function momentBefore(moment: Date, span: Span, calendar: CityCalendar): Date {
  if (span.unit === 'h') return new Date(moment.getTime() - span.n * 3_600_000);
  if (span.unit === 'min') return new Date(moment.getTime() - span.n * 60_000);
  let { day } = localOf(moment, calendar.zone);
  for (let left = span.n; left > 0; ) {
    day -= 1;
    if (span.unit === 'd' || calendar.isWorkingDay(day)) left -= 1;
  }
  return closing(day, calendar);
}
