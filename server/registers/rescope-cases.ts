import type { CaseUnits } from '@huying/kernel/case/facts';
import { systemActor } from '@huying/kernel/case/facts';
import { scopeChanges, scopesOf } from '@huying/kernel/case/scopes';
import { commitBatch } from '@huying/kernel/store/commit';
import { type Acting, bindingOf } from '../act.ts';
import { caseEventRows, coUnitsOf } from '../case-event.ts';
import { loadCase } from '../load-case.ts';

/** The event that writes who sees an open case after a reorganisation. */
export const RESCOPED = 'rescoped';
const ATTEMPTS_MAX = 5;

/**
 * After a reorganisation: open cases of units whose line has changed are seen along the new one, each by an event of
 * its own. Closed cases stay with those who stood above them then. Says how many were rewritten.
 */
export async function rescopeCases(acting: Acting, before: CaseUnits): Promise<number> {
  const { runtime } = acting;
  const moved = runtime.units.ids().filter((unit) => before.linePath(unit) !== runtime.units.linePath(unit));
  if (moved.length === 0) return 0;
  const found = await runtime.pools.writer.query<{ id: string }>(
    'select open_cases_of_units as id from open_cases_of_units($1, $2)',
    [runtime.city, moved],
  );
  let rewritten = 0;
  for (const { id } of found.rows) if (await rescopeOne(acting, id, before)) rewritten += 1;
  return rewritten;
}

async function rescopeOne(acting: Acting, id: string, before: CaseUnits): Promise<boolean> {
  const { runtime } = acting;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const loaded = await loadCase(runtime, id);
    const binding = loaded ? bindingOf(runtime, loaded.state) : undefined;
    if (!loaded || !binding || loaded.state.final) return false;
    const coUnits = coUnitsOf(loaded);
    const scopes = scopeChanges(
      scopesOf(loaded.state, before, runtime.centre, coUnits),
      scopesOf(loaded.state, runtime.units, runtime.centre, coUnits),
      runtime.now().toISOString(),
    );
    if (scopes.length === 0) return false;
    const event = { type: RESCOPED, input: {}, changes: { quiet: true as const }, by: systemActor };
    const { batch } = caseEventRows(acting, binding, loaded, event);
    const committed = await commitBatch(runtime.pools.writer, {
      ...batch,
      scopes: scopes.map((scope) => ({ case_id: id, ...scope })),
    });
    if (committed.outcome === 'committed') return true;
  }
  throw new Error(`case ${id} kept changing while its scopes were to be written anew`);
}
