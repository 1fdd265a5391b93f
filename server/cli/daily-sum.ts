import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { dayNumber } from '@huying/kernel/clock/zone';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { dailySumOf, dayBefore } from '../daily-sum.ts';
import { openDeployment } from '../deployment.ts';
import { HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying daily-sum [--day 2025-09-26] [--out FILE] [--json]
  the sheet of a day (yesterday) as one HTML page, for A4 paper`;

/** The daily sum of a day, as a page. */
export async function dailySumCommand(argv: readonly string[], out: Output): Promise<number> {
  let asked: { day?: string | undefined; out?: string | undefined; json: boolean };
  try {
    asked = parseArgs({
      args: [...argv],
      options: { day: { type: 'string' }, out: { type: 'string' }, json: { type: 'boolean', default: false } },
    }).values;
    if (asked.day !== undefined && Number.isNaN(dayNumber(asked.day))) throw new Error(`${asked.day} is no day`);
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
    const day = asked.day ?? dayBefore(acting.runtime);
    const page = await dailySumOf(acting.runtime, day);
    if (!page.ok) {
      out.error(page.code);
      return WRONG_USAGE;
    }
    const file = asked.out ?? `${config.city}-${day}.html`;
    writeFileSync(file, page.value, { mode: 0o600 });
    out.print(asked.json ? JSON.stringify({ day, file }) : `${day} 的每日汇总：${file}`);
    return HOLDS;
  } finally {
    await deployment.close();
  }
}
