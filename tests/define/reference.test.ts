import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { defineCommand } from '../../server/cli/define.ts';
import { refusalCatalogues } from '../../server/refusals.ts';

const committed = join(import.meta.dirname, '../../docs/reference');
const made = mkdtempSync(join(tmpdir(), 'huying-reference-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));
defineCommand(['reference', '--out', made], { print: () => undefined, error: () => undefined });

test('docs/reference holds what the definitions and refusals say today: else run huying define reference', () => {
  const pages = readdirSync(made);
  expect(pages).toContain('errors.md');
  const stale = pages.filter((page) => readPage(committed, page) !== readPage(made, page));
  expect(stale).toEqual([]);
  const left = readdirSync(committed).filter((page) => !pages.includes(page) && isMade(readPage(committed, page)));
  expect(left).toEqual([]);
});

test('the page of refusals has every code once, with an anchor, its status and the words of both languages', () => {
  const page = readPage(made, 'errors.md') ?? '';
  for (const [code, { status, zh, zhDo, en, enDo }] of refusalCatalogues.flatMap(Object.entries)) {
    const row = page.split('\n').filter((line) => line.includes(`<a id="${code}"></a>`));
    expect(`${code} ${row.length}`).toBe(`${code} 1`);
    for (const words of [String(status), zh, zhDo, en, enDo]) expect(row[0]).toContain(words);
  }
});

function readPage(folder: string, page: string): string | null {
  try {
    return readFileSync(join(folder, page), 'utf8');
  } catch {
    return null;
  }
}

const isMade = (page: string | null): boolean => page?.includes('huying define reference') === true;
