import { cpus, totalmem } from 'node:os';
import { intakeBench } from './intake.ts';
import { lifecycleBench } from './lifecycle.ts';
import type { Bench } from './report.ts';
import { searchBench } from './search.ts';

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  intake: intakeBench,
  lifecycle: lifecycleBench,
  search: searchBench,
};

/**
 * `npm run bench [NAME]...`: every figure with its machine, its data size and its ratio to the database's own limit.
 */
const wanted = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : Object.keys(BENCHES);
const processor = cpus()[0]?.model ?? 'unknown processor';
process.stdout.write(
  `machine: ${cpus().length} × ${processor}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
);
let held = true;
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) {
    process.stderr.write(`no benchmark ${name}: ${Object.keys(BENCHES).join(', ')}\n`);
    process.exit(2);
  }
  const { title, data, rows } = await bench();
  process.stdout.write(`\n${title}\ndata: ${data}\n`);
  for (const { what, value, bar, holds } of rows) {
    const verdict = holds === undefined ? '' : holds ? 'holds' : 'MISSES';
    process.stdout.write(`  ${what.padEnd(58)} ${value.padStart(14)}  ${(bar ?? '').padEnd(18)} ${verdict}\n`);
    if (holds === false) held = false;
  }
}
process.exit(held ? 0 : 1);
