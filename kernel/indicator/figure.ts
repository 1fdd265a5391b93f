import type { ClientBase, Pool } from 'pg';
import type { Period as NamedPeriod } from '../clock/period.ts';
import { dayNumber, dayText } from '../clock/zone.ts';

/** One count of an indicator: its share (numerator, or the only count) or its `of` (denominator). */
export type CountName = { readonly indicator: string; readonly part: 'share' | 'of' };

/** Days of the city as `2025-09-26`, from the first one to the day after the last one. */
export type Period = Pick<NamedPeriod, 'from' | 'to'>;

/** The last day of a period, as people name it. */
export const lastDayOf = (period: Period): string => dayText(dayNumber(period.to) - 1);

/** The lines of a table: by the unit that answers to the centre, by place where it happened, by category. */
export type By = 'unit' | 'place:district' | 'place:street' | 'place:community' | 'category';

export type FigureFilter = {
  readonly units?: readonly string[];
  /** Place path ending in a slash: everything in and below it. */
  readonly place?: string;
  readonly categories?: readonly string[];
};

type Frame = {
  readonly city: string;
  readonly period: Period;
  /** Day of the city: what was recorded before its end. Absent: everything. */
  readonly asOf?: string;
  readonly filter?: FigureFilter;
};

export type FiguresQuery = Frame & { readonly counts: readonly CountName[]; readonly by?: By };
export type FigureQuery = Frame & CountName & { readonly by?: By };

/** `key` is the unit, the place path or the category; null: the case has none, or nothing was asked by. */
export type FiguresLine = { readonly key: string | null; readonly counts: readonly number[] };
export type Figure = {
  readonly total: number;
  readonly lines: readonly { readonly key: string | null; readonly count: number }[];
};

/** Whoever can send a query: a client inside the reader's transaction, or a pool. */
export type Queryable = Pick<ClientBase | Pool, 'query'>;

const DEPTHS = { 'place:district': 2, 'place:street': 3, 'place:community': 4 } as const;
const ROLLED_DEPTH_MAX = 4;
/** Sorts after every path that begins with the same text under collate "C". */
const AFTER = '\u{10ffff}';
const ATTEMPTS = 3;

/** A figure: the sum of the steps of one count. `rowsOf` opens it as its cases: one table, one predicate. */
export async function figure(client: Queryable, query: FigureQuery): Promise<Figure> {
  const lines = await figures(client, { ...query, counts: [query] });
  const counted = lines.map(({ key, counts }) => ({ key, count: counts[0] ?? 0 }));
  return { total: counted.reduce((sum, line) => sum + line.count, 0), lines: counted };
}

/**
 * Several counts of one table in one statement, so that they are of one moment. Lines come sorted by key, those without
 * a key last; a line on which every count is 0 is left out. Counts stand in the order of `query.counts`.
 *
 * What is rolled up costs two index rows a line and count; the steps above the roll-up's mark are summed from the table
 * itself. `asOf`, a filter across two axes and a filter on a single grid are always summed from the table.
 */
export async function figures(client: Queryable, query: FiguresQuery): Promise<readonly FiguresLine[]> {
  const axis = query.asOf === undefined ? rolledAxis(query) : null;
  let below = axis ? await rolledBelow(client, query.city) : null;
  for (let attempt = 0; axis && below !== null && attempt < ATTEMPTS; attempt += 1) {
    const { text, values } = rolledStatement(query, axis, below);
    const { rows } = await client.query<Counted & { below: string }>(text, values);
    const seen = rows[0]?.below ?? null;
    // the mark is given as a value, for the planner; where it has moved meanwhile, the sum is of two moments: again
    if (seen === below) return linesOf(rows, query.counts.length);
    below = seen;
  }
  const params = parameters();
  const { rows } = await client.query<Counted>(liveStatement(query, params), params.values);
  return linesOf(rows, query.counts.length);
}

