import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chinaCalendar } from './calendars/cities.ts';
import { type Cadence, parsePeriod, periodOf } from './period.ts';
import { dayNumber, dayText } from './zone.ts';

test.each([
  ['2025', '2025-01-01', '2026-01-01'],
  ['2025-Q4', '2025-10-01', '2026-01-01'],
  ['2025-09', '2025-09-01', '2025-10-01'],
  ['2025-12', '2025-12-01', '2026-01-01'],
  ['2025-W39', '2025-09-22', '2025-09-29'],
  ['2026-W01', '2025-12-29', '2026-01-05'],
  ['2026-W53', '2026-12-28', '2027-01-04'],
  ['2025-09-21..2025-09-30', '2025-09-21', '2025-10-01'],
  ['2025-09-26', '2025-09-26', '2025-09-27'],
  ['2024-02下旬', '2024-02-21', '2024-03-01'],
])('%s runs from %s to before %s', (text, from, to) => {
  const period = parsePeriod(text);
  expect(period.ok && [period.value.from, period.value.to]).toEqual([from, to]);
});

test.each(['', '2025-13', '2025-W54', '2025-09-31', '2025-09-30..2025-09-21', '2025-Q5', 'September'])(
  '%j is no period',
  (text) => expect(parsePeriod(text)).toMatchObject({ ok: false, code: 'clock.period-unreadable' }),
);

test('CA-9: the last ten days of February have 8 days in 2026, 5 of them worked, and 9 in 2024', () => {
  const china = chinaCalendar();
  const daysOf = (text: string) => {
    const period = parsePeriod(text);
    if (!period.ok) throw new Error(text);
    const start = dayNumber(period.value.from);
    return Array.from({ length: dayNumber(period.value.to) - start }, (_, index) => start + index);
  };
  const days = daysOf('2026-02下旬');
  expect([days.length, days.filter((day) => china.isWorkingDay(day)).length]).toEqual([8, 5]);
  expect(daysOf('2024-02下旬')).toHaveLength(9);
});

test('every day lies in exactly its period, and periods of a cadence follow each other without gap', () => {
  const cadence = fc.constantFrom<Cadence>('day', 'week', 'xun', 'month', 'quarter', 'year');
  const day = fc.integer({ min: dayNumber('2019-01-01'), max: dayNumber('2030-12-31') });
  fc.assert(
    fc.property(day, cadence, (number, kind) => {
      const text = dayText(number);
      const period = periodOf(text, kind);
      expect(period.from <= text && text < period.to).toBe(true);
      expect(periodOf(period.to, kind).from).toBe(period.to);
    }),
  );
});
