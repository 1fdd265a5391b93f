import type { DeadlineState } from '@huying/kernel/case/case-state';
import { dayNumber, dayText, instantOf, type Zone } from '@huying/kernel/clock/zone';
import type { Period, Queryable } from '@huying/kernel/indicator/figure';
import { hotlineRates, type RatesFrame, type RatesRow } from './rates.ts';

/**
 * The daily sum 每日汇总: what came in on a day, what is open, late or due next, the rates of the month so far.
 * Each figure is one predicate on the cases, written once: its count and its list are made from the same text, and the
 * intake of the days of a month adds up to the month (an intake entered late moves both).
 */
export const dailyFigures = {
  intake: { label: '当日受理', of: 'period', where: 'c.opened_at >= $3 and c.opened_at < $4' },
  open: { label: '在办', of: 'moment', where: 'not c.final' },
  overdue: { label: '超期', of: 'moment', where: 'not c.final and c.owner_due_at < $3' },
  dueSoon: {
    label: '48 小时内到期',
    of: 'moment',
    where: `not c.final and c.owner_due_at >= $3 and c.owner_due_at < $3 + interval '48 hours'`,
  },
} as const;

export type DailyFigure = keyof typeof dailyFigures;

/** By what the intake is broken down: SQL of the key. */
const breakdowns = {
  channel: 'c.channel',
  kind: `c.data ->> 'kind'`,
  category: 'c.category',
  district: 'place_at(c.place, 2)',
} as const;

export type Breakdown = keyof typeof breakdowns;
export type Counted = { readonly key: string | null; readonly count: number };
export type Intake = { readonly total: number } & { readonly [B in Breakdown]: readonly Counted[] };

export type OverdueOrder = {
  readonly number: string;
  readonly unit: string | null;
  /** Name of the clock that passed first. */
  readonly clock: string;
  readonly due: string;
};

export type DailySum = {
  readonly day: string;
  /** Open, overdue and due soon are of this moment. */
  readonly madeAt: Date;
  readonly intake: Intake;
  /** Intake of the month up to and with the day, by category. */
  readonly monthByCategory: readonly Counted[];
  readonly stock: { readonly open: number; readonly overdue: number; readonly dueSoon: number };
  /** The longest overdue first, at most `OVERDUE_LISTED_MAX`. */
  readonly overdueOrders: readonly OverdueOrder[];
  readonly ratesPeriod: Period;
  readonly rates: readonly RatesRow[];
};

/** Most overdue orders that one sheet lists; it says how many more there are. */
export const OVERDUE_LISTED_MAX = 200;
const DEFINITION = 'hotline.request';

export type DailyOrder = {
  readonly city: string;
  /** Day of the city that is summed up, as a rule yesterday. */
  readonly day: string;
  readonly now: Date;
  readonly zone: Zone;
  readonly frame: RatesFrame;
};

/** Asks for everything on the sheet. Whoever calls reads in the scope of the centre. */
export async function queryDailySum(client: Queryable, order: DailyOrder): Promise<DailySum> {
  const { city, day, now, zone } = order;
  const month = { from: `${day.slice(0, 8)}01`, to: dayText(dayNumber(day) + 1) };
  const at = { city, now };
  return {
    day,
    madeAt: now,
    intake: await queryIntake(client, { city, zone, period: { from: day, to: month.to } }),
    monthByCategory: (await queryIntake(client, { city, zone, period: month })).category,
    stock: {
      open: await countAt(client, 'open', at),
      overdue: await countAt(client, 'overdue', at),
      dueSoon: await countAt(client, 'dueSoon', at),
    },
    overdueOrders: await queryOverdue(client, at),
    ratesPeriod: month,
    rates: await hotlineRates(client, { city, period: month }, order.frame),
  };
}

/** Intake of a period by channel, kind, category and district, each sorted by count. One statement. */
export async function queryIntake(
  client: Queryable,
  asked: { readonly city: string; readonly zone: Zone; readonly period: Period },
): Promise<Intake> {
  const names = Object.keys(breakdowns) as Breakdown[];
  const keys = Object.values(breakdowns);
  const { rows } = await client.query<{ which: string | null; key: string | null; count: number }>(
    `select which, key, count(*)::integer as count from cases c
     cross join lateral unnest(array['total', ${names.map((name) => `'${name}'`).join(', ')}],
       array[null, ${keys.join(', ')}]::text[]) line (which, key)
     where c.city = $1 and c.definition = $2 and ${dailyFigures.intake.where}
     group by which, key order by count desc, key`,
    [asked.city, DEFINITION, ...boundsOf(asked.period, asked.zone)],
  );
  const of = (which: string) => rows.filter((row) => row.which === which).map(({ key, count }) => ({ key, count }));
  const total = of('total')[0]?.count ?? 0;
  return { total, channel: of('channel'), kind: of('kind'), category: of('category'), district: of('district') };
}

/** First instant of the first day, and of the day after the last one. */
function boundsOf(period: Period, zone: Zone): readonly [Date, Date] {
  return [instantOf(dayNumber(period.from), 0, zone), instantOf(dayNumber(period.to), 0, zone)];
}

type Moment = { readonly city: string; readonly now: Date };
type StockFigure = Exclude<DailyFigure, 'intake'>;

/** `open` does not look at the moment; the cast tells the database its type all the same. */
const stockFrom = (figure: StockFigure): string =>
  `from cases c where c.city = $1 and c.definition = $2 and $3::timestamptz is not null
   and ${dailyFigures[figure].where}`;

export async function countAt(client: Queryable, figure: StockFigure, { city, now }: Moment): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::integer as n ${stockFrom(figure)}`, [
    city,
    DEFINITION,
    now,
  ]);
  return rows[0]?.n ?? 0;
}

async function queryOverdue(client: Queryable, { city, now }: Moment): Promise<readonly OverdueOrder[]> {
  type Row = { number: string; holder: string | null; deadlines: { all: readonly DeadlineState[] }; due: Date };
  const { rows } = await client.query<Row>(
    `select c.number, c.holder, c.deadlines, c.owner_due_at as due ${stockFrom('overdue')}
     order by c.owner_due_at, c.number limit $4`,
    [city, DEFINITION, now, OVERDUE_LISTED_MAX],
  );
  return rows.map(({ number, holder, deadlines, due }) => {
    const iso = due.toISOString();
    const passed = deadlines.all.find((one) => one.state === 'running' && Date.parse(one.due) === due.getTime());
    return { number, unit: holder, clock: passed?.name ?? '', due: iso };
  });
}

/** Each day of a period, as a period of its own. */
export function daysOf({ from, to }: Period): readonly Period[] {
  const first = dayNumber(from);
  const day = (at: number) => dayText(first + at);
  return Array.from({ length: dayNumber(to) - first }, (_, at) => ({ from: day(at), to: day(at + 1) }));
}
