import { parseArgs } from 'node:util';
import { fillText, type Refusal, type RefusalCatalogue, type Result } from '@huying/kernel/define/refusal';
import { lastDayOf, type Period, type Queryable } from '@huying/kernel/indicator/figure';
import { NO_DATA, percentText } from '@huying/kernel/indicator/rate';
import { hotlineRates, isRatesBy, type RatesBy, type RatesPolicy, type RatesRow } from '@huying/systems/hotline/rates';
import { HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying rates --period 2025-09|2025-W39|2025-09-21..2025-09-30 --by unit|street|district|category
             [--as-of 2025-10-08] [--lang zh|en] [--json]`;

/** What the command needs of a city. */
export type RatesDeps = {
  readonly city: string;
  /** Reads in the scope of the caller. */
  read<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  parsePeriod(text: string): Result<Period>;
  /** Weights and minimum on the last day of the period. */
  policyOn(day: string): Result<RatesPolicy>;
  label(by: RatesBy, key: string): string;
  groupOf?(key: string): string;
  /** Words for refusals of the two functions above. */
  readonly refusals: RefusalCatalogue;
};

/** The three rates of a period as a table, or as one JSON array whose last row is the city (key `*`). */
export async function ratesCommand(argv: readonly string[], out: Output, deps: RatesDeps): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(argv);
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const { by, period: given, 'as-of': asOf } = options;
  if (!given || !isRatesBy(by) || (asOf !== undefined && !isDay(asOf))) {
    out.error(USAGE);
    return WRONG_USAGE;
  }
  const wrong = (refusal: Refusal): number => {
    const text = deps.refusals[refusal.code];
    const values = { given: refusal.given ?? '', ...refusal.values };
    const said = !text ? refusal.code : options.lang === 'en' ? `${text.en} ${text.enDo}` : `${text.zh}${text.zhDo}`;
    out.error(options.json ? JSON.stringify({ code: refusal.code, ...values }) : fillText(said, values));
    return WRONG_USAGE;
  };
  const period = deps.parsePeriod(given);
  if (!period.ok) return wrong(period);
  const last = lastDayOf(period.value);
  const policy = deps.policyOn(last);
  if (!policy.ok) return wrong(policy);
  const { from, to } = period.value;
  const query = { city: deps.city, period: { from, to }, ...(asOf ? { asOf } : {}) };
  const groups = deps.groupOf ? { groupOf: deps.groupOf } : {};
  const frame = { by, policy: policy.value, label: deps.label, ...groups };
  const rows = await deps.read((client) => hotlineRates(client, query, frame));
  if (options.json) out.print(JSON.stringify(rows));
  else out.print(tableOf(rows, `${from} 至 ${last}${asOf ? `，截至 ${asOf}` : ''}`));
  return HOLDS;
}

function readOptions(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      period: { type: 'string' },
      by: { type: 'string', default: 'unit' },
      'as-of': { type: 'string' },
      lang: { type: 'string', default: 'zh' },
      json: { type: 'boolean', default: false },
    },
  });
  return values;
}

const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
};

const columns: readonly { readonly title: string; value(row: RatesRow): string }[] = [
  { title: '名次', value: (row) => (row.rank === null ? NO_DATA : String(row.rank)) },
  { title: '单位', value: (row) => row.label },
  { title: '派单', value: (row) => String(row.dispatched) },
  { title: '剔除', value: (row) => String(row.excluded) },
  { title: '考核', value: (row) => String(row.assessed) },
  { title: '按时响应', value: (row) => String(row.responded) },
  { title: '有效回访', value: (row) => String(row.callbacks) },
  { title: '解决', value: (row) => String(row.solved) },
  { title: '满意', value: (row) => String(row.satisfied) },
  { title: '响应率', value: (row) => percentText(row.responseRate) },
  { title: '解决率', value: (row) => percentText(row.resolutionRate) },
  { title: '满意率', value: (row) => percentText(row.satisfactionRate) },
  { title: '综合得分', value: (row) => row.score ?? NO_DATA },
  { title: '说明', value: (row) => row.note ?? '' },
];

function tableOf(rows: readonly RatesRow[], title: string): string {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => columns.map((one) => one.value(row)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => widthOf(line[at] ?? ''))));
  const lines = cells.map((line) =>
    line
      .map((text, at) => text + ' '.repeat((widths[at] ?? 0) - widthOf(text)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines].join('\n');
}

/** Columns on a terminal: Chinese characters and full-width signs take two. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (/[\u2e80-\uffe6]/u.test(sign) ? 2 : 1), 0);
