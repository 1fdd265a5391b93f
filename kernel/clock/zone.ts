/**
 * A zone's own clock, without a look at the zone of the process. Days are integers: days since 1970-01-01 of the zone's
 * calendar; a moment of the day is in minutes.
 */
export type Zone = {
  readonly name: string;
  /** Minutes that the zone's clock is ahead of UTC at this instant. */
  offsetAt(instant: number): number;
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** About eleven years of hours. */
const HOURS_KEPT_MAX = 100_000;
/** In place of an offset: this hour has two. No zone is that far from UTC. */
const CHANGES = 10_000;

const known = new Map<string, Zone>();

export function zoneOf(name: string): Zone {
  let zone = known.get(name);
  if (!zone) {
    zone = makeZone(name);
    known.set(name, zone);
  }
  return zone;
}

/** One look at each end of an hour is kept; only an hour in which the offset changes is looked at by the minute. */
function makeZone(name: string): Zone {
  const form = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const byHour = new Map<number, number>();
  const look = (instant: number): number => {
    const parts: Record<string, number> = {};
    for (const part of form.formatToParts(instant)) parts[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    return Math.round((Date.UTC(year, month - 1, day, hour, minute) - instant) / MINUTE_MS);
  };
  return {
    name,
    offsetAt(instant) {
      const hour = Math.floor(instant / HOUR_MS);
      let offset = byHour.get(hour);
      if (offset === undefined) {
        const begin = look(hour * HOUR_MS);
        offset = begin === look((hour + 1) * HOUR_MS) ? begin : CHANGES;
        if (byHour.size > HOURS_KEPT_MAX) byHour.clear();
        byHour.set(hour, offset);
      }
      return offset === CHANGES ? look(Math.floor(instant / MINUTE_MS) * MINUTE_MS) : offset;
    },
  };
}

export type LocalTime = { readonly day: number; readonly minute: number; readonly seconds: number };

export function localOf(instant: Date, zone: Zone): LocalTime {
  const local = instant.getTime() + zone.offsetAt(instant.getTime()) * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  const rest = local - day * DAY_MS;
  const minute = Math.floor(rest / MINUTE_MS);
  return { day, minute, seconds: (rest - minute * MINUTE_MS) / 1000 };
}

/** The instant of a local time. One that occurs twice means the first; one that does not exist moves forward. */
export function instantOf(day: number, minute: number, zone: Zone, seconds = 0): Date {
  const local = day * DAY_MS + minute * MINUTE_MS + Math.round(seconds * 1000);
  const early = local - zone.offsetAt(local - DAY_MS) * MINUTE_MS;
  if (sameLocal(early, local, zone)) return new Date(early);
  const late = local - zone.offsetAt(local + DAY_MS) * MINUTE_MS;
  return new Date(sameLocal(late, local, zone) ? late : early);
}

const sameLocal = (instant: number, local: number, zone: Zone): boolean =>
  instant + zone.offsetAt(instant) * MINUTE_MS === local;

export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Number of a day written `2025-09-26`; NaN where it is no day. */
export function dayNumber(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Number.NaN;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && dayText(at / DAY_MS) === text ? at / DAY_MS : Number.NaN;
}

/** 0 is Sunday, as in the notices of other countries; 1 Monday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

const two = (n: number): string => String(n).padStart(2, '0');
export const clockText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** `2025-09-30T17:30:00+08:00`: the zone's own time with its offset. */
export function localIso(instant: Date, zone: Zone): string {
  const { day, minute, seconds } = localOf(instant, zone);
  const offset = zone.offsetAt(instant.getTime());
  const size = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  return `${dayText(day)}T${clockText(minute)}:${two(Math.floor(seconds))}${sign}${clockText(size)}`;
}

const YEAR_MIN = 1900;
const YEAR_MAX = 2199;
const OFFSET_MINUTES_MAX = 14 * 60;
const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * An instant as people write it; without an offset it is the zone's own time, `24:00` is the end of the day. Null
 * where it cannot be read: a day that does not exist is not read as another one, and years lie between 1900 and 2199.
 */
export function parseInstant(text: string, zone: Zone): Date | null {
  const found = WRITTEN.exec(text.trim());
  if (!found) return null;
  const [, date = '', hours = '0', minutes = '0', seconds = '0', fraction = '', offset] = found;
  const day = dayNumber(date);
  const [hour, minute, year] = [Number(hours), Number(minutes), Number(date.slice(0, 4))];
  const second = Number(seconds) + Math.floor(Number(`0${fraction}`) * 1000) / 1000;
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  if (Number.isNaN(day) || year < YEAR_MIN || year > YEAR_MAX) return null;
  if ((hour > 23 && !endOfDay) || minute > 59 || second >= 60) return null;
  if (offset === undefined) return instantOf(day, hour * 60 + minute, zone, second);
  const ahead = offsetMinutes(offset);
  if (Number.isNaN(ahead)) return null;
  return new Date(day * DAY_MS + (hour * 60 + minute - ahead) * MINUTE_MS + Math.round(second * 1000));
}

function offsetMinutes(text: string): number {
  if (text === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  const size = hours * 60 + minutes;
  if (minutes > 59 || size > OFFSET_MINUTES_MAX) return Number.NaN;
  return text.startsWith('-') ? -size : size;
}
