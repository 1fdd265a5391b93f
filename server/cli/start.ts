import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { checkDatabase } from '@huying/kernel/store/check-database';
import { actingFor, cityNames, faultsOf } from '../cities.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { seedDemo } from '../demo/seed.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { buildApp } from '../http/app.ts';
import { keepDefinitions } from '../keep-definitions.ts';
import { liveHub } from '../live/live-hub.ts';
import { refusalCatalogues } from '../refusals.ts';
import { registerWatch } from '../registers/watch.ts';
import { repeat } from '../repeat.ts';
import { fireTimers } from '../timers.ts';
import { clockWatch } from '../work/clock-watch.ts';
import { stopSignal } from '../work/stop-signal.ts';
import { keepWorker } from '../work/work-process.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const TIMER_MS = 1_000;
/** Another server's change of the registers is taken in within about two seconds. */
const REGISTERS_MS = 2_000;
/** Pages hear of a change within about half a second. */
const LIVE_MS = 500;
/** How often it is looked whether the database still lives. */
const REVIVE_MS = 1_000;

const OPTIONS = {
  'no-demo': { type: 'boolean', default: false },
  'no-work': { type: 'boolean', default: false },
} as const;

/** Starts engine, city and HTTP, and runs until it is told to stop. */
export async function startCommand(argv: readonly string[], out: Output): Promise<number> {
  let config: Config;
  let demo: boolean;
  let work: boolean;
  try {
    const { values } = parseArgs({ args: [...argv], options: OPTIONS });
    demo = !values['no-demo'];
    work = !values['no-work'];
    config = readConfig();
  } catch (error) {
    out.error((error as Error).message);
    if (!(error instanceof ConfigError)) out.error('huying start [--no-demo] [--no-work]');
    return WRONG_USAGE;
  }
  const began = performance.now();
  const tell = (line: string) =>
    out.print(`呼应  ${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  const deployment = await openDeployment(config, tell);
  const stop = stopSignal();
  try {
    return await serve(config, deployment, { demo, work, tell, out, stop });
  } finally {
    tell('正在停止 stopping');
    await deployment.close();
    tell('已停止 stopped');
  }
}

type Serving = {
  readonly demo: boolean;
  readonly work: boolean;
  readonly out: Output;
  readonly stop: Promise<void>;
  tell(line: string): void;
};

async function serve(
  config: Config,
  deployment: Deployment,
  { demo, work, tell, out, stop }: Serving,
): Promise<number> {
  const unfit = await checkDatabase(deployment.pools);
  for (const { what, found, mend } of unfit) out.error(`数据库不合要求：${what}（${found}）\n  ${mend}`);
  if (unfit.length > 0) return DOES_NOT_HOLD;
  const acting = await actingFor(config.city, deployment, systemClock);
  if (!acting) {
    out.error(`没有名为 ${config.city} 的城市 (HUYING_CITY): ${cityNames.join(', ')}`);
    return WRONG_USAGE;
  }
  const { runtime } = acting;
  const faults = faultsOf(config.city);
  if (faults.length > 0) {
    for (const fault of faults) out.error(`${fault.definition}  ${fault.code}  ${fault.name}  ${fault.zh}`);
    return DOES_NOT_HOLD;
  }
  const conflicts = await keepDefinitions(runtime);
  for (const one of conflicts) {
    const name = `${one.code} 第 ${one.version} 版`;
    if (one.what === 'changed') out.error(`${name}已经投入使用，不能修改（${one.keys.join('、')}）：请改为新版本`);
    else out.error(`还有 ${one.open} 件事项在用${name}，本服务不认识该版本：请升级服务`);
  }
  if (conflicts.length > 0) return DOES_NOT_HOLD;
  if (demo) await seedDemo(config.city, deployment, tell);
  const hub = liveHub(runtime);
  const app = buildApp({
    hubOf: () => hub,
    cities: new Map([[runtime.city, acting]]),
    catalogues: refusalCatalogues,
    trustedProxies: config.trustedProxies,
    logLevel: config.logLevel,
    ready: deployment.ready,
  });
  const watch = clockWatch();
  const timers = repeat(TIMER_MS, async () => {
    const { jumpedMs, hold } = watch(runtime.now().getTime(), performance.now());
    if (jumpedMs !== 0) app.log.error({ jumpedMs, hold }, 'the clock of this machine jumped');
    if (hold) return;
    const round = await fireTimers(acting);
    if (round.failed > 0) app.log.warn({ round }, 'timers failed');
  });
  const live = repeat(LIVE_MS, () => hub.round());
  const registers = repeat(REGISTERS_MS, await registerWatch(acting));
  const engine = repeat(REVIVE_MS, async () => {
    if (await deployment.revive()) tell('数据库进程曾中断，已重新启动');
  });
  const worker = work ? keepWorker(tell) : null;
  const address = await app.listen({ host: config.host, port: config.port });
  tell(`就绪 ready  ${address}`);
  await stop;
  await Promise.all([worker?.stop(), engine.stop(), registers.stop(), live.stop(), timers.stop()]);
  await app.close();
  return HOLDS;
}
