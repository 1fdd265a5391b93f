import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { type MigrationReport, migrateCases } from '../migrate-cases.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying migrate CODE --from VERSION [--apply] [--json]
  tries to take the open cases of an older version over to the newest; with --apply it does, if no case objects`;

/** Open cases go on to a newer version of their definition. Exit 1 where one of them would break a law. */
export async function migrateCommand(argv: readonly string[], out: Output): Promise<number> {
  let asked: { code: string; from: number; apply: boolean; json: boolean };
  try {
    asked = readAsked(argv);
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const config = readConfig();
  const deployment = await openDeployment(config, () => undefined);
  try {
    const acting = await actingFor(config.city, deployment, systemClock);
    if (!acting) {
      out.error(`没有名为 ${config.city} 的城市`);
      return WRONG_USAGE;
    }
    if (!acting.runtime.bindings.get(asked.code)?.migrations?.[asked.from]) {
      out.error(`没有把 ${asked.code} 从第 ${asked.from} 版接过来的办法`);
      return WRONG_USAGE;
    }
    const report = await migrateCases(acting, asked);
    print(report, asked, out);
    return report.problems === 0 ? HOLDS : DOES_NOT_HOLD;
  } finally {
    await deployment.close();
  }
}

function print(report: MigrationReport, { apply, json }: { apply: boolean; json: boolean }, out: Output): void {
  if (json) {
    out.print(JSON.stringify(report));
    return;
  }
  for (const { number, problem } of report.listed) out.print(`  ${number}  ${problem}`);
  const { cases, moved, problems, from, to } = report;
  out.print(
    `第 ${from} 版到第 ${to} 版：${cases} 件未结，${problems} 件不能接过来，${apply ? `已接 ${moved} 件` : '只是试算'}`,
  );
}

function readAsked(argv: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      apply: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [code, ...more] = positionals;
  const from = Number(values.from);
  if (!code || more.length > 0) throw new Error('one CODE is needed');
  if (!Number.isInteger(from) || from < 1) throw new Error('--from VERSION is needed');
  return { code, from, apply: values.apply, json: values.json };
}
