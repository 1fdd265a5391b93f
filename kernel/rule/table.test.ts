import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTable, chooseRow, type RuleRow, type RuleTable } from './table.ts';

const row = (id: string, from: string, to: string | null, when: Record<string, string>, gives: string): RuleRow => ({
  id,
  validFrom: from,
  validTo: to,
  basis: 'test',
  when,
  gives,
});

const table: RuleTable = {
  code: 'test.limits',
  label: '测试',
  dimensions: ['kind', 'urgency'],
  rows: [
    row('a', '2020-01-01', '2025-01-01', {}, '5wd'),
    row('b', '2025-01-01', null, {}, '4wd'),
    row('c', '2020-01-01', null, { kind: 'consult' }, '3wd'),
    row('d', '2020-01-01', null, { urgency: 'danger' }, '2h'),
  ],
};

test.each([
  ['2024-12-31', { kind: 'help', urgency: 'normal' }, 'a'],
  ['2025-01-01', { kind: 'help', urgency: 'normal' }, 'b'],
  ['2025-01-01', { kind: 'consult', urgency: 'normal' }, 'c'],
  ['2025-01-01', { kind: 'help', urgency: 'danger' }, 'd'],
  // the earlier dimension weighs more
  ['2025-01-01', { kind: 'consult', urgency: 'danger' }, 'c'],
])('on %s the facts %o are answered by row %s', (day, facts, expected) => {
  const chosen = chooseRow(table, day, facts);
  expect(chosen.ok && chosen.value.id).toBe(expected);
});

test('a day before every row is refused with the table and the day', () => {
  expect(chooseRow(table, '2019-12-31', { kind: 'help' })).toMatchObject({ ok: false, code: 'rule.none' });
});

test('overlaps, gaps, empty rows and undeclared facts are found by name', () => {
  const bad = (rows: RuleRow[]) => checkTable({ ...table, rows }).map((fault) => fault.code);
  expect(checkTable(table)).toEqual([]);
  expect(bad([row('x', '2020-01-01', null, {}, ''), row('y', '2021-01-01', null, {}, '')])).toEqual(['rule.overlap']);
  expect(bad([row('x', '2020-01-01', '2020-06-01', {}, ''), row('y', '2021-01-01', null, {}, '')])).toEqual([
    'rule.gap',
  ]);
  expect(bad([row('x', '2020-01-01', '2020-01-01', {}, '')])).toEqual(['rule.empty']);
  expect(bad([row('x', '2020-01-01', null, { colour: 'red' }, '')])).toEqual(['rule.unknown-fact']);
});

test('a table without faults that has a row for everything answers every day from its first on', () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
  const text = (n: number) => new Date(Date.UTC(2018, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 4000 }), (starts, asked) => {
      const sorted = starts.toSorted((a, b) => a - b);
      const rows = sorted.map((start, index) => {
        const next = sorted[index + 1];
        return row(String(index), text(start), next === undefined ? null : text(next), {}, String(index));
      });
      const made = { ...table, rows };
      expect(checkTable(made)).toEqual([]);
      const expected = sorted.findLastIndex((start) => start <= asked);
      const chosen = chooseRow(made, text(asked), {});
      expect(chosen.ok ? Number(chosen.value.id) : -1).toBe(expected);
    }),
  );
});
