import { fillText } from '../define/refusal.ts';
import type { CityCalendar } from './calendar.ts';
import { chinaHolidayNames } from './calendars/china.ts';
import type { Due } from './due.ts';
import { clockText, dayText, localOf, weekdayOf } from './zone.ts';

export type Lang = 'zh' | 'en';

const TEXTS = {
  'due.plain': { zh: '截止 {due}', en: 'Due {due}' },
  'due.because': { zh: '截止 {due}，因 {because}', en: 'Due {due}, because {because}' },
  'due.makeUp': { zh: '{days}调休上班', en: '{days} is a make-up working day' },
  'due.off': { zh: '{days}{name}放假', en: '{days} is a day off' },
  'due.offs': { zh: '{days}{name}放假', en: '{days} are days off' },
  'due.rolled': { zh: '{days}为休息日，顺延', en: '{days} is not a working day' },
  'due.stopped': { zh: '{days}停止计时', en: 'the clock stood still on {days}' },
  'due.provisional': {
    zh: '{text}（{year} 年放假安排尚未公布，暂按周末和法定节假日推算）',
    en: '{text} (provisional: the holidays of {year} are not published yet)',
  },
  'due.unrecorded': {
    zh: '{text}（未录入 {year} 年放假安排，仅按周末推算）',
    en: '{text} (provisional: the holidays of {year} are not recorded, only weekends were left out)',
  },
} as const;

const WEEKDAYS_ZH = ['日', '一', '二', '三', '四', '五', '六'];
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const say = (code: keyof typeof TEXTS, lang: Lang, values: Readonly<Record<string, string>> = {}): string =>
  fillText(TEXTS[code][lang], values);

/** A day as people write it: `9月28日（周日）`, `Sun 2025-09-28`. */
export function dayInWords(day: number, lang: Lang): string {
  const text = dayText(day);
  if (lang === 'en') return `${WEEKDAYS_EN[weekdayOf(day)]} ${text}`;
  return `${Number(text.slice(5, 7))}月${Number(text.slice(8))}日（周${WEEKDAYS_ZH[weekdayOf(day)]}）`;
}

/**
 * Why a due moment is what it is: the moment (with its year where it is another than that of the beginning), the
 * make-up days that counted, the holidays passed over, the stops, and the notice that is missing.
 */
export function dueInWords(due: Due, calendar: CityCalendar, lang: Lang): string {
  const { day, minute } = localOf(due.due, calendar.zone);
  const year = dayText(day).slice(0, 4);
  const later = lang === 'zh' && !dayText(due.startDay).startsWith(year) ? `${year}年` : '';
  const moment = `${later}${dayInWords(day, lang)}${lang === 'zh' ? '' : ' '}${clockText(minute)}`;
  const reasons = [
    ...due.makeUps.map((one) => say('due.makeUp', lang, { days: dayInWords(one, lang) })),
    ...due.stopped.map(([from, to]) => say('due.stopped', lang, { days: rangeInWords(from, to, lang) })),
    ...(due.rolledFrom === undefined ? [] : [say('due.rolled', lang, { days: dayInWords(due.rolledFrom, lang) })]),
    ...runsOf(due.off).map(([from, to]) =>
      say(from === to ? 'due.off' : 'due.offs', lang, {
        days: rangeInWords(from, to, lang),
        name: lang === 'zh' ? nameOf(from, to) : '',
      }),
    ),
  ];
  const because = reasons.join(lang === 'zh' ? '，' : ', ');
  const text = because ? say('due.because', lang, { due: moment, because }) : say('due.plain', lang, { due: moment });
  if (!due.provisional) return text;
  const missing = calendar.missingNotice(day);
  if (missing === null || missing < calendar.firstYear) {
    return say('due.unrecorded', lang, { text, year: String(missing ?? calendar.firstYear - 1) });
  }
  return say('due.provisional', lang, { text, year: String(missing) });
}

function runsOf(days: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

function rangeInWords(from: number, to: number, lang: Lang): string {
  if (from === to) return dayInWords(from, lang);
  if (lang === 'en') return `${dayText(from)} to ${dayText(to)}`;
  const short = (day: number) => `${Number(dayText(day).slice(5, 7))}月${Number(dayText(day).slice(8))}日`;
  return `${short(from)}至${short(to)}`;
}

function nameOf(from: number, to: number): string {
  const middle = dayText(Math.floor((from + to) / 2)).slice(5);
  const found = chinaHolidayNames.find(([first, last]) =>
    first <= last ? middle >= first && middle <= last : middle >= first || middle <= last,
  );
  return found?.[2] ?? '';
}
