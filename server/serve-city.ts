import { systemClock } from '@huying/kernel/clock/now';
import { actingFor, faultsOf, type LiveCity } from './cities.ts';
import type { Output } from './cli/output.ts';
import { seedDemo } from './demo/seed.ts';
import type { Deployment } from './deployment.ts';
import { keepDefinitions } from './keep-definitions.ts';
import type { LiveHub } from './live/live-hub.ts';
import { registerWatch } from './registers/watch.ts';
import { repeat } from './repeat.ts';
import { fireTimers } from './timers.ts';
import { clockWatch } from './work/clock-watch.ts';

const TIMER_MS = 1_000;
/** Another server's change of the registers is taken in within about two seconds. */
const REGISTERS_MS = 2_000;
/** Pages hear of a change within about half a second. */
const LIVE_MS = 500;

/** Where a server notes what went wrong behind its pages. */
export type ServerLog = {
  warn(values: object, text: string): void;
  error(values: object, text: string): void;
};

export type Opening = {
  readonly deployment: Deployment;
  readonly demo: boolean;
  readonly out: Output;
  tell(line: string): void;
};

/** Puts one city into service; null where its definitions do not fit, which is said, or no such city is known. */
export async function openCity(name: string, { deployment, demo, out, tell }: Opening): Promise<LiveCity | null> {
  const acting = await actingFor(name, deployment, systemClock);
  if (!acting) return null;
  const faults = faultsOf(name);
  for (const fault of faults) out.error(`${fault.definition}  ${fault.code}  ${fault.name}  ${fault.zh}`);
  const conflicts = await keepDefinitions(acting.runtime);
  for (const one of conflicts) {
    const version = `${one.code} 第 ${one.version} 版`;
    if (one.what === 'changed') out.error(`${version}已经投入使用，不能修改（${one.keys.join('、')}）：请改为新版本`);
    else out.error(`还有 ${one.open} 件事项在用${version}，本服务不认识该版本：请升级服务`);
  }
  if (faults.length > 0 || conflicts.length > 0) return null;
  if (demo) await seedDemo(name, deployment, tell);
  return acting;
}

/** What a server does for a city beside answering: timers, live pages, changes of the registers. */
export async function runCity(acting: LiveCity, hub: LiveHub, log: ServerLog): Promise<{ stop(): Promise<void> }> {
  const { runtime } = acting;
  const watch = clockWatch();
  const running = [
    repeat(TIMER_MS, async () => {
      const { jumpedMs, hold } = watch(runtime.now().getTime(), performance.now());
      if (jumpedMs !== 0) log.error({ jumpedMs, hold }, 'the clock of this machine jumped');
      if (hold) return;
      const round = await fireTimers(acting);
      if (round.failed > 0) log.warn({ round }, 'timers failed');
    }),
    repeat(LIVE_MS, () => hub.round()),
    repeat(REGISTERS_MS, await registerWatch(acting)),
  ];
  return {
    stop: async () => {
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}
