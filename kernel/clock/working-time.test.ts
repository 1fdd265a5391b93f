import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chinaCalendar } from './calendars/cities.ts';
import { dueOf, momentBefore } from './due.ts';
import { addWorkingDays, spanLeft, workingDaysBetween } from './working-time.ts';
import { dayNumber, dayText, parseInstant } from './zone.ts';

const china = chinaCalendar();
const at = (text: string): Date => parseInstant(text, china.zone) ?? new Date(Number.NaN);
const left = (now: string, due: string, unit: 'wd' | 'wh' | 'h' | 'd' | 'min') =>
  spanLeft({ now: at(now), due: at(due), unit, calendar: china });

test.each([
  ['2025-09-26T16:40', '2025-09-30T17:30', 'wd', 3],
  ['2025-09-30T09:00', '2025-09-30T17:30', 'wd', 0],
  ['2026-09-30T16:40', '2026-10-08T11:40', 'wh', 4],
  ['2026-10-03T22:15', '2026-10-04T00:15', 'h', 2],
  ['2026-10-04T00:15', '2026-10-03T22:15', 'h', -2],
  ['2025-10-09T09:00', '2025-09-30T17:30', 'wd', -1],
  ['2025-09-30T12:15', '2025-09-30T14:15', 'wh', 0],
  ['2025-09-26T16:40', '2025-09-26T16:45', 'min', 5],
] as const)('at %s, until %s, %s left are %d', (now, due, unit, expected) => {
  expect(left(now, due, unit)).toBe(expected);
});

const day = fc.integer({ min: dayNumber('2019-01-02'), max: dayNumber('2026-06-01') });
const minute = fc.integer({ min: 0, max: 1439 });
const n = fc.integer({ min: 1, max: 80 });

test('what was just started has its whole span left', () => {
  fc.assert(
    fc.property(day, minute, n, fc.constantFrom('wd', 'wh', 'h', 'min'), (from, clock, size, unit) => {
      const now = new Date(at(`${dayText(from)}T00:00`).getTime() + clock * 60_000);
      const { due } = dueOf(now, { n: size, unit }, china);
      expect(spanLeft({ now, due, unit, calendar: china })).toBe(size);
    }),
  );
});

test('working hours forward and then back lead to the same open moment', () => {
  fc.assert(
    fc.property(day, n, (from, size) => {
      const start = at(`${addWorkingDays(dayText(from), 1, china)}T10:00`);
      const there = dueOf(start, { n: size, unit: 'wh' }, china).due;
      expect(momentBefore(there, { n: size, unit: 'wh' }, china)).toEqual(start);
    }),
  );
});

test('working days forward and back from a working day lead to it, and are counted between', () => {
  fc.assert(
    fc.property(day, n, (from, size) => {
      const start = addWorkingDays(dayText(from), 1, china);
      const there = addWorkingDays(start, size, china);
      expect(addWorkingDays(there, -size, china)).toBe(start);
      expect(workingDaysBetween(dayNumber(start), dayNumber(there), china)).toBe(size);
    }),
  );
  expect(addWorkingDays('2025-10-05', 0, china)).toBe('2025-10-05');
});
