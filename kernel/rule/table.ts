import { accept, type Refusal, type Result, refuse } from '../define/refusal.ts';

/**
 * Dials in tables: dated rows with their legal basis. The row is chosen by the date of the event, never by today, and the
 * answer says which row fired. `*` in `when` means any value; the row that names most wins, earlier dimensions first.
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
  readonly rows: readonly RuleRow<T>[];
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
 * (`rule.gap`), that end before they begin (`rule.empty`), or that name an unknown dimension (`rule.unknown-fact`).
 */
export function checkTable(table: RuleTable<unknown>): readonly Refusal[] {
  const faults: Refusal[] = [];
  const groups = new Map<string, RuleRow<unknown>[]>();
  for (const row of table.rows) {
    for (const name of Object.keys(row.when)) {
      if (!table.dimensions.includes(name)) faults.push(refuse('rule.unknown-fact', fault(table, row, { fact: name })));
    }
    if (row.validTo !== null && row.validTo <= row.validFrom) faults.push(refuse('rule.empty', fault(table, row)));
    const key = table.dimensions.map((name) => row.when[name] ?? ANY).join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const rows of groups.values()) faults.push(...successionFaults(table, rows));
  return faults;
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
