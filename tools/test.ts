import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres15 } from './postgres-15.ts';
import { checkSource, root, step } from './steps.ts';

type FileResult = { name: string; startTime: number; endTime: number; assertionResults: unknown[] };
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
  testResults: FileResult[];
};

const SLOWEST_SHOWN = 10;
const ON_POSTGRES_15 = [
  'kernel',
  'tests/store',
  'tests/access',
  'tests/http',
  'tests/hotline',
  'tests/log',
  'tests/life',
];
const seed = process.env.HUYING_SEED ?? String(Math.floor(performance.timeOrigin % 1_000_000));
const scale = process.env.HUYING_SCALE ?? '0.1';
process.env.HUYING_SEED = seed;
process.env.HUYING_SCALE = scale;

process.stdout.write(`seed HUYING_SEED=${seed}, size of the long tests HUYING_SCALE=${scale}\n`);
if (!existsSync(join(root, '../shared/data'))) {
  process.stdout.write('no folder ../shared/data: tests that read its data are skipped, and say so by name\n');
}

const folder = join(root, 'node_modules/.cache/huying');
mkdirSync(folder, { recursive: true });
const reportFile = join(folder, 'tests.json');
const source = checkSource();
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
const tests = step('tests', 'vitest/vitest.mjs', [...args, ...process.argv.slice(2)]);
const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report) : null;
if (report) printReport(report);
const oldest = process.argv.length > 2 ? true : await onPostgres15();
process.exit(source && tests && oldest && report?.success ? 0 : 1);

/** The oldest PostgreSQL that is supported, where the machine has it: what touches the database runs there again. */
async function onPostgres15(): Promise<boolean> {
  const engine = await startPostgres15();
  if (!engine) {
    process.stdout.write('skipped  PostgreSQL 15: not on this machine (Debian: postgresql-15)\n');
    return true;
  }
  process.env.HUYING_TEST_DATABASE_URL = engine.url;
  try {
    return step('tests on PostgreSQL 15', 'vitest/vitest.mjs', ['run', '--reporter=dot', ...ON_POSTGRES_15]);
  } finally {
    engine.stop();
  }
}

function printReport({ testResults, numPassedTests, numFailedTests, numPendingTests }: Report): void {
  const seconds = (file: FileResult) => (file.endTime - file.startTime) / 1000;
  const slowest = testResults.toSorted((a, b) => seconds(b) - seconds(a)).slice(0, SLOWEST_SHOWN);
  process.stdout.write(`\nthe ${slowest.length} slowest files\n`);
  for (const file of slowest) {
    process.stdout.write(`${seconds(file).toFixed(1).padStart(7)} s  ${file.name.replace(`${root}/`, '')}\n`);
  }
  process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
}
