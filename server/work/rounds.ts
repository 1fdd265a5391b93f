import { join } from 'node:path';
import { rollUp } from '@huying/kernel/indicator/roll-up';
import { anchor } from '@huying/kernel/log/anchor';
import { followOnce } from '@huying/kernel/search/follow';
import { anchoringOf } from '../anchoring.ts';
import type { LiveCity } from '../cities.ts';
import type { CityRuntime } from '../city-runtime.ts';
import type { Config } from '../config.ts';
import { makeDailySheet } from '../daily-sum.ts';
import { channelsOf, deliverCity } from '../notices/deliver-city.ts';
import { followingOf } from '../search/search-city.ts';

/** Something that is done again and again behind the pages. Any of them may be broken off at any time. */
export type Round = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

const ROLL_UP_MS = 20_000;
/** A signed root each hour. */
const ANCHOR_MS = 3_600_000;
/** A text is found within about a second after it was written. */
const SEARCH_MS = 500;
/** Messages leave within some seconds; a thousand at most a round, so that a rush does not take the machine. */
const DELIVER_MS = 3_000;
const SWEEP_MS = 3_600_000;
/** Answers to repeated requests are kept for 30 days; sessions that ended, too. */
const KEPT_MS = 30 * 24 * 3_600_000;
const SWEPT_AT_ONCE = 5_000;
/** How often it is looked whether the sheet of the day before is due. */
const DAILY_MS = 60_000;

/** What the worker of a city does. */
export function roundsOf(acting: LiveCity, config: Config): readonly Round[] {
  const { runtime } = acting;
  const { dataDir } = config;
  const channels = channelsOf(runtime, { ...config, folder: join(dataDir, 'outgoing') });
  const anchoring = anchoringOf(runtime, dataDir);
  return [
    {
      name: 'rollUps',
      everyMs: ROLL_UP_MS,
      run: async () => {
        await rollUp(runtime.pools.writer, runtime.city);
      },
    },
    {
      name: 'anchor',
      everyMs: ANCHOR_MS,
      run: async () => {
        await anchor(anchoring, runtime.now());
      },
    },
    {
      name: 'deliver',
      everyMs: DELIVER_MS,
      run: async () => {
        // some hundred messages a round: intakes come first where both want the machine
        await deliverCity(acting.runtime, channels);
      },
    },
    {
      name: 'search',
      everyMs: SEARCH_MS,
      run: async () => {
        const following = followingOf(acting.runtime);
        while ((await followOnce(following)).more);
      },
    },
    {
      name: 'sweep',
      everyMs: SWEEP_MS,
      run: () => sweep(runtime),
    },
    {
      name: 'dailySum',
      everyMs: DAILY_MS,
      run: async () => {
        await makeDailySheet(acting.runtime, dataDir);
      },
    },
  ];
}

async function sweep(runtime: CityRuntime): Promise<void> {
  const before = new Date(runtime.now().getTime() - KEPT_MS);
  for (;;) {
    const swept = await runtime.pools.writer.query<{ n: number }>('select sweep_old($1, $2, $3) as n', [
      runtime.city,
      before,
      SWEPT_AT_ONCE,
    ]);
    if ((swept.rows[0]?.n ?? 0) < SWEPT_AT_ONCE) return;
  }
}
