import { decideTimer } from '@huying/kernel/case/decide-timer';
import { commitBatch } from '@huying/kernel/store/commit';
import { type Acting, bindingOf, factsFor, rowsOf } from './act.ts';
import { loadCase } from './load-case.ts';

/** Cases that one round takes; the lease after which another runner may take a timer that was not finished. */
const BATCH = 100;
const LEASE = '60 seconds';
/** After this many failures a timer is parked and shown to the administrator. */
const ATTEMPTS_MAX = 12;

export type TimerRound = { readonly taken: number; readonly done: number; readonly failed: number };

/** Fires the timers that are due: warnings, overdue, terms that end. Any number of servers may do it at once. */
export async function fireTimers(acting: Acting): Promise<TimerRound> {
  const { runtime } = acting;
  const due = await runtime.pools.writer.query<{ case_id: string }>({
    name: 'take_timers',
    text: 'select case_id from take_timers($1, $2, $3, $4::interval)',
    values: [runtime.city, runtime.now(), BATCH, LEASE],
  });
  let done = 0;
  let failed = 0;
  for (const { case_id } of due.rows) {
    try {
      await fireOne(acting, case_id);
      done += 1;
    } catch (error) {
      failed += 1;
      const message = error instanceof Error ? error.message : String(error);
      await runtime.pools.writer.query('select fail_timer($1, $2, $3, $4)', [
        runtime.city,
        case_id,
        message,
        ATTEMPTS_MAX,
      ]);
    }
  }
  return { taken: due.rows.length, done, failed };
}

async function fireOne(acting: Acting, id: string): Promise<void> {
  const { runtime } = acting;
  const loaded = await loadCase(runtime, id);
  const binding = loaded ? bindingOf(runtime, loaded.state) : undefined;
  if (!loaded || !binding) throw new Error(`no case or no definition for the timer of ${id}`);
  const facts = factsFor(runtime, binding, loaded);
  const decisions = decideTimer(binding, loaded.state, facts);
  // nothing is due any more: another server or a verb was quicker, and its commit has set the next moment
  if (decisions.length === 0) return;
  const rows = await rowsOf(acting, binding, loaded, decisions, facts.now);
  const committed = await commitBatch(runtime.pools.writer, { city: runtime.city, ...rows });
  if (committed.outcome !== 'committed') throw new Error(`the timer of ${id} met a conflict`);
}
