import { rollUp } from '@huying/kernel/indicator/roll-up';
import { anchor } from '@huying/kernel/log/anchor';
import { anchoringOf } from '../anchoring.ts';
import type { LiveCity } from '../cities.ts';
import { makeDailySheet } from '../daily-sum.ts';

/** Something that is done again and again behind the pages. Any of them may be broken off at any time. */
export type Round = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

const ROLL_UP_MS = 20_000;
/** A signed root each hour. */
const ANCHOR_MS = 3_600_000;
/** How often it is looked whether the sheet of the day before is due. */
const DAILY_MS = 60_000;

/** What the worker of a city does. */
export function roundsOf(acting: LiveCity, dataDir: string): readonly Round[] {
  const { runtime } = acting;
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
      name: 'dailySum',
      everyMs: DAILY_MS,
      run: async () => {
        await makeDailySheet(acting.runtime, dataDir);
      },
    },
  ];
}
