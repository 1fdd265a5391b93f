import { assembleCase } from '@huying/kernel/case/assemble';
import type { CaseBinding } from '@huying/kernel/case/binding';
import { unopened } from '@huying/kernel/case/case-state';
import { decideImport } from '@huying/kernel/case/import-case';
import { accept, type Refusal, type Result, refuse } from '@huying/kernel/define/refusal';
import { type BatchRows, joinRows } from '@huying/kernel/store/batch';
import { commitBatch } from '@huying/kernel/store/commit';
import { newId } from '@huying/kernel/store/id';
import { type Acting, factsFor } from '../act.ts';
import { emptyHead } from '../load-case.ts';
import type { ImportMap } from './import-map.ts';
import type { Table, TableRow } from './read-table.ts';
import { lookupsOf, type ShapedRow, shapeRow } from './shape-row.ts';

/** Cases of one commit: enough to spare round trips, few enough that a stop loses little. */
const BATCH = 50;
/** How often a batch is looked at anew when somebody else imports the same rows. */
const ATTEMPTS_MAX = 5;

export type ImportReport = {
  readonly rows: number;
  readonly imported: number;
  /** Rows whose foreign number is here already: of an earlier run, or twice in the file. */
  readonly already: number;
  readonly rejected: number;
  /** Imported cases whose times contradict each other, by flag. */
  readonly flagged: Readonly<Record<string, number>>;
  /** Imported rows with an empty cell, by column of the map. */
  readonly empty: Readonly<Record<string, number>>;
};

export type ImportRun = {
  readonly acting: Acting;
  readonly map: ImportMap;
  readonly table: Table;
  /** Checks every row and writes none. */
  readonly dryRun: boolean;
  reject(row: TableRow, refusal: Refusal): void;
  /** Rows read so far. */
  progress(rows: number): void;
};

type Ready = { readonly row: TableRow & { readonly cells: object }; readonly shaped: ShapedRow };

/**
 * Brings cases of an earlier system in, each as one event. May be stopped at any time and run again: what is here is
 * known by its foreign number. A row that does not fit goes to `reject`, the others are imported.
 */
export async function importCases(run: ImportRun): Promise<Result<ImportReport>> {
  const { acting, map, table } = run;
  const { runtime } = acting;
  const binding = runtime.bindings.get(map.definition);
  if (!binding) return refuse('case.unknown-definition', { field: 'definition', given: map.definition });
  if (!binding.definition.imports) {
    return refuse('case.import-not-taken', { values: { label: binding.definition.label } });
  }
  const missing = map.columns.filter((column) => !table.head.includes(column));
  if (missing.length > 0) return refuse('import.column-missing', { field: 'columns', values: { columns: missing } });
  const counts = { rows: 0, imported: 0, already: 0, rejected: 0 };
  const flagged: Record<string, number> = {};
  const empty: Record<string, number> = {};
  const lookup = lookupsOf(runtime);
  let waiting: Ready[] = [];
  const reject = (row: TableRow, refusal: Refusal) => {
    counts.rejected += 1;
    run.reject(row, refusal);
  };
  const flush = async () => {
    const done = await importBatch(run, binding, waiting, reject);
    counts.imported += done.imported.length;
    counts.already += done.already;
    for (const { flags, row } of done.imported) {
      for (const flag of flags) flagged[flag] = (flagged[flag] ?? 0) + 1;
      for (const [column, cell] of Object.entries(row.cells)) {
        if (cell === '') empty[column] = (empty[column] ?? 0) + 1;
      }
    }
    waiting = [];
    run.progress(counts.rows);
  };
  for await (const row of table.rows()) {
    counts.rows += 1;
    if ('refusal' in row) reject(row, row.refusal);
    else {
      const shaped = shapeRow(map, row.cells, lookup, runtime);
      if (shaped.ok) waiting.push({ row, shaped: shaped.value });
      else reject(row, shaped);
    }
    if (waiting.length >= BATCH) await flush();
  }
  await flush();
  if (counts.imported > 0 && !run.dryRun) await acting.runtime.pools.writer.query('select refresh_statistics()');
  return accept({ ...counts, flagged, empty });
}

type Imported = { readonly flags: readonly string[]; readonly row: Ready['row'] };

async function importBatch(
  run: ImportRun,
  binding: CaseBinding,
  ready: readonly Ready[],
  reject: (row: TableRow, refusal: Refusal) => void,
): Promise<{ imported: readonly Imported[]; already: number }> {
  const { runtime } = run.acting;
  const refused = new Set<Ready>();
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const known = await knownOf(run, ready);
    const parts: BatchRows[] = [];
    const imported: Imported[] = [];
    for (const one of ready) {
      if (known.has(one.shaped.foreignId) || refused.has(one)) continue;
      known.add(one.shaped.foreignId);
      const rows = await rowsOfCase(run, binding, one);
      if (rows.ok) {
        parts.push(rows.value.rows);
        imported.push({ flags: rows.value.flags, row: one.row });
      } else {
        refused.add(one);
        reject(one.row, rows);
      }
    }
    const already = ready.length - imported.length - refused.size;
    if (parts.length === 0 || run.dryRun) return { imported, already };
    const committed = await commitBatch(runtime.pools.writer, { city: runtime.city, ...joinRows(parts) });
    if (committed.outcome === 'committed') return { imported, already };
  }
  throw new Error(`another import writes the same cases: ${ATTEMPTS_MAX} attempts met a conflict`);
}

async function knownOf({ acting, map }: ImportRun, ready: readonly Ready[]): Promise<Set<string>> {
  const found = await acting.runtime.pools.writer.query<{ id: string }>(
    'select known_foreign as id from known_foreign($1, $2, $3)',
    [acting.runtime.city, map.foreignSystem, ready.map(({ shaped }) => shaped.foreignId)],
  );
  return new Set(found.rows.map(({ id }) => id));
}

async function rowsOfCase(
  { acting, map }: ImportRun,
  binding: CaseBinding,
  { shaped }: Ready,
): Promise<Result<{ rows: BatchRows; flags: readonly string[] }>> {
  const { runtime } = acting;
  const facts = factsFor(runtime, binding, null);
  const { foreignId, channel, ...earlier } = shaped;
  const number = await acting.nextNumber(runtime.time.day(facts.now));
  const opening = { number, channel, foreignSystem: map.foreignSystem, foreignId };
  const decided = decideImport(binding.definition, newId(), { ...earlier, opening }, facts);
  if (!decided.ok) return decided;
  const rows = assembleCase(unopened(decided.value.after.id), emptyHead, [decided.value], {
    city: runtime.city,
    definition: binding.definition,
    keys: runtime.keys,
    units: runtime.units,
    centre: runtime.centre,
    now: facts.now,
    dayOf: (iso) => runtime.time.day(new Date(iso)),
    coHandlers: { before: [], after: [] },
  });
  return accept({ rows, flags: decided.value.event.changes.history?.flags ?? [] });
}
