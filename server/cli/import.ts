import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { fillText, type Refusal } from '@huying/kernel/define/refusal';
import { stringify } from 'csv-stringify/sync';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { importCases } from '../import/import-cases.ts';
import { readImportMap } from '../import/import-map.ts';
import { openTable, type Table, type TableRow } from '../import/read-table.ts';
import { refusalCatalogues } from '../refusals.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying import FILE --map MAP [--dry-run] [--json]
  FILE     CSV (UTF-8 or GB18030) or XLSX
  MAP      which column is what (docs/operating/import.md)
  Rows that do not fit go to FILE.rejected.csv with the reason. Run it again after a stop: nothing comes in twice.`;

/** Cases of an earlier system, as history. Exit 1 where a row was refused. */
export async function importCommand(argv: readonly string[], out: Output): Promise<number> {
  let options: { file: string; map: string; dryRun: boolean; json: boolean };
  try {
    options = readOptions(argv);
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const map = readImportMap(options.map);
  if (!map.ok) return refused(out, map);
  let table: Table;
  try {
    table = await openTable(options.file);
  } catch (error) {
    out.error(`${options.file}: ${(error as Error).message}`);
    return WRONG_USAGE;
  }
  const deployment = await openDeployment(readConfig(), () => undefined);
  try {
    const acting = await actingFor(map.value.city, deployment, systemClock);
    if (!acting) {
      out.error(`没有名为 ${map.value.city} 的城市`);
      return WRONG_USAGE;
    }
    const began = performance.now();
    const rejects = rejectFile(`${options.file}.rejected.csv`, table.head);
    const done = await importCases({
      acting,
      map: map.value,
      table,
      dryRun: options.dryRun,
      reject: rejects.add,
      progress: (rows) => progressOf(out, rows, began, options.json),
    });
    if (!done.ok) return refused(out, done);
    const report = { ...done.value, rejectFile: rejects.path(), seconds: (performance.now() - began) / 1000 };
    if (options.json) out.print(JSON.stringify(report));
    else {
      const { rows, imported, already, rejected, seconds } = report;
      out.print(`${rows} 行：导入 ${imported}，已有 ${already}，退回 ${rejected}，用时 ${seconds.toFixed(1)} s`);
      for (const [flag, n] of Object.entries(report.flagged)) out.print(`  时间前后矛盾，原样保留  ${flag}  ${n}`);
      if (report.rejectFile) out.print(`  退回的行及原因：${report.rejectFile}`);
    }
    return report.rejected > 0 ? DOES_NOT_HOLD : HOLDS;
  } finally {
    await deployment.close();
  }
}

function readOptions(argv: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new Error('one FILE is needed');
  if (!values.map) throw new Error('--map MAP is needed');
  return { file, map: values.map, dryRun: values['dry-run'], json: values.json };
}

/** Rows that were refused, with the head of the file, so that a clerk mends them and imports the file again. */
function rejectFile(path: string, head: readonly string[]) {
  let begun = false;
  if (existsSync(path)) rmSync(path);
  return {
    path: () => (begun ? path : null),
    add: (row: TableRow, refusal: Refusal) => {
      // the mark tells spreadsheets that the file is UTF-8
      if (!begun) appendFileSync(path, `\u{feff}${stringify([[...head, '行号 row', '原因 reason']])}`, { mode: 0o600 });
      begun = true;
      const cells =
        'cells' in row ? head.map((name) => row.cells[name] ?? '') : head.map((_, at) => row.line[at] ?? '');
      const reasons = [refusal, ...(refusal.more ?? [])].map(reasonOf).join('；');
      appendFileSync(path, stringify([[...cells, String(row.row), reasons]]));
    },
  };
}

function reasonOf(refusal: Refusal): string {
  const text = refusalCatalogues.find((texts) => Object.hasOwn(texts, refusal.code))?.[refusal.code];
  const values = { ...refusal.values, ...(refusal.given === undefined ? {} : { given: refusal.given }) };
  const field = refusal.field ? `${refusal.field}: ` : '';
  return `${field}${text ? fillText(text.zh + text.zhDo, values) : ''}（${refusal.code}）`;
}

function refused(out: Output, refusal: Refusal): number {
  out.error(reasonOf(refusal));
  return WRONG_USAGE;
}

function progressOf(out: Output, rows: number, began: number, json: boolean): void {
  if (json || rows % 1000 !== 0 || rows === 0) return;
  const seconds = (performance.now() - began) / 1000;
  out.error(`  ${rows} 行  ${seconds.toFixed(0)} s  ${Math.round(rows / seconds)} 行/秒`);
}
