import { accept, type Refusal, type Result, refuse } from '../define/refusal.ts';

/**
 * Dials in tables: dated rows with their legal basis. The row is chosen by the date of the event, never by today, and
 * the answer says which row fired. `*` in `when` means any value; the row that names most wins, earlier dimensions
 * first.
 */
export type RuleRow<T = string> = {
  readonly id: string;
  /** First day of validity, and the day after the last one; null: until further notice. */
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Law, standard or decision that the row rests on. */
  readonly basis: string;
  /** No source confirms it for this city. */
  readonly default?: true;
  readonly when: Readonly<Record<string, string>>;
  readonly gives: T;
};

export type RuleTable<T = string> = {
  readonly code: string;
  readonly label: string;
  /** Names of the facts that rows may ask for, the weightier first. */
  readonly dimensions: readonly string[];
  /** Days and facts for which the table owes an answer; `checkTable` then finds those without one. */
  readonly covers?: RuleCoverage;
  readonly rows: readonly RuleRow<T>[];
};

export type RuleCoverage = {
  /** First day, and the day after the last one; null: without end. */
  readonly from: string;
  readonly to: string | null;
  /** The values that a fact can have. A dimension that is not named here can have any, known or not. */
  readonly values: Readonly<Record<string, readonly string[]>>;
};

const ANY = '*';

/** The row that holds on a day for these facts. Refusals: `rule.none`. */
export function chooseRow<T>(
  table: RuleTable<T>,
  day: string,
  facts: Readonly<Record<string, string>>,
): Result<RuleRow<T>> {
  let best: RuleRow<T> | undefined;
  let bestWeight = -1;
  for (const row of table.rows) {
    if (!isValidOn(row, day) || !fits(row, facts)) continue;
    const weight = weightOf(table, row);
    if (weight > bestWeight) [best, bestWeight] = [row, weight];
  }
  if (best) return accept(best);
  const asked = table.dimensions.map((name) => `${name}=${facts[name] ?? ''}`);
  return refuse('rule.none', { values: { table: table.label, day, facts: asked } });
}

const isValidOn = (row: RuleRow<unknown>, day: string): boolean =>
  row.validFrom <= day && (row.validTo === null || day < row.validTo);

const fits = (row: RuleRow<unknown>, facts: Readonly<Record<string, string>>): boolean =>
  Object.entries(row.when).every(([name, value]) => value === ANY || facts[name] === value);

/** Each named dimension weighs more than all later ones together, so no two different rows weigh the same. */
function weightOf(table: RuleTable<unknown>, row: RuleRow<unknown>): number {
  let weight = 0;
  for (const name of table.dimensions) {
    const value = row.when[name];
    weight = weight * 2 + (value !== undefined && value !== ANY ? 1 : 0);
  }
  return weight;
}

/**
 * Faults of a table: rows for the same facts that overlap in time (`rule.overlap`), that leave a gap between them
 * (`rule.gap`), that end before they begin (`rule.empty`), whose days do not exist (`rule.day-unreadable`), that carry
 * the id of another (`rule.row-twice`) or name an unknown dimension (`rule.unknown-fact`); and days and facts of the
 * declared coverage that no row answers (`rule.uncovered`).
 */
export function checkTable(table: RuleTable<unknown>): readonly Refusal[] {
  const faults: Refusal[] = [];
  const groups = new Map<string, RuleRow<unknown>[]>();
  const ids = new Set<string>();
  for (const row of table.rows) {
    if (ids.has(row.id)) faults.push(refuse('rule.row-twice', fault(table, row)));
    ids.add(row.id);
    for (const day of [row.validFrom, row.validTo]) {
      if (day !== null && !isDay(day)) faults.push(refuse('rule.day-unreadable', fault(table, row, { day })));
    }
    for (const name of Object.keys(row.when)) {
      if (!table.dimensions.includes(name)) faults.push(refuse('rule.unknown-fact', fault(table, row, { fact: name })));
    }
    if (row.validTo !== null && row.validTo <= row.validFrom) faults.push(refuse('rule.empty', fault(table, row)));
    const key = table.dimensions.map((name) => row.when[name] ?? ANY).join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const rows of groups.values()) faults.push(...successionFaults(table, rows));
  if (table.covers && faults.length === 0) faults.push(...coverageFaults(table, table.covers));
  return faults;
}

/** Only days that are written in full compare as texts. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const UNCOVERED_SHOWN_MAX = 20;
const ENDLESS = '9999-12-31';

/**
 * Walks the dimensions one by one with the rows that still fit. Where rows that ask nothing further already hold on
 * every day, nothing below can lack an answer; all values that no row names share one.
 */
function coverageFaults(table: RuleTable<unknown>, covers: RuleCoverage): readonly Refusal[] {
  const faults: Refusal[] = [];
  const walk = (at: number, rows: readonly RuleRow<unknown>[], facts: readonly string[]): void => {
    if (faults.length >= UNCOVERED_SHOWN_MAX) return;
    const later = table.dimensions.slice(at);
    const asksNothing = rows.filter((row) => later.every((name) => (row.when[name] ?? ANY) === ANY));
    const open = uncoveredDay(asksNothing, covers);
    if (open === null) return;
    const name = later[0];
    if (name === undefined) {
      faults.push(refuse('rule.uncovered', { values: { table: table.label, day: open, facts } }));
      return;
    }
    for (const value of valuesToTry(name, rows, covers)) {
      const fitting = rows.filter((row) => [ANY, value].includes(row.when[name] ?? ANY));
      walk(at + 1, fitting, [...facts, `${name}=${value}`]);
    }
  };
  walk(0, table.rows, []);
  return faults;
}

/** The values that rows name, and one that stands for all others: the first such declared value, or any at all. */
function valuesToTry(name: string, rows: readonly RuleRow<unknown>[], covers: RuleCoverage): readonly string[] {
  const named = new Set(rows.map((row) => row.when[name] ?? ANY));
  const declared = covers.values[name];
  if (!declared) return [...[...named].filter((value) => value !== ANY), ANY];
  const unnamed = declared.find((value) => !named.has(value));
  return [...declared.filter((value) => named.has(value)), ...(unnamed === undefined ? [] : [unnamed])];
}

/** The first day of the coverage on which none of the rows holds. */
function uncoveredDay(rows: readonly RuleRow<unknown>[], covers: RuleCoverage): string | null {
  const end = covers.to ?? ENDLESS;
  let day = covers.from;
  for (const row of rows.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))) {
    if (row.validFrom <= day && (row.validTo ?? ENDLESS) > day) day = row.validTo ?? ENDLESS;
  }
  return day < end ? day : null;
}

function successionFaults(table: RuleTable<unknown>, rows: readonly RuleRow<unknown>[]): readonly Refusal[] {
  const sorted = rows.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  return sorted.slice(1).flatMap((row, index) => {
    const before = sorted[index];
    if (!before || before.validTo === row.validFrom) return [];
    const overlaps = before.validTo === null || before.validTo > row.validFrom;
    return [refuse(overlaps ? 'rule.overlap' : 'rule.gap', fault(table, row, { other: before.id }))];
  });
}

const fault = (table: RuleTable<unknown>, row: RuleRow<unknown>, more: Readonly<Record<string, string>> = {}) => ({
  values: { table: table.label, row: row.id, ...more },
});
