import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localIso, parseInstant, zoneOf } from '../clock/zone.ts';
import { defaultQuietHours, quietUntil } from './quiet-hours.ts';

const zone = zoneOf('Asia/Shanghai');
const until = (time: string, from = '21:00', to = '08:00', where = zone): string | null => {
  const now = parseInstant(time, where);
  if (!now) throw new Error(time);
  const end = quietUntil(now, { from, to }, where);
  return end ? localIso(end, where).slice(0, 16) : null;
};

test.each([
  ['2025-09-26T20:59', null],
  ['2025-09-26T21:00', '2025-09-27T08:00'],
  ['2025-09-30T23:59', '2025-10-01T08:00'],
  ['2025-09-27T00:00', '2025-09-27T08:00'],
  ['2025-09-27T07:59', '2025-09-27T08:00'],
  ['2025-09-27T08:00', null],
])('over midnight: %s is quiet until %s', (time, end) => {
  expect(until(time)).toBe(end);
});

test.each([
  ['2025-09-26T11:59', null],
  ['2025-09-26T12:00', '2025-09-26T14:00'],
  ['2025-09-26T13:59', '2025-09-26T14:00'],
  ['2025-09-26T14:00', null],
])('by day: %s is quiet until %s', (time, end) => {
  expect(until(time, '12:00', '14:00')).toBe(end);
});

test('hours that begin when they end are none', () => {
  expect(until('2025-09-26T08:00', '08:00', '08:00')).toBeNull();
});

test('the morning is that of the city, also where the clocks are changed in the night', () => {
  const west = zoneOf('America/Los_Angeles');
  expect(until('2025-11-01T22:00', '21:00', '08:00', west)).toBe('2025-11-02T08:00');
  const now = parseInstant('2025-11-01T22:00', west) as Date;
  const end = quietUntil(now, defaultQuietHours, west) as Date;
  expect((end.getTime() - now.getTime()) / 3_600_000).toBe(11);
});

test('the end of quiet hours lies ahead, within a day, and is not quiet itself', () => {
  const clock = fc.integer({ min: 0, max: 1439 }).map((minute) => {
    const two = (n: number) => String(n).padStart(2, '0');
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  });
  const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, clock, clock, (now, from, to) => {
      const end = quietUntil(now, { from, to }, zone);
      if (!end) return;
      const hours = (end.getTime() - now.getTime()) / 3_600_000;
      expect(hours).toBeGreaterThan(0);
      expect(hours).toBeLessThanOrEqual(24);
      expect(quietUntil(end, { from, to }, zone)).toBeNull();
    }),
  );
});
