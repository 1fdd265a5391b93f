import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarOf, chinaCalendar } from './calendars/cities.ts';
import { dueOf, momentBefore } from './due.ts';
import { spanOf } from './span.ts';
import { dueInWords } from './words.ts';
import { dayNumber, dayText, localIso, localOf, parseInstant } from './zone.ts';

const china = chinaCalendar();
const at = (text: string): Date => parseInstant(text, china.zone) ?? new Date(Number.NaN);
const local = (moment: Date): string => localIso(moment, china.zone).slice(0, 16);
const due = (from: string, within: string, ...stops: { from: string; to: string }[]) =>
  dueOf(at(from), spanOf(within), china, stops);

/** Worked examples of the rules: name, from, within, due. */
const EXAMPLES: readonly (readonly [string, string, string, string])[] = [
  ['HL-1', '2025-09-26T16:40', '3wd', '2025-09-30T17:30'],
  ['HL-2 first unit', '2025-09-26T16:40', '5wd', '2025-10-10T17:30'],
  ['HL-2 second unit', '2025-09-29T09:00', '5wd', '2025-10-13T17:30'],
  ['HL-3 return window', '2025-09-26T16:40', '1wd', '2025-09-28T17:30'],
  ['HL-6', '2026-10-03T22:15', '2h', '2026-10-04T00:15'],
  ['GR-2 working hours', '2026-09-30T16:40', '4wh', '2026-10-08T11:40'],
  ['GR-2 natural hours', '2026-09-30T16:40', '4h', '2026-09-30T20:40'],
  ['GR-4 stop order', '2026-09-18T10:00', '4wh', '2026-09-18T16:30'],
  ['GR-4 penalty', '2026-09-18T10:00', '7wd', '2026-09-29T17:30'],
  ['CA-1', '2025-09-26T16:40', '3wd', '2025-09-30T17:30'],
  ['CA-2', '2024-09-27T10:00', '3wd', '2024-10-08T17:30'],
  ['CA-3', '2026-09-30T16:40', '3wd', '2026-10-10T17:30'],
  ['CA-4', '2026-10-03T22:15', '1wd', '2026-10-08T17:30'],
  ['CA-5', '2025-01-24T09:00', '1wd', '2025-01-26T17:30'],
  ['CA-6', '2025-04-30T09:00', '3wd', '2025-05-08T17:30'],
  ['CA-7', '2026-04-30T09:00', '15wd', '2026-05-25T17:30'],
  ['CA-8', '2025-09-30T17:10', '2wh', '2025-10-09T10:10'],
  ['GS-1 correction', '2026-09-24T09:00', '5wd', '2026-10-09T17:30'],
  ['GS-1 decision', '2026-09-24T09:00', '20wd', '2026-10-29T17:30'],
  ['GS-1 extended', '2026-09-24T09:00', '30wd', '2026-11-12T17:30'],
  ['DR-3', '2026-09-15T09:00', '20wd', '2026-10-19T17:30'],
  ['MD-1', '2026-09-02T09:00', '30d', '2026-10-08T17:30'],
  ['month end', '2026-01-31T09:00', '1mo', '2026-02-28T17:30'],
];

describe('worked examples', () => {
  test.each(EXAMPLES)('%s: %s + %s is due %s', (_name, from, within, expected) => {
    expect(local(due(from, within).due)).toBe(expected);
  });

  test('GS-2: a stop from 22 September to 12 October leaves 13 of 20 days and ends on 29 October', () => {
    const answer = due('2026-09-14T09:00', '20wd', { from: '2026-09-22', to: '2026-10-12' });
    expect([local(answer.due), answer.used, answer.left]).toEqual(['2026-10-29T17:30', 7, 13]);
  });

  test('without a stop nothing is used: 0 and n', () => {
    const answer = due('2025-09-26T16:40', '3wd');
    expect([answer.used, answer.left]).toEqual([0, 3]);
  });

  test('the answer says why in words', () => {
    expect(dueInWords(due('2025-09-26T16:40', '3wd'), china, 'zh')).toBe(
      '截止 9月30日（周二）17:30，因 9月28日（周日）调休上班',
    );
    expect(dueInWords(due('2026-10-03T22:15', '1wd'), china, 'zh')).toContain('国庆节放假');
  });

  test('2027 is provisional, and so is what counts a day after 27 December 2026', () => {
    expect(due('2026-12-25T09:00', '1wd').provisional).toBe(true);
    expect(due('2026-12-22T09:00', '3wd').provisional).toBe(false);
    expect(due('2027-03-01T09:00', '3wd').provisional).toBe(true);
  });

  test('one working day before a due moment on Monday is Friday, or the make-up day before', () => {
    expect(local(momentBefore(at('2025-09-29T17:30'), spanOf('1wd'), china))).toBe('2025-09-28T17:30');
    expect(local(momentBefore(at('2025-10-13T17:30'), spanOf('1wd'), china))).toBe('2025-10-11T17:30');
  });
});

