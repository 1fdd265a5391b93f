import { constants, setPriority } from 'node:os';
import { systemClock } from '@huying/kernel/clock/now';
import { pino } from 'pino';
import { actingFor, cityNames } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { registerWatch } from '../registers/watch.ts';
import { repeat } from '../repeat.ts';
import { roundsOf } from '../work/rounds.ts';
import { stopSignal } from '../work/stop-signal.ts';
import { HOLDS, type Output, WRONG_USAGE } from './output.ts';

const REGISTERS_MS = 2_000;

/**
 * The second process: everything that may take its time. `huying start` starts and watches one; more of them may run
 * on other machines against the same database.
 */
export async function workCommand(argv: readonly string[], out: Output): Promise<number> {
  if (argv.length > 0) {
    out.error('huying work    background work of a deployment; started by huying start');
    return WRONG_USAGE;
  }
  const stop = stopSignal();
  // pages and intakes come first where they want the processor at the same moment
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  // the engine belongs to the server that started this process, also when that server was killed and comes back
  const keepEngine = process.connected === true;
  const config = readConfig();
  const deployment = await openDeployment(config, () => undefined);
  try {
    const log = pino({ level: config.logLevel, name: 'work' });
    const running: { stop(): Promise<void> }[] = [];
    for (const name of config.cities) {
      const acting = await actingFor(name, deployment, systemClock);
      if (!acting) {
        out.error(`没有名为 ${name} 的城市 (HUYING_CITY): ${cityNames.join(', ')}`);
        return WRONG_USAGE;
      }
      running.push(repeat(REGISTERS_MS, await registerWatch(acting)));
      for (const round of roundsOf(acting, config)) {
        const run = () =>
          round.run().catch((error: Error) => {
            log.warn({ city: name, round: round.name, problem: error.message }, 'a round failed');
          });
        running.push(repeat(round.everyMs, run));
      }
    }
    await stop;
    await Promise.all(running.map((one) => one.stop()));
    return HOLDS;
  } finally {
    await deployment.close({ keepEngine });
    // the channel to the server that started it would keep this process alive
    if (process.connected) process.disconnect();
  }
}
