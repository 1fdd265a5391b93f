import type { CityCalendar } from './calendar.ts';
import type { SpanUnit } from './span.ts';
import { dayNumber, dayText, localOf } from './zone.ts';

/** No question about working days reaches further. */
const DAYS_MAX = 40_000;

export type LeftQuestion = {
  readonly now: Date;
  readonly due: Date;
  /** Months have no fixed length and cannot be left over. */
  readonly unit: Exclude<SpanUnit, 'mo'>;
  readonly calendar: CityCalendar;
};

/**
 * Time left until a due moment, negative after it. Working days and calendar days count the days after today up to the
 * due day (0 on the due day itself); working hours count open office time; hours and minutes are natural. Parts are
 * told to four decimals.
 */
export function spanLeft({ now, due, unit, calendar }: LeftQuestion): number {
  const sign = due.getTime() < now.getTime() ? -1 : 1;
  const [early, late] = sign < 0 ? [due, now] : [now, due];
  const size = timeBetween(early, late, unit, calendar);
  return size === 0 ? 0 : sign * (Math.round(size * 10_000) / 10_000);
}

function timeBetween(early: Date, late: Date, unit: LeftQuestion['unit'], calendar: CityCalendar): number {
  const natural = (late.getTime() - early.getTime()) / 60_000;
  if (unit === 'min') return natural;
  if (unit === 'h') return natural / 60;
  const [first, last] = [localOf(early, calendar.zone).day, localOf(late, calendar.zone).day];
  if (unit === 'd') return last - first;
  if (unit === 'wd') return workingDaysBetween(first, last, calendar);
  return officeMinutesBetween(early, late, calendar) / 60;
}

/** Working days after the first day, up to and with the last one. */
export function workingDaysBetween(first: number, last: number, calendar: CityCalendar): number {
  let count = 0;
  for (let day = first + 1; day <= last; day += 1) if (calendar.isWorkingDay(day)) count += 1;
  return count;
}

function officeMinutesBetween(early: Date, late: Date, calendar: CityCalendar): number {
  const [begin, end] = [localOf(early, calendar.zone), localOf(late, calendar.zone)];
  let minutes = 0;
  for (let day = begin.day; day <= end.day; day += 1) {
    if (!calendar.isWorkingDay(day)) continue;
    const opens = day === begin.day ? begin.minute + begin.seconds / 60 : 0;
    const closes = day === end.day ? end.minute + end.seconds / 60 : Number.POSITIVE_INFINITY;
    for (const period of calendar.rosterOf(day).periods) {
      minutes += Math.max(0, Math.min(period.to, closes) - Math.max(period.from, opens));
    }
  }
  return minutes;
}

/** The n-th working day after a day; negative n go back, 0 is the day itself. Days are texts such as `2025-09-26`. */
export function addWorkingDays(day: string, n: number, calendar: CityCalendar): string {
  const step = n < 0 ? -1 : 1;
  const start = dayNumber(day);
  let at = start;
  for (let left = Math.abs(n); left > 0; ) {
    at += step;
    if (!(Math.abs(at - start) <= DAYS_MAX)) throw new Error(`no ${n} working days can be counted from ${day}`);
    if (calendar.isWorkingDay(at)) left -= 1;
  }
  return dayText(at);
}
