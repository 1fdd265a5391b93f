import { expect, test } from 'vitest';
import { clockWatch, HOLD_MS } from './clock-watch.ts';

const HOUR = 3_600_000;

/** Looks each second of steady time; `jumps` are added to the wall clock before the look of that second. */
function looks(seconds: number, jumps: Readonly<Record<number, number>>) {
  const watch = clockWatch();
  let wall = 1_000_000;
  return Array.from({ length: seconds }, (_, second) => {
    wall += 1_000 + (jumps[second] ?? 0);
    return watch(wall, second * 1_000);
  });
}

test('a clock that keeps step, or is put right by less than five seconds, holds nothing', () => {
  expect(looks(60, { 10: 900, 20: -4_000 }).filter(({ hold, jumpedMs }) => hold || jumpedMs !== 0)).toEqual([]);
});

test('after a jump forward timers wait until the clock comes back', () => {
  const all = looks(60, { 10: HOUR, 40: -HOUR });
  expect(all[10]).toEqual({ jumpedMs: HOUR, hold: true });
  expect(all.slice(10, 40).every(({ hold }) => hold)).toBe(true);
  expect(all.slice(40).some(({ hold }) => hold)).toBe(false);
});

test('a clock that stays ahead is believed after ten minutes', () => {
  const all = looks(HOLD_MS / 1_000 + 20, { 5: HOUR });
  expect(all[5 + HOLD_MS / 1_000 - 1]?.hold).toBe(true);
  expect(all[5 + HOLD_MS / 1_000]?.hold).toBe(false);
});

test('a jump backwards is told and holds nothing', () => {
  const all = looks(30, { 10: -HOUR });
  expect(all[10]).toEqual({ jumpedMs: -HOUR, hold: false });
});
