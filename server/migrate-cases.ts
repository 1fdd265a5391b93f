import type { CaseBinding } from '@huying/kernel/case/binding';
import type { CaseState } from '@huying/kernel/case/case-state';
import { newestDeadline } from '@huying/kernel/case/case-state';
import { systemActor } from '@huying/kernel/case/facts';
import { commitBatch } from '@huying/kernel/store/commit';
import type { Acting } from './act.ts';
import { caseEventRows } from './case-event.ts';
import { type LoadedCase, loadCase } from './load-case.ts';

/** The event by which a case goes on to a newer version of its definition. */
export const MIGRATED = 'migrated';
const ATTEMPTS_MAX = 5;
/** Problems that are listed; their number is told whole. */
const LISTED_MAX = 50;

export type MigrationReport = {
  readonly from: number;
  readonly to: number;
  readonly cases: number;
  readonly moved: number;
  readonly problems: number;
  readonly listed: readonly { readonly number: string; readonly problem: string }[];
};

/**
 * Takes the open cases of an older version over to the newest one, an event each. All of them are tried first, and none
 * is written where one of them would break a law; without `apply` it is a trial only.
 */
export async function migrateCases(
  acting: Acting,
  order: { readonly code: string; readonly from: number; readonly apply: boolean },
): Promise<MigrationReport> {
  const { runtime } = acting;
  const binding = runtime.bindings.get(order.code);
  const to = binding?.definition.version ?? 0;
  const migrate = binding?.migrations?.[order.from];
  if (!binding || !migrate) throw new Error(`nothing takes ${order.code} from version ${order.from} to ${to}`);
  const found = await runtime.pools.writer.query<{ id: string }>(
    'select open_cases_of_version as id from open_cases_of_version($1, $2, $3)',
    [runtime.city, order.code, order.from],
  );
  const listed: { number: string; problem: string }[] = [];
  let problems = 0;
  for (const { id } of found.rows) {
    const tried = await tryOne(acting, binding, order.from, id);
    if (!tried || tried.problem === null) continue;
    problems += 1;
    if (listed.length < LISTED_MAX) listed.push({ number: tried.number, problem: tried.problem });
  }
  let moved = 0;
  if (order.apply && problems === 0) {
    for (const { id } of found.rows) if (await moveOne(acting, binding, order.from, id)) moved += 1;
  }
  return { from: order.from, to, cases: found.rows.length, moved, problems, listed };
}

type Step = { readonly loaded: LoadedCase; readonly number: string; readonly problem: string | null };

async function tryOne(acting: Acting, binding: CaseBinding, from: number, id: string): Promise<Step | null> {
  const loaded = await loadCase(acting.runtime, id);
  // it was closed or moved meanwhile
  if (!loaded || loaded.state.final || loaded.state.version !== from) return null;
  const { number } = loaded.state;
  try {
    const { after } = rowsOf(acting, binding, loaded);
    return { loaded, number, problem: problemOf(binding, after) };
  } catch (error) {
    return { loaded, number, problem: (error as Error).message };
  }
}

function rowsOf(acting: Acting, binding: CaseBinding, loaded: LoadedCase) {
  const changes = binding.migrations?.[loaded.state.version]?.(loaded.state) ?? {};
  return caseEventRows(acting, binding, loaded, {
    type: MIGRATED,
    input: {},
    changes: { ...changes, version: binding.definition.version },
    by: systemActor,
  });
}

/** What of law 1 and of the new version a case would break after it. */
function problemOf({ definition }: CaseBinding, after: CaseState): string | null {
  const state = definition.states[after.state];
  if (!state) return `state ${after.state} is not there any more`;
  if (state.final !== true && after.owner === null) return `nobody owns it in ${after.state}`;
  const names = new Set(after.deadlines.map(({ name }) => name));
  const lost = [...names].find(
    (name) => !definition.deadlines[name] && ['running', 'paused'].includes(newestDeadline(after, name)?.state ?? ''),
  );
  if (lost) return `its clock ${lost} is not there any more`;
  const runs = after.deadlines.some(({ state: clock }) => clock === 'running' || clock === 'paused');
  return state.final || state.idle || runs ? null : `no clock runs in ${after.state}`;
}

async function moveOne(acting: Acting, binding: CaseBinding, from: number, id: string): Promise<boolean> {
  const { runtime } = acting;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const tried = await tryOne(acting, binding, from, id);
    if (!tried) return false;
    if (tried.problem !== null) throw new Error(`case ${tried.number} changed under way: ${tried.problem}`);
    const committed = await commitBatch(runtime.pools.writer, rowsOf(acting, binding, tried.loaded).batch);
    if (committed.outcome === 'committed') return true;
  }
  throw new Error(`case ${id} kept changing while it was to be taken over`);
}
