import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importCases } from '../../server/import/import-cases.ts';
import { readImportMap } from '../../server/import/import-map.ts';
import { openTable } from '../../server/import/read-table.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';

let city: NamedCity;
const folder = mkdtempSync(join(tmpdir(), 'huying-import-'));

beforeAll(async () => {
  city = await openNamedCity('wuhai', '2026-03-02T10:00:00+08:00');
}, 60_000);

afterAll(async () => {
  await city.close();
  rmSync(folder, { recursive: true });
});

const MAP = {
  city: 'wuhai',
  definition: 'hotline.request',
  foreignSystem: 'oldline',
  columns: {
    编号: 'foreignId',
    受理时间: 'openedAt',
    办结时间: 'closedAt',
    状态: { to: 'status', values: { 已办结: 'closed', 办理中: 'open' } },
    标题: 'title',
    内容: 'originalText',
    电话: 'reporterPhone',
    承办单位: { to: 'unit', by: 'name' },
    备注: null,
  },
  constants: { kind: 'help' },
};

const HEAD = Object.keys(MAP.columns);
const GOOD = ['A-1', '2024-05-01 08:00', '2024-05-03 17:00', '已办结', '路灯不亮', '三天了', '13847310001', '', ''];

const mapFile = (map: unknown = MAP): string => {
  const path = join(folder, 'map.json');
  writeFileSync(path, JSON.stringify(map));
  return path;
};

async function run(file: string, dryRun = false) {
  const map = readImportMap(mapFile());
  if (!map.ok) throw new Error(JSON.stringify(map));
  const rejected: string[] = [];
  const report = await importCases({
    acting: city.acting,
    map: map.value,
    table: await openTable(file),
    dryRun,
    reject: (row, refusal) => {
      for (const one of [refusal, ...(refusal.more ?? [])]) rejected.push(`${row.row} ${one.code} ${one.field ?? ''}`);
    },
    progress: () => undefined,
  });
  return { report, rejected };
}

const csv = (name: string, rows: readonly (readonly string[])[]): string => {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => row.join(',')).join('\n'));
  return path;
};

const row = (changes: Readonly<Record<number, string>>) => GOOD.map((cell, at) => changes[at] ?? cell);

test('each row that does not fit is named with its number, its field and a code; the good ones come in', async () => {
  const file = csv('mixed.csv', [
    HEAD,
    GOOD,
    row({ 0: 'A-2', 1: '昨天' }),
    row({ 0: 'A-3', 3: '搁置' }),
    row({ 0: '' }),
    row({ 0: 'A-4', 6: '电话未留' }),
    row({ 0: 'A-5', 7: '不存在的局' }),
    row({ 0: 'A-6', 1: '2031-01-01 08:00' }),
    ['A-7', '2024-05-01 08:00'],
    row({ 0: 'A-8', 3: '办理中', 2: '' }),
    GOOD,
  ]);
  const { report, rejected } = await run(file);
  expect(rejected.toSorted()).toEqual(
    [
      '3 case.import-time openedAt',
      '4 import.unknown-value 状态',
      '4 import.value-missing status',
      '5 import.value-missing foreignId',
      '6 case.wrong-form input.reporterPhone',
      '7 import.unknown-value 承办单位',
      '8 case.import-future openedAt',
      '9 import.row-cells ',
    ].toSorted(),
  );
  expect(report).toMatchObject({ ok: true, value: { rows: 10, imported: 2, already: 1, rejected: 7 } });
  const states = await city.query(
    "select foreign_id, state, final from cases where city = 'wuhai' and foreign_system = 'oldline' order by foreign_id",
  );
  expect(states).toEqual([
    { foreign_id: 'A-1', state: 'closed', final: true },
    { foreign_id: 'A-8', state: 'carriedOver', final: false },
  ]);
});

test('a trial run says the same and writes nothing', async () => {
  const file = csv('trial.csv', [HEAD, row({ 0: 'T-1' }), row({ 0: 'T-2', 1: 'x' })]);
  const { report, rejected } = await run(file, true);
  expect(report).toMatchObject({ ok: true, value: { imported: 1, rejected: 1 } });
  expect(rejected).toEqual(['3 case.import-time openedAt']);
  expect(await city.query("select from cases where city = 'wuhai' and foreign_id like 'T-%'")).toEqual([]);
});

test('a file saved by a Chinese spreadsheet in GB18030 is read as what it says', async () => {
  const path = join(folder, 'gb.csv');
  // 编号 and 标题 in GB18030
  writeFileSync(path, Buffer.from('b1e0bac52cb1eaccd20a312c320a', 'hex'));
  const table = await openTable(path);
  expect(table.head[0]).toBe('编号');
});

test('a workbook is read as it is shown: texts, numbers as text, dates without a zone', async () => {
  const cell = (value: string, at: number, line: number) =>
    `<c r="${String.fromCharCode(65 + at)}${line}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const rows = [HEAD, row({ 0: 'X-1' })]
    .map((cells, at) => `<row r="${at + 1}">${cells.map((one, x) => cell(one, x, at + 1)).join('')}</row>`)
    .join('');
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts: Readonly<Record<string, string>> = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default
      Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override
      PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override
      PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship
      Id="rId1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook ${ns} xmlns:r="${rel}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>
      </workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships
      xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
      Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${ns}><sheetData>${rows}</sheetData></worksheet>`,
  };
  const file = join(folder, 'book.xlsx');
  writeFileSync(file, zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));
  const { report, rejected } = await run(file);
  expect(rejected).toEqual([]);
  expect(report).toMatchObject({ ok: true, value: { imported: 1 } });
});

test('a map that leaves out what every case needs, or names columns that are not there, is refused with its reason', async () => {
  const { 编号: _, ...columns } = MAP.columns;
  expect(readImportMap(mapFile({ ...MAP, columns }))).toMatchObject({ code: 'import.map-unreadable' });
  expect(readImportMap(mapFile({ ...MAP, colums: {} }))).toMatchObject({ code: 'import.map-unreadable' });
  expect(readImportMap(join(folder, 'absent.json'))).toMatchObject({ code: 'import.map-unreadable' });
  const { report } = await run(csv('few.csv', [['编号'], ['1']]));
  expect(report).toMatchObject({ code: 'import.column-missing' });
  expect(readFileSync(join(folder, 'few.csv'), 'utf8')).toContain('编号');
});
