import { accept, type Result, refuse } from '../define/refusal.ts';
import { dayNumber, dayText, weekdayOf } from './zone.ts';

/** Days from the first to the day after the last one, as texts of the city's days. */
export type Period = { readonly from: string; readonly to: string; readonly label: string };

export type Cadence = 'day' | 'week' | 'xun' | 'month' | 'quarter' | 'year';

const MONTHS = 12;
const pad = (n: number): string => String(n).padStart(2, '0');
const first = (year: number, month: number): string => {
  const carried = year + Math.floor((month - 1) / MONTHS);
  return `${carried}-${pad(((month - 1) % MONTHS) + 1)}-01`;
};

/**
 * Reads a period: `2025`, `2025-Q3`, `2025-09`, `2025-09上旬` (中旬, 下旬), `2025-W39` (ISO 8601 weeks), `2025-09-26`,
 * `2025-09-21..2025-09-30` (both days included). Refusals: `clock.period-unreadable`.
 */
export function parsePeriod(text: string): Result<Period> {
  const given = text.trim();
  const period = rangeOf(given) ?? weekOf(given) ?? partOf(given);
  if (!period || !(period.from < period.to)) return refuse('clock.period-unreadable', { given: text });
  return accept({ ...period, label: given });
}

type Bounds = Pick<Period, 'from' | 'to'>;

function rangeOf(text: string): Bounds | null {
  const [from = '', last = from, ...rest] = text.split('..');
  const [start, end] = [dayNumber(from), dayNumber(last)];
  if (Number.isNaN(start) || Number.isNaN(end) || rest.length > 0) return null;
  return { from, to: dayText(end + 1) };
}

function weekOf(text: string): Bounds | null {
  const found = /^(\d{4})-W(\d{2})$/.exec(text);
  if (!found) return null;
  // the week with the year's first Thursday is week 1: it contains 4 January
  const fourth = dayNumber(`${found[1]}-01-04`);
  const monday = fourth - ((weekdayOf(fourth) + 6) % 7) + (Number(found[2]) - 1) * 7;
  const isOfYear = Number(found[2]) >= 1 && dayText(monday + 3).startsWith(`${found[1]}`);
  return isOfYear ? { from: dayText(monday), to: dayText(monday + 7) } : null;
}

function partOf(text: string): Bounds | null {
  const found = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])(上旬|中旬|下旬)?))?$/.exec(text);
  if (!found) return null;
  const year = Number(found[1]);
  const [quarter, month] = [Number(found[2] ?? 0), Number(found[3] ?? 0)];
  if (quarter) return { from: first(year, quarter * 3 - 2), to: first(year, quarter * 3 + 1) };
  if (!month) return { from: first(year, 1), to: first(year + 1, 1) };
  const start = first(year, month);
  const next = first(year, month + 1);
  const day = (n: number) => `${start.slice(0, 8)}${pad(n)}`;
  if (found[4] === '上旬') return { from: start, to: day(11) };
  if (found[4] === '中旬') return { from: day(11), to: day(21) };
  return found[4] === '下旬' ? { from: day(21), to: next } : { from: start, to: next };
}

/** The period of a cadence that holds a day; 旬 are days 1 to 10, 11 to 20, 21 to the end of the month. */
export function periodOf(day: string, cadence: Cadence): Period {
  const number = dayNumber(day);
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const name = (): string => {
    switch (cadence) {
      case 'day':
        return day;
      case 'week': {
        const thursday = number - ((weekdayOf(number) + 6) % 7) + 3;
        const ofYear = dayText(thursday).slice(0, 4);
        return `${ofYear}-W${pad(Math.floor((thursday - dayNumber(`${ofYear}-01-01`)) / 7) + 1)}`;
      }
      case 'xun':
        return `${year}-${pad(month)}${['上旬', '中旬', '下旬'][Math.min(2, Math.floor((date - 1) / 10))]}`;
      case 'month':
        return `${year}-${pad(month)}`;
      case 'quarter':
        return `${year}-Q${Math.floor((month - 1) / 3) + 1}`;
      case 'year':
        return String(year);
    }
  };
  const period = parsePeriod(name());
  if (!period.ok) throw new Error(`${day} is no day`);
  return period.value;
}
