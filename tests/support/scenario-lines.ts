import { chinaCalendar } from '../../kernel/clock/calendars/cities.ts';
import { dayNumber, dayText, instantOf, localOf, weekdayOf } from '../../kernel/clock/zone.ts';

/** The lines of a scenario table; how they are written stands at the top of scenario.ts. */
export type Line = { readonly at: Time; readonly line: number; readonly text: string } & Saying;

export type Saying =
  | { readonly kind: 'verb'; readonly actor: string; readonly verb: string; readonly given: Given; readonly end: End }
  | { readonly kind: 'clock'; readonly deadline: string; readonly stands: ClockStands; readonly due: Time | null }
  | { readonly kind: 'wait'; readonly end: End }
  | { readonly kind: 'children' };

export type Given = Readonly<Record<string, string>>;
export type End = { readonly state: string; readonly holder: string | null } | { readonly refusal: string };

/** A moment as it is written: a weekday or a day, and minutes of the day. */
export type Time = { readonly weekday: number | null; readonly day: number | null; readonly minute: number };

/** `late` was met after its due moment; `overdue` was missed and still runs; `none` was never started. */
export const CLOCK_STANDS = ['running', 'overdue', 'paused', 'met', 'late', 'ended', 'none'] as const;
export type ClockStands = (typeof CLOCK_STANDS)[number];

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const TIME = /^(?:(Sun|Mon|Tue|Wed|Thu|Fri|Sat)|(\d{4}-\d{2}-\d{2})) (\d{1,2}):(\d{2})(?=\s|$)/;
const END = /^(.*?)\s*(?:->\s*(\w+)(?:\s+@(\S+))?|!!\s*([\w.-]+))$/;
const GIVEN = /([\w]+)=(?:"([^"]*)"|(\S+))/g;

export const zone = chinaCalendar().zone;

export function readTable(table: string): readonly Line[] {
  return table.split('\n').flatMap((raw, index) => {
    const text = raw.trim();
    return text === '' || text.startsWith('#') ? [] : [readLine(text, index + 1)];
  });
}

function readLine(text: string, line: number): Line {
  const wrong = (what: string): never => {
    throw new Error(`line ${line}: ${what}: ${text}`);
  };
  const found = TIME.exec(text);
  if (!found) return wrong('begins with no time such as "Mon 09:00" or "2025-09-26 16:40"');
  const saying = readSaying(text.slice(found[0].length).trim());
  return typeof saying === 'string' ? wrong(saying) : { at: timeOf(found), line, text, ...saying };
}

function readSaying(text: string): Saying | string {
  const [first = '', second = ''] = text.split(/\s+/);
  if (first === 'clock') return readClock(text);
  if (first === 'children') return second === 'done' ? { kind: 'children' } : 'children can be done only';
  const found = END.exec(text);
  if (!found) return 'ends neither with "-> state" nor with "!! refusal"';
  const [, said = '', state = '', holder, refusal] = found;
  const end: End = refusal ? { refusal } : { state, holder: holder ?? null };
  if (first === 'wait') return { kind: 'wait', end };
  const given = said.replace(/^\S+\s+\S+/, '');
  const values = [...given.matchAll(GIVEN)].map(([, name, quoted, plain]) => [name, quoted ?? plain ?? '']);
  if (given.replace(GIVEN, '').trim() !== '') return 'values are written name=value or name="some words"';
  return { kind: 'verb', actor: first, verb: second, given: Object.fromEntries(values), end };
}

function readClock(text: string): Saying | string {
  const found = /^clock\s+(\w+)\s+(\w+)(?:\s+due\s+(.+))?$/.exec(text);
  const [, deadline = '', word = '', due] = found ?? [];
  const stands = CLOCK_STANDS.find((one) => one === word);
  if (!stands) return `a clock is one of ${CLOCK_STANDS.join(', ')}`;
  const moment = due ? TIME.exec(due) : null;
  if (due && !moment) return 'due is followed by a time';
  return { kind: 'clock', deadline, stands, due: moment ? timeOf(moment) : null };
}

function timeOf([, weekday, day, hour, minute]: RegExpExecArray): Time {
  return {
    weekday: weekday ? WEEKDAYS.indexOf(weekday) : null,
    day: day ? dayNumber(day) : null,
    minute: Number(hour) * 60 + Number(minute),
  };
}

/** The first such moment that is not before the minute of `now`; null for a day that is over. */
export function momentOf(time: Time, now: Date): Date | null {
  const today = localOf(now, zone);
  if (time.day !== null) {
    const over = time.day < today.day || (time.day === today.day && time.minute < today.minute);
    return over ? null : instantOf(time.day, time.minute, zone);
  }
  const ahead = ((time.weekday ?? 0) - weekdayOf(today.day) + 7) % 7;
  const day = today.day + (ahead === 0 && time.minute < today.minute ? 7 : ahead);
  return instantOf(day, time.minute, zone);
}

/** Is this the moment that was written? A weekday leaves the week open. */
export function isMoment(instant: Date, time: Time): boolean {
  const { day, minute } = localOf(instant, zone);
  const sameDay = time.day === null ? weekdayOf(day) === time.weekday : day === time.day;
  return sameDay && minute === time.minute;
}

/** `Mon 2025-09-01 09:00`, for the words of a failure. */
export function momentText(instant: Date): string {
  const { day, minute } = localOf(instant, zone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${WEEKDAYS[weekdayOf(day)]} ${dayText(day)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