describe('properties', () => {
  const day = fc.integer({ min: dayNumber('2019-01-02'), max: dayNumber('2026-10-01') });
  const minute = fc.integer({ min: 0, max: 1439 });
  const n = fc.integer({ min: 1, max: 60 });

  test('n working days end at close of business of a working day, and more days never end earlier', () => {
    fc.assert(
      fc.property(day, minute, n, (from, clock, days) => {
        const start = new Date(at(`${dayText(from)}T00:00`).getTime() + clock * 60_000);
        const first = dueOf(start, { n: days, unit: 'wd' }, china).due;
        const next = dueOf(start, { n: days + 1, unit: 'wd' }, china).due;
        const end = localOf(first, china.zone);
        expect(china.isWorkingDay(end.day)).toBe(true);
        expect(end.minute).toBe(17 * 60 + 30);
        expect(next.getTime()).toBeGreaterThan(first.getTime());
      }),
    );
  });

  test('a stop cut in two is the same stop', () => {
    fc.assert(
      fc.property(day, n, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 29 }), (from, days, long, cut) => {
        const [first, last] = [from + 2, from + 2 + long];
        const middle = first + Math.min(cut, long);
        const whole = [{ from: dayText(first), to: dayText(last) }];
        const halves = [
          { from: dayText(first), to: dayText(middle) },
          { from: dayText(middle), to: dayText(last) },
        ];
        const start = at(`${dayText(from)}T10:00`);
        const within = { n: days, unit: 'wd' } as const;
        expect(dueOf(start, within, china, halves).due).toEqual(dueOf(start, within, china, whole).due);
      }),
    );
  });
});

const FILE = new URL('../../../shared/data/calendar/cn-special-days-2007-2026.csv', import.meta.url);

test.skipIf(!existsSync(FILE))(
  'the calendar agrees with the published days of 2019 to 2026 (needs ../shared/data)',
  () => {
    const special = new Map(
      readFileSync(FILE, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(0, 2) as [string, string]),
    );
    const perYear: Record<string, number> = {};
    let compared = 0;
    for (let one = dayNumber('2019-01-01'); one <= dayNumber('2026-12-31'); one += 1) {
      const text = dayText(one);
      const weekday = new Date(`${text}T00:00:00Z`).getUTCDay();
      const told = special.get(text);
      const expected = told ? told === 'work' : weekday !== 0 && weekday !== 6;
      expect(`${text} ${china.isWorkingDay(one)}`).toBe(`${text} ${expected}`);
      perYear[text.slice(0, 4)] = (perYear[text.slice(0, 4)] ?? 0) + Number(expected);
      compared += 1;
    }
    expect(compared).toBe(2922);
    expect(Object.values(perYear)).toEqual([250, 249, 250, 249, 249, 251, 248, 248]);
  },
);

test('a local time that occurs twice means the first; one that does not exist moves forward', () => {
  const sf = calendarOf('sf');
  if (!sf) throw new Error('the test city has no calendar');
  const iso = (text: string) => localIso(parseInstant(text, sf.zone) ?? new Date(Number.NaN), sf.zone);
  expect(iso('2015-11-01T01:30')).toBe('2015-11-01T01:30:00-07:00');
  expect(iso('2015-03-08T02:30')).toBe('2015-03-08T03:30:00-07:00');
  expect(iso('2015-07-01T12:00')).toBe('2015-07-01T12:00:00-07:00');
});

test.each(['UTC', 'America/Los_Angeles', 'Asia/Shanghai'])('the answers are the same in process zone %s', (zone) => {
  const script = `
    import { chinaCalendar } from './kernel/clock/calendars/cities.ts';
    import { dueOf } from './kernel/clock/due.ts';
    import { spanOf } from './kernel/clock/span.ts';
    import { parseInstant, localIso } from './kernel/clock/zone.ts';
    const c = chinaCalendar();
    const rows = ${JSON.stringify(EXAMPLES)};
    for (const [, from, within] of rows) {
      console.log(localIso(dueOf(parseInstant(from, c.zone), spanOf(within), c).due, c.zone).slice(0, 16));
    }`;
  const done = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  });
  expect(done.stderr).toBe('');
  expect(done.stdout.trim().split('\n')).toEqual(EXAMPLES.map(([, , , expected]) => expected));
});
