import { assembleCase } from '@huying/kernel/case/assemble';
import type { CaseBinding } from '@huying/kernel/case/binding';
import { type CaseState, unitOf } from '@huying/kernel/case/case-state';
import { type EventDraft, foldDraft } from '@huying/kernel/case/decide';
import type { Actor } from '@huying/kernel/case/facts';
import type { Batch } from '@huying/kernel/store/batch';
import { type Acting, factsFor } from './act.ts';
import type { LoadedCase } from './load-case.ts';

/** What the platform itself writes about a case beside its verbs: erased, shown in full, seen along a new line. */
export type CaseEvent = Omit<EventDraft, 'happened' | 'secrets'> &
  Partial<Pick<EventDraft, 'secrets'>> & { readonly by: Actor };

/** The rows of such an event, which moves no state, and the case after it. */
export function caseEventRows(
  { runtime }: Acting,
  binding: CaseBinding,
  loaded: LoadedCase,
  { by, ...draft }: CaseEvent,
): { readonly batch: Batch; readonly after: CaseState } {
  const facts = factsFor(runtime, binding, loaded);
  const event: EventDraft = { secrets: {}, ...draft };
  const after = foldDraft(loaded.state, event, by, facts);
  const decision = { event, after, actor: by, children: [], follow: [], contacts: [], tells: [], send: [] };
  const coUnits = coUnitsOf(loaded);
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
  return { batch: { city: runtime.city, ...rows }, after };
}

/** Units of the open child cases. */
export const coUnitsOf = (loaded: LoadedCase): readonly string[] =>
  loaded.children.filter((child) => !child.final).flatMap((child) => unitOf(child) ?? []);
