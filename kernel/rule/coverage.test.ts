import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTable, chooseRow, type RuleRow, type RuleTable } from './table.ts';

const DAYS = ['2024-01-01', '2024-07-01', '2025-01-01', '2025-07-01', '2026-01-01'] as const;
const values = { kind: ['consult', 'help', 'complain'], urgency: ['normal', 'urgent'] };

const row = (id: string, from: string, to: string | null, when: Record<string, string>): RuleRow => ({
  id,
  validFrom: from,
  validTo: to,
  basis: 'test',
  when,
  gives: id,
});

const table = (rows: RuleRow[], to: string | null = '2026-01-01'): RuleTable => ({
  code: 'test.covers',
  label: '测试',
  dimensions: ['kind', 'urgency'],
  covers: { from: '2024-01-01', to, values },
  rows,
});

const codes = (rows: RuleRow[], to?: string | null) => checkTable(table(rows, to)).map((one) => one.code);

test('one row for everything covers everything; a missing kind, day or end is named', () => {
  expect(codes([row('all', '2020-01-01', null, {})], null)).toEqual([]);
  expect(
    checkTable(
      table([row('a', '2020-01-01', null, { kind: 'consult' }), row('b', '2020-01-01', null, { kind: 'help' })]),
    ),
  ).toMatchObject([
    { code: 'rule.uncovered', values: { day: '2024-01-01', facts: ['kind=complain', 'urgency=normal'] } },
  ]);
  expect(checkTable(table([row('a', '2020-01-01', '2025-03-01', {})]))).toMatchObject([
    { code: 'rule.uncovered', values: { day: '2025-03-01' } },
  ]);
  expect(codes([row('a', '2020-01-01', '2026-01-01', {})], null)).toContain('rule.uncovered');
});

test('two rows of one id and a day that does not exist are found', () => {
  expect(codes([row('a', '2020-01-01', '2025-01-01', {}), row('a', '2025-01-01', null, {})])).toEqual([
    'rule.row-twice',
  ]);
  expect(codes([row('a', '2020-02-30', null, {})])).toEqual(['rule.day-unreadable']);
});

const someRow = fc.record({
  from: fc.integer({ min: 0, max: 3 }),
  long: fc.integer({ min: 1, max: 4 }),
  kind: fc.constantFrom('*', '*', ...values.kind),
  urgency: fc.constantFrom('*', '*', ...values.urgency),
});

/** Every fact of the coverage on the first and last day of every half year. */
const questions = values.kind.flatMap((kind) =>
  values.urgency.flatMap((urgency) =>
    DAYS.slice(0, -1).flatMap((day, index) => {
      const last = new Date(Date.parse(`${DAYS[index + 1]}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
      return [day, last].map((on) => ({ on, facts: { kind, urgency } }));
    }),
  ),
);

test('a table is accepted exactly when every day and fact of its coverage has one best row', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(someRow, { minLength: 1, maxLength: 7 }), fc.boolean(), (made, withBase) => {
      const rows = made.map((one, index) =>
        row(String(index), DAYS[one.from] ?? '', DAYS[one.from + one.long] ?? null, {
          kind: one.kind,
          urgency: one.urgency,
        }),
      );
      if (withBase) rows.push(row('base', '2023-01-01', null, {}));
      const faults = checkTable(table(rows)).map((one) => one.code);
      if (faults.some((code) => code !== 'rule.uncovered')) return;
      const unanswered = questions.filter(({ on, facts }) => !chooseRow(table(rows), on, facts).ok);
      expect(unanswered.length === 0).toBe(faults.length === 0);
      for (const { on, facts } of questions) {
        const [first, second] = rows
          .filter((one) => one.validFrom <= on && on < (one.validTo ?? '9999'))
          .filter((one) =>
            Object.entries(one.when).every(([name, value]) => value === '*' || facts[name as 'kind'] === value),
          )
          .map((one) => ({
            id: one.id,
            weight:
              (one.when.kind !== undefined && one.when.kind !== '*' ? 2 : 0) +
              (one.when.urgency !== undefined && one.when.urgency !== '*' ? 1 : 0),
          }))
          .sort((a, b) => b.weight - a.weight);
        const chosen = chooseRow(table(rows), on, facts);
        expect(chosen.ok ? chosen.value.id : undefined).toBe(first?.id);
        if (first && second) expect(second.weight).toBeLessThan(first.weight);
      }
      seen[faults.length === 0 ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: 600 },
  );
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(20);
});
