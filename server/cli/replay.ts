import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { replayCity } from '../replay/replay-city.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying replay --requests N --seed S [--days D] [--json]
  tells the last D days (365) of a demonstration city: N requests through the real verbs at their own times`;

const DAY_MS = 86_400_000;
const DAYS = 365;
const SINGLY_SECONDS = 5;

/** A past for a demonstration city. */
export async function replayCommand(argv: readonly string[], out: Output): Promise<number> {
  let asked: { requests: number; seed: number; days: number; json: boolean };
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
    if (!acting || acting.runtime.mark === 'live') {
      out.error(`${config.city} 不是演示城市，不能生成历史 (not a demonstration city)`);
      return DOES_NOT_HOLD;
    }
    const to = systemClock.now();
    const began = performance.now();
    const report = await replayCity({
      acting,
      requests: asked.requests,
      seed: asked.seed,
      from: new Date(to.getTime() - asked.days * DAY_MS),
      to,
      singlySeconds: SINGLY_SECONDS,
      progress: (cases) => {
        if (asked.json || cases % 10_000 !== 0) return;
        out.error(`  ${cases} / ${asked.requests}  ${((performance.now() - began) / 1000).toFixed(0)} s`);
      },
    });
    const { cases, events, seconds, singly } = report;
    const perSecond = events / seconds;
    if (asked.json) out.print(JSON.stringify({ ...report, perSecond }));
    else {
      out.print(`${cases} 件，${events} 个事件，用时 ${seconds.toFixed(1)} s，每秒 ${perSecond.toFixed(0)} 个事件`);
      out.print(`逐个动作提交：每秒 ${singly.toFixed(0)} 个`);
    }
    return HOLDS;
  } finally {
    await deployment.close();
  }
}

function readAsked(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      requests: { type: 'string' },
      seed: { type: 'string' },
      days: { type: 'string', default: String(DAYS) },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (name: string, text: string | undefined, most: number): number => {
    const n = Number(text);
    if (!Number.isInteger(n) || n < 1 || n > most) throw new Error(`--${name} must be a whole number up to ${most}`);
    return n;
  };
  return {
    requests: whole('requests', values.requests, 10_000_000),
    seed: whole('seed', values.seed, 2_147_483_646),
    days: whole('days', values.days, 3650),
    json: values.json,
  };
}
