import { dayInWords, type Lang } from '../clock/words.ts';
import { clockText, dayText, localOf, type Zone } from '../clock/zone.ts';
import type { NoticeWords } from './template.ts';

/** What the registers of a city call its units and places; null for what they do not know. */
export type Labels = {
  readonly zone: Zone;
  unit(id: string): string | null;
  place(path: string): string | null;
  /** The year is said where it is another one than now. */
  now(): Date;
};

/** Words of a city's notices: names from the registers, moments on the city's clock. */
export function noticeWords(labels: Labels): NoticeWords {
  return {
    unit: (id) => labels.unit(id),
    place: (path) => labels.place(path),
    moment: (iso, lang) => momentInWords(new Date(iso), labels, lang),
  };
}

function momentInWords(moment: Date, { zone, now }: Labels, lang: Lang): string | null {
  if (Number.isNaN(moment.getTime())) return null;
  const { day, minute } = localOf(moment, zone);
  const year = dayText(day).slice(0, 4);
  const other = year !== dayText(localOf(now(), zone).day).slice(0, 4);
  if (lang === 'en') return `${dayInWords(day, lang)} ${clockText(minute)}`;
  return `${other ? `${year}年` : ''}${dayInWords(day, lang)}${clockText(minute)}`;
}
