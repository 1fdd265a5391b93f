import { assembleCase } from '@huying/kernel/case/assemble';
import { type EventDraft, foldDraft } from '@huying/kernel/case/decide';
import type { CaseUnits } from '@huying/kernel/case/facts';
import { systemActor } from '@huying/kernel/case/facts';
import { scopeChanges, scopesOf } from '@huying/kernel/case/scopes';
import { commitBatch } from '@huying/kernel/store/commit';
import { type Acting, bindingOf, factsFor } from '../act.ts';
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
    const facts = factsFor(runtime, binding, loaded);
    const coUnits = loaded.children.filter((child) => !child.final).flatMap((child) => child.chain[0] ?? []);
    const scopes = scopeChanges(
      scopesOf(loaded.state, before, runtime.centre, coUnits),
      scopesOf(loaded.state, runtime.units, runtime.centre, coUnits),
      facts.now.toISOString(),
    );
    if (scopes.length === 0) return false;
    const event: EventDraft = { type: RESCOPED, input: {}, secrets: {}, changes: { quiet: true } };
    const after = foldDraft(loaded.state, event, systemActor, facts);
    const decision = { event, after, actor: systemActor, children: [], follow: [], contacts: [], tells: [], send: [] };
    const rows = assembleCase(loaded.state, loaded.head, [decision], {
      city: runtime.city,
      definition: binding.definition,
      keys: runtime.keys,
      units: runtime.units,
      centre: runtime.centre,
      now: facts.now,
      dayOf: (iso) => runtime.time.day(new Date(iso)),
      coHandlers: { before: coUnits, after: coUnits },
    });
    const batch = { city: runtime.city, ...rows, scopes: scopes.map((scope) => ({ case_id: id, ...scope })) };
    const committed = await commitBatch(runtime.pools.writer, batch);
    if (committed.outcome === 'committed') return true;
  }
  throw new Error(`case ${id} kept changing while its scopes were to be written anew`);
}