export type RowsQuery = Frame &
  CountName & {
    /** One line of the table. */
    readonly line?: { readonly by: By; readonly key: string | null };
    /** Id after which the page begins. */
    readonly after?: string;
    readonly limit?: number;
  };

/** Most case ids that one call returns. */
export const ROWS_MAX = 1000;

/** The cases behind a figure, a page at a time, sorted by id: those whose steps sum to 1. */
export async function rowsOf(client: Queryable, query: RowsQuery): Promise<readonly string[]> {
  const { values, param } = parameters();
  const counts = { ...query, counts: [query] };
  const line = query.line ? `and ${keyOf(query.line.by)} is not distinct from ${param(query.line.key)}` : '';
  const after = query.after ? `and t.case_id > ${param(query.after)}` : '';
  const limit = param(Math.min(query.limit ?? ROWS_MAX, ROWS_MAX));
  const { rows } = await client.query<{ id: string }>(
    `select t.case_id as id ${fromTally(counts, param)} ${line} ${after}
     group by t.case_id having sum(t.delta) = 1 order by t.case_id limit ${limit}`,
    values,
  );
  return rows.map((row) => row.id);
}

/** The counts of a table with the cases behind each, in one statement: what an edition freezes. */
export async function figuresWithRows(
  client: Queryable,
  query: FiguresQuery,
): Promise<readonly { readonly key: string | null; readonly ids: readonly (readonly string[])[] }[]> {
  const { values, param } = parameters();
  const { rows } = await client.query<{ nth: number; key: string | null; ids: string[] }>(
    `select nth, key, array_agg(id::text order by id) as ids from (
       select c.nth::integer as nth, ${keyOf(query.by)} as key, t.case_id as id ${fromTally(query, param)}
       group by 1, 2, 3 having sum(t.delta) = 1
     ) one group by 1, 2`,
    values,
  );
  const keys = [...new Set(rows.map((row) => row.key))].toSorted(nullLast);
  return keys.map((key) => ({
    key,
    ids: query.counts.map((_, at) => rows.find((row) => row.key === key && row.nth === at + 1)?.ids ?? []),
  }));
}

type Counted = { readonly nth: number | null; readonly key: string | null; readonly n: number };
type Param = (value: unknown) => string;

function parameters(): { values: unknown[]; param: Param } {
  const values: unknown[] = [];
  return { values, param: (value) => `$${values.push(value)}` };
}

/** The steps of the asked counts that lie in the frame; `c.nth` numbers the counts from 1. */
function fromTally(query: FiguresQuery, param: Param): string {
  const { city, counts, period, asOf, filter = {} } = query;
  const cityParam = param(city);
  const days = `t.happened_on >= ${param(period.from)} and t.happened_on < ${param(period.to)}`;
  const where = [`t.city = ${cityParam}`, days];
  if (filter.units) where.push(`t.unit = any(${param(filter.units)}::text[])`);
  if (filter.categories) where.push(`t.category = any(${param(filter.categories)}::text[])`);
  if (filter.place) where.push(`t.place >= ${param(filter.place)} and t.place < ${param(filter.place + AFTER)}`);
  if (asOf !== undefined) {
    // the end of a day is the city's
    where.push(`t.recorded_at < (${param(asOf)}::date + 1)::timestamp at time zone
      (select zone from city where city.city = ${cityParam})`);
  }
  return `from ${countsTable(counts, param)}
    join tally t on t.indicator = c.indicator and t.part = c.part where ${where.join(' and ')}`;
}

const countsTable = (counts: readonly CountName[], param: Param): string =>
  `unnest(${param(counts.map((one) => one.indicator))}::text[], ${param(counts.map((one) => one.part))}::text[])
    with ordinality c (indicator, part, nth)`;

function keyOf(by: By | undefined): string {
  if (by === undefined) return 'null::text';
  if (by === 'unit' || by === 'category') return `t.${by}`;
  return `place_at(t.place, ${DEPTHS[by]})`;
}

