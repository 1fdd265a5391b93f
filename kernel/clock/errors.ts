import { catalogue } from '../define/refusal.ts';

export const clockRefusals = catalogue('clock', {
  'clock.span-unreadable': {
    status: 422,
    zh: '“{given}”不是时限。',
    zhDo: '请写成 3wd（工作日）、4wh（工作小时）、24h（小时）、30min（分钟）、5d（自然日）或 1mo（月）。',
    en: '{given} is no length of time.',
    enDo: 'Write 3wd (working days), 4wh (working hours), 24h, 30min, 5d (calendar days) or 1mo (months).',
  },
  'clock.time-unreadable': {
    status: 422,
    zh: '“{given}”不是时间。',
    zhDo: '请写成 2025-09-26T16:40；不带时区的按本市时间。',
    en: '{given} is no time.',
    enDo: 'Write 2025-09-26T16:40; without an offset it is the city’s own time.',
  },
  'clock.period-unreadable': {
    status: 422,
    zh: '“{given}”不是统计期。',
    zhDo: '请写成 2025、2025-Q3、2025-09、2025-09上旬、2025-W39、2025-09-26 或 2025-09-21..2025-09-30。',
    en: '{given} is no period.',
    enDo: 'Write 2025, 2025-Q3, 2025-09, 2025-W39, 2025-09-26 or 2025-09-21..2025-09-30.',
  },
  'clock.stop-unreadable': {
    status: 422,
    zh: '“{given}”不是停止计时的日期范围。',
    zhDo: '请写成 2026-09-22..2026-10-12，后一日期不早于前一日期。',
    en: '{given} is no stop.',
    enDo: 'Write 2026-09-22..2026-10-12, the second day not before the first.',
  },
  'clock.city-unknown': {
    status: 404,
    zh: '没有城市“{given}”的日历。',
    zhDo: '请用 --city 指定已有的城市。',
    en: 'There is no calendar of {given}.',
    enDo: 'Name a known city with --city.',
  },
});
