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

const known = new Map<string, Zone>();

export function zoneOf(name: string): Zone {
  let zone = known.get(name);
  if (!zone) {
    zone = makeZone(name);
    known.set(name, zone);
  }
  return zone;
}

/** Offsets change on full hours of UTC at most, so one look an hour is enough; China has had none since 1991. */
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
        offset = look(hour * HOUR_MS);
        if (byHour.size > 100_000) byHour.clear();
        byHour.set(hour, offset);
      }
      return offset;
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
  const local = day * DAY_MS + minute * MINUTE_MS + seconds * 1000;
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

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?)?$/;
const OFFSET = /(Z|[+-]\d{2}:?\d{2})$/;

/** An instant as people write it; without an offset it is the zone's own time. Null where it cannot be read. */
export function parseInstant(text: string, zone: Zone): Date | null {
  const given = text.trim();
  if (OFFSET.test(given) && given.includes('T')) {
    const at = Date.parse(given);
    return Number.isNaN(at) ? null : new Date(at);
  }
  const found = LOCAL.exec(given);
  const day = found ? dayNumber(found[1] ?? '') : Number.NaN;
  const [hour, minute, second] = [found?.[2], found?.[3], found?.[4]].map((part) => Number(part ?? 0));
  if (Number.isNaN(day) || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  return instantOf(day, (hour ?? 0) * 60 + (minute ?? 0), zone, second ?? 0);
}
