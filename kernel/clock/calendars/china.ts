import type { HolidayTable } from '../calendar.ts';

/**
 * Days on which China departs from Monday to Friday, from the yearly notices of the State Council. `off` are days
 * without work (weekends inside them included), `work` are weekends that are worked. Ranges are from..to, both
 * included.
 */
export const chinaNotices: HolidayTable = {
  2019: {
    off: '2018-12-30..2019-01-01 02-04..02-10 04-05..04-07 05-01..05-04 06-07..06-09 09-13..09-15 10-01..10-07',
    work: '2018-12-29 02-02 02-03 04-28 05-05 09-29 10-12',
  },
  2020: {
    off: '01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08',
    work: '01-19 04-26 05-09 06-28 09-27 10-10',
  },
  2021: {
    off: '01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07',
    work: '02-07 02-20 04-25 05-08 09-18 09-26 10-09',
  },
  2022: {
    off: '01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07',
    work: '01-29 01-30 04-02 04-24 05-07 10-08 10-09',
  },
  2023: {
    off: '2022-12-31..2023-01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06',
    work: '01-28 01-29 04-23 05-06 06-25 10-07 10-08',
  },
  2024: {
    off: '2023-12-30..2024-01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-08..06-10 09-15..09-17 10-01..10-07',
    work: '02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12',
  },
  2025: {
    off: '01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08',
    work: '01-26 02-08 04-27 09-28 10-11',
  },
  2026: {
    off: '01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07',
    work: '01-04 02-14 02-28 05-09 09-20 10-10',
  },
};

/** Names of the days off, for words: by month and day of their beginning. */
export const chinaHolidayNames: readonly (readonly [from: string, to: string, name: string])[] = [
  ['12-29', '01-03', '元旦'],
  ['01-20', '02-25', '春节'],
  ['04-03', '04-07', '清明节'],
  ['04-29', '05-06', '劳动节'],
  ['05-28', '06-27', '端午节'],
  ['09-08', '09-28', '中秋节'],
  ['09-29', '10-08', '国庆节'],
];

/**
 * Statutory days of years whose notice is not yet known (National Holidays Regulation as amended for 2025): the fixed
 * ones every year, those of the lunar calendar where they have been worked out. Answers that rest on them are
 * provisional.
 */
export const chinaStatutory = {
  fixed: ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'],
  byYear: {
    2027: ['02-05', '02-06', '02-07', '02-08', '04-05', '06-09', '09-15'],
  } as Readonly<Record<number, readonly string[]>>,
};