const liveStatement = (query: FiguresQuery, { param }: { param: Param }): string =>
  `select c.nth::integer as nth, ${keyOf(query.by)} as key, sum(t.delta)::integer as n
   ${fromTally(query, param)} group by 1, 2`;

type RolledAxis = { readonly axis: string; readonly only?: readonly string[]; readonly within?: string };

/** The one axis on which lines and filter both lie; null where there is none. */
function rolledAxis({ by, filter = {} }: FiguresQuery): RolledAxis | null {
  const asked = new Set<string>();
  if (by) asked.add(by.split(':')[0] ?? by);
  if (filter.units) asked.add('unit');
  if (filter.place) asked.add('place');
  if (filter.categories) asked.add('category');
  if (asked.size === 0) return { axis: 'all' };
  if (asked.size > 1) return null;
  if (asked.has('unit')) return { axis: 'unit', ...(filter.units ? { only: filter.units } : {}) };
  if (asked.has('category')) return { axis: 'category', ...(filter.categories ? { only: filter.categories } : {}) };
  const wanted = filter.place ? depthOf(filter.place) : 0;
  const depth = by ? DEPTHS[by as keyof typeof DEPTHS] : wanted;
  if (wanted > depth || depth > ROLLED_DEPTH_MAX) return null;
  return { axis: `place:${depth}`, ...(filter.place ? { within: filter.place } : {}) };
}

const depthOf = (path: string): number => path.split('/').length - 2;

async function rolledBelow(client: Queryable, city: string): Promise<string | null> {
  const found = await client.query<{ below: string }>('select below::text as below from tally_rolled where city = $1', [
    city,
  ]);
  return found.rows[0]?.below ?? null;
}

function rolledStatement(query: FiguresQuery, axis: RolledAxis, below: string) {
  const { values, param } = parameters();
  const [city, from, to] = [param(query.city), param(query.period.from), param(query.period.to)];
  const only = axis.only ? `and a.value = any(${param(axis.only)}::text[])` : '';
  const within = axis.within ? `and a.value >= ${param(axis.within)} and a.value < ${param(axis.within + AFTER)}` : '';
  const totalBefore = (day: string) =>
    `coalesce((select r.total from tally_rollup r
       where r.city = a.city and r.indicator = a.indicator and r.part = a.part and r.axis = a.axis
         and r.value = a.value and r.day < ${day} order by r.day desc limit 1), 0)`;
  const key = query.by ? `nullif(a.value, '')` : 'null::text';
  const text = `
    select mark.below::text as below, sums.nth::integer as nth, sums.key, sums.n::integer as n
    from tally_rolled mark
    left join (
      select nth, key, sum(n) as n from (
        select c.nth, ${key} as key, ${totalBefore(to)} - ${totalBefore(from)} as n
        from ${countsTable(query.counts, param)}
        join tally_axis a on a.indicator = c.indicator and a.part = c.part
        where a.city = ${city} and a.axis = ${param(axis.axis)} ${only} ${within}
        union all
        select c.nth, ${keyOf(query.by)}, t.delta ${fromTally(query, param)} and t.tx >= ${param(below)}::xid8
      ) step group by 1, 2
    ) sums on true
    where mark.city = ${city}`;
  return { text, values };
}

/** Database order and ours are the same: collate "C". */
const nullLast = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
};

function linesOf(rows: readonly Counted[], width: number): readonly FiguresLine[] {
  const lines = new Map<string | null, number[]>();
  for (const { nth, key, n } of rows) {
    if (nth === null || n === 0) continue;
    const counts = lines.get(key) ?? Array.from({ length: width }, () => 0);
    counts[nth - 1] = n;
    lines.set(key, counts);
  }
  return [...lines].map(([key, counts]) => ({ key, counts })).toSorted((a, b) => nullLast(a.key, b.key));
}
