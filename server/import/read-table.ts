import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { TextDecoderStream } from 'node:stream/web';
import { type Refusal, refuse } from '@huying/kernel/define/refusal';
import { parse } from 'csv-parse';
import { readSheet } from 'read-excel-file/node';

/** One row of a table, counted as a spreadsheet counts: the head is row 1. */
export type TableRow =
  | { readonly row: number; readonly cells: Readonly<Record<string, string>> }
  | { readonly row: number; readonly refusal: Refusal; readonly line: readonly string[] };

export type Table = { readonly head: readonly string[]; rows(): AsyncIterable<TableRow> };

/**
 * Opens a CSV (UTF-8 or GB18030, with or without a mark) or XLSX file. Rows are read as they are asked for. A row that
 * is broken is a row with a refusal, and what stands before it is good. Throws where the file is not there.
 */
export async function openTable(path: string): Promise<Table> {
  const lines = path.toLowerCase().endsWith('.xlsx') ? sheetLines(path) : csvLines(path);
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done || 'refusal' in first.value ? [] : first.value.cells.map((cell) => cell.trim());
  return { head, rows: () => rowsOf(head, iterator) };
}

type Line = { readonly cells: readonly string[] } | { readonly refusal: Refusal };

async function* rowsOf(head: readonly string[], lines: AsyncIterator<Line>): AsyncIterable<TableRow> {
  for (let row = 2; ; row += 1) {
    const next = await lines.next();
    if (next.done) return;
    const line = next.value;
    if ('refusal' in line) yield { row, refusal: line.refusal, line: [] };
    else if (line.cells.length !== head.length) {
      const values = { cells: line.cells.length, heads: head.length };
      yield { row, refusal: refuse('import.row-cells', { values }), line: line.cells };
    } else yield { row, cells: Object.fromEntries(head.map((name, at) => [name, line.cells[at] ?? ''])) };
  }
}

async function* csvLines(path: string): AsyncGenerator<Line> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true });
  const bytes = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  const text = bytes.pipeThrough(new TextDecoderStream(encodingOf(path)) as never);
  Readable.fromWeb(text as never)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  try {
    for await (const cells of parser) yield { cells: cells as string[] };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!code?.startsWith('CSV_')) throw error;
    yield { refusal: refuse('import.row-broken', { values: { problem: message } }) };
  }
}

const SAMPLE_BYTES = 1 << 20;

/** Spreadsheets of Chinese offices save CSV in GB18030: taken for it where the first megabyte is no valid UTF-8. */
function encodingOf(path: string): 'utf-8' | 'gb18030' {
  const sample = Buffer.alloc(SAMPLE_BYTES);
  const file = openSync(path, 'r');
  const length = readSync(file, sample);
  closeSync(file);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample.subarray(0, length), { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

async function* sheetLines(path: string): AsyncGenerator<Line> {
  const rows = await readSheet(path);
  const width = rows[0]?.length ?? 0;
  for (const row of rows) {
    const cells = Array.from({ length: Math.max(width, row.length) }, (_, at) => cellText(row[at]));
    if (cells.some((cell) => cell !== '')) yield { cells };
  }
}

/** A cell as its text. A date of a spreadsheet has no zone: its clock time comes back as it is shown there. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  return String(cell);
}
