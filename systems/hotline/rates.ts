import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { type EditionOrder, type EditionPools, publishEdition } from '@huying/kernel/indicator/edition';
import {
  type CountName,
  type FiguresLine,
  type FiguresQuery,
  figures,
  type Queryable,
} from '@huying/kernel/indicator/figure';
import { rank, score, share, weightsMakeOne } from '@huying/kernel/indicator/rate';
import { chooseRow, type RuleRow, type RuleTable } from '@huying/kernel/rule/table';

/**
 * The three rates of the hotline: how quickly units answer, whether the matter was solved, whether people are
 * satisfied. What counts, on which day and why stands in docs/decisions/0030-rates.md. In short:
 *
 * - All counts are dated by the day of the dispatch, so an order stands in one period, on one line. A re-dispatched
 *   order belongs to the day of the last dispatch and to the unit that holds it last.
 * - dispatched: orders with a running or met response clock. A withdrawn order, one that was returned and not yet
 *   dispatched again, and one handed to the police have none.
 * - excluded: of these, decided exclusions 剔除. assessed = dispatched − excluded.
 * - responded ÷ assessed: contacted within the limit, unless the person said in the call-back that nobody had.
 * - solved ÷ callbacks: call-backs with an answer; "partly" is no "solved". No answer is no value.
 * - satisfied ÷ graded: grades 5, 4 and 3. Both questions are asked in one call-back, so `graded` is `callbacks`, but
 *   for data taken over from elsewhere; the rate then stays a share of those who gave a grade.
 */
export const hotlineCounts = {
  dispatched: { indicator: 'hotline.request.dispatched', part: 'share' },
  assessed: { indicator: 'hotline.request.response', part: 'of' },
  responded: { indicator: 'hotline.request.response', part: 'share' },
  callbacks: { indicator: 'hotline.request.resolution', part: 'of' },
  solved: { indicator: 'hotline.request.resolution', part: 'share' },
  graded: { indicator: 'hotline.request.satisfaction', part: 'of' },
  satisfied: { indicator: 'hotline.request.satisfaction', part: 'share' },
} as const satisfies Readonly<Record<string, CountName>>;

export type RatesBy = 'unit' | 'street' | 'district' | 'category';

const axes = { unit: 'unit', street: 'place:street', district: 'place:district', category: 'category' } as const;
/** Steps of a place path that is as near as the table asks. */
const depths: Readonly<Partial<Record<RatesBy, number>>> = { street: 3, district: 2 };

export const isRatesBy = (text: string): text is RatesBy => Object.hasOwn(axes, text);

/** Rates and score in per cent or points with two decimals; null where there is no data. */
export type RatesRow = {
  /** Unit, place path or category; null where the order has none; `*` for the city. */
  readonly key: string | null;
  readonly label: string;
  readonly dispatched: number;
  readonly excluded: number;
  readonly assessed: number;
  readonly responded: number;
  readonly callbacks: number;
  readonly solved: number;
  readonly graded: number;
  readonly satisfied: number;
  readonly responseRate: string | null;
  readonly resolutionRate: string | null;
  readonly satisfactionRate: string | null;
  readonly score: string | null;
  readonly rank: number | null;
  /** Why a line has no rank. */
  readonly note: string | null;
};

/** Key of the city's own row: the sum of counts, not the mean of rates. */
export const CITY_KEY = '*';

export type RatesPolicy = {
  readonly weights: { readonly response: string; readonly resolution: string; readonly satisfaction: string };
  /** Fewest assessed orders with which a line is ranked. */
  readonly minimum: number;
  /** Ids of the rows that gave weights and minimum. */
  readonly rows: readonly string[];
};

const BASIS = '默认值：参照见诸报道的通行权重，尚无本市依据';
const dial = (as: string, gives: string): RuleRow => ({
  id: `hotline.rates.${as}`,
  validFrom: '2000-01-01',
  validTo: null,
  basis: BASIS,
  default: true,
  when: { as },
  gives,
});

/** Weights and minimum as they are shipped; a city puts dated rows with its own basis in their place. */
export const hotlineRatesDials: RuleTable = {
  code: 'hotline.rates',
  label: '12345 三率考核',
  dimensions: ['as'],
  rows: [
    dial('weight.response', '0.10'),
    dial('weight.resolution', '0.45'),
    dial('weight.satisfaction', '0.45'),
    dial('rankMinimum', '10'),
  ],
};

/**
 * Weights and minimum that hold on a day: for a period, its last day.
 * Refusals: `rule.none`; `hotline.rate-weights` where the weights do not make 1.
 */
