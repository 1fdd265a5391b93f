import { clockRefusals } from '@huying/kernel/clock/errors';
import { parsePeriod } from '@huying/kernel/clock/period';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layRandomCity } from '../../kernel/indicator/random-city.ts';
import { ratesPolicyOn } from '../../systems/hotline/rates.ts';
import { hotlineRatesRefusals } from '../../systems/hotline/rates-errors.ts';
import { hotlineRequest } from '../../systems/hotline/request.ts';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { type RatesDeps, ratesCommand } from './rates.ts';

let db: TestDatabase;
let deps: RatesDeps;

beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, now())', ['testcity', 'test', 'UTC']);
  const dayOf = (iso: string) => iso.slice(0, 10);
  const lay = { city: 'testcity', definition: hotlineRequest, dayOf, seed: 5, cases: 300, eventsMax: 12 };
  await layRandomCity(db.owner, lay);
  deps = {
    city: 'testcity',
    read: (work) => work(db.reader),
    parsePeriod,
    policyOn: ratesPolicyOn,
    label: (_, key) => `“${key}”`,
    refusals: { ...clockRefusals, ...hotlineRatesRefusals },
  };
});
afterAll(() => db.close());

async function run(...argv: string[]) {
  const said = { out: '', error: '' };
  const code = await ratesCommand(
    argv,
    {
      print: (line) => {
        said.out += `${line}\n`;
      },
      error: (line) => {
        said.error += `${line}\n`;
      },
    },
    deps,
  );
  return { code, ...said };
}

test('--json prints one array, the city last', async () => {
  const { code, out } = await run('--period', '2025-09', '--by', 'unit', '--json');
  const rows = JSON.parse(out);
  expect(code).toBe(0);
  expect(rows.at(-1)).toMatchObject({ key: '*', label: '全市' });
  const sum = rows.slice(0, -1).reduce((total: number, row: { assessed: number }) => total + row.assessed, 0);
  expect(rows.at(-1).assessed).toBe(sum);
  expect(sum).toBeGreaterThan(20);
});

test('the table has one line a unit and says until when it was known', async () => {
  const { code, out } = await run('--period', '2025-09', '--by', 'district', '--as-of', '2025-09-20');
  expect(code).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines[0]).toBe('2025-09-01 至 2025-09-30，截至 2025-09-20');
  expect(lines[1]).toMatch(/^名次 {2}单位 .*响应率 .*综合得分/);
  expect(lines.at(-1)).toMatch(/^— +全市 /);
});

test('wrong usage and an unreadable period say so and leave with 2', async () => {
  for (const argv of [[], ['--period', '2025-09', '--by', 'moon'], ['--period', '2025-09', '--as-of', '2025-02-30']]) {
    expect(await run(...argv)).toMatchObject({ code: 2, out: '' });
  }
  expect(await run('--period', 'soon')).toMatchObject({ code: 2, out: '' });
  expect((await run('--period', 'soon', '--json')).error).toContain('clock.period-unreadable');
  expect((await run('--moon')).error).toContain('huying rates --period');
});
