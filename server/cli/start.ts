import { parseArgs } from 'node:util';
import { checkDatabase } from '@huying/kernel/store/check-database';
import { cityNames, type LiveCity } from '../cities.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { buildApp } from '../http/app.ts';
import { type LiveHub, liveHub } from '../live/live-hub.ts';
import { refusalCatalogues } from '../refusals.ts';
import { repeat } from '../repeat.ts';
import { openCity, runCity } from '../serve-city.ts';
import { stopSignal } from '../work/stop-signal.ts';
import { keepWorker } from '../work/work-process.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

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
  const cities = new Map<string, LiveCity>();
  for (const name of config.cities) {
    if (!cityNames.includes(name)) {
      out.error(`没有名为 ${name} 的城市 (HUYING_CITY): ${cityNames.join(', ')}`);
      return WRONG_USAGE;
    }
    const acting = await openCity(name, { deployment, demo, out, tell });
    if (!acting) return DOES_NOT_HOLD;
    cities.set(name, acting);
  }
  const hubs = new Map([...cities].map(([name, { runtime }]) => [name, liveHub(runtime)]));
  const hubOf = (name: string) => hubs.get(name) as LiveHub;
  const app = buildApp({
    hubOf,
    cities,
    catalogues: refusalCatalogues,
    allowedNetworks: config.allowedNetworks,
    trustedProxies: config.trustedProxies,
    logLevel: config.logLevel,
    ready: deployment.ready,
  });
  const running = [
    repeat(REVIVE_MS, async () => {
      if (await deployment.revive()) tell('数据库进程曾中断，已重新启动');
    }),
    ...(work ? [keepWorker(tell)] : []),
  ];
  for (const [name, acting] of cities) running.push(await runCity(acting, hubOf(name), app.log));
  const address = await app.listen({ host: config.host, port: config.port });
  tell(`就绪 ready  ${address}`);
  await stop;
  await Promise.all(running.map((one) => one.stop()));
  await app.close();
  return HOLDS;
}