export function ratesPolicyOn(day: string, table: RuleTable = hotlineRatesDials): Result<RatesPolicy> {
  const found: RuleRow[] = [];
  for (const as of ['weight.response', 'weight.resolution', 'weight.satisfaction', 'rankMinimum']) {
    const row = chooseRow(table, day, { as });
    if (!row.ok) return row;
    found.push(row.value);
  }
  const [response = '', resolution = '', satisfaction = '', minimum = ''] = found.map((row) => row.gives);
  const weights = [response, resolution, satisfaction];
  const readable = [...weights, minimum].every((text) => /^\d+(\.\d+)?$/.test(text));
  if (!readable || !weightsMakeOne(weights)) {
    return refuse('hotline.rate-weights', { values: { weights, day } });
  }
  return accept({
    weights: { response, resolution, satisfaction },
    minimum: Number(minimum),
    rows: found.map((row) => row.id),
  });
}

export type RatesFrame = {
  readonly by: RatesBy;
  readonly policy: RatesPolicy;
  label(by: RatesBy, key: string): string;
  /** Lines are ranked within their group, such as districts, departments, firms; absent: all together. */
  groupOf?(key: string): string;
};

const withoutKey = {
  unit: '（无承办单位）',
  street: '（未定位）',
  district: '（未定位）',
  category: '（未分类）',
} as const;
const NOT_NEAR = '未定位到本级，不排名';

/** The table from its counts, best first, lines without a rank after them, the city last. Pure. */
export function ratesTable(lines: readonly FiguresLine[], frame: RatesFrame): readonly RatesRow[] {
  const counted = lines.map(({ key, counts }) => {
    const label = key === null ? withoutKey[frame.by] : frame.label(frame.by, key);
    return rowOf(key, label, counts, frame.policy);
  });
  const notNear = (row: RatesRow) => row.key === null || !isNear(row.key, frame.by);
  const groups = Map.groupBy(
    counted.filter((row) => !notNear(row)),
    (row) => frame.groupOf?.(row.key ?? '') ?? '',
  );
  const ranked = [...groups.values()].flatMap((rows) => {
    const ranks = rank(rows, frame.policy.minimum);
    return rows.map((row, at): RatesRow => ({ ...row, rank: ranks[at]?.rank ?? null, note: ranks[at]?.note ?? null }));
  });
  const unranked = counted.filter(notNear).map((row): RatesRow => ({ ...row, note: NOT_NEAR }));
  const last = Number.MAX_SAFE_INTEGER;
  const sorted = [...ranked.toSorted((a, b) => (a.rank ?? last) - (b.rank ?? last)), ...unranked];
  const width = Object.keys(hotlineCounts).length;
  const sums = Array.from({ length: width }, (_, at) => lines.reduce((sum, line) => sum + (line.counts[at] ?? 0), 0));
  return [...sorted, rowOf(CITY_KEY, '全市', sums, frame.policy)];
}

const isNear = (key: string, by: RatesBy): boolean => {
  const depth = depths[by];
  return depth === undefined || key.split('/').length === depth + 2;
};

function rowOf(key: string | null, label: string, counts: readonly number[], { weights }: RatesPolicy): RatesRow {
  const [dispatched = 0, assessed = 0, responded = 0, callbacks = 0, solved = 0, graded = 0, satisfied = 0] = counts;
  return {
    key,
    label,
    dispatched,
    excluded: dispatched - assessed,
    assessed,
    responded,
    callbacks,
    solved,
    graded,
    satisfied,
    responseRate: share(responded, assessed),
    resolutionRate: share(solved, callbacks),
    satisfactionRate: share(satisfied, graded),
    score: score([
      { numerator: responded, denominator: assessed, weight: weights.response },
      { numerator: solved, denominator: callbacks, weight: weights.resolution },
      { numerator: satisfied, denominator: graded, weight: weights.satisfaction },
    ]),
    rank: null,
    note: null,
  };
}

export type RatesQuery = Omit<FiguresQuery, 'counts' | 'by'>;

/** The table of one period, as it stands or as it was known at the end of the day `asOf`. */
export async function hotlineRates(
  client: Queryable,
  query: RatesQuery,
  frame: RatesFrame,
): Promise<readonly RatesRow[]> {
  const counts = Object.values(hotlineCounts);
  return ratesTable(await figures(client, { ...query, counts, by: axes[frame.by] }), frame);
}

/**
 * Publishes the table of a period: frozen with its rows, its cases, its weights and its hash.
 * Refusal: `indicator.already-published`.
 */
export function publishRates(
  pools: EditionPools,
  order: RatesQuery & Pick<EditionOrder, 'signer' | 'now'>,
  frame: RatesFrame,
): ReturnType<typeof publishEdition> {
  return publishEdition(pools, {
    ...order,
    set: 'hotline.rates',
    by: axes[frame.by],
    counts: hotlineCounts,
    values: (lines) => ({ policy: frame.policy, rows: ratesTable(lines, frame) }),
  });
}
