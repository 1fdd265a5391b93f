import { readFileSync } from 'node:fs';

/**
 * Rows of a small table that belongs to the project: a head line, commas between the cells, no quotation marks. A row
 * with another number of cells than the head stops the start: such a table is written by us.
 */
export function readRows(file: URL): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line, index) => {
    const cells = line.split(',');
    if (cells.length !== names.length) throw new Error(`${file.pathname}:${index + 2}: ${cells.length} cells`);
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
  });
}
