import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { commitBatch } from '@huying/kernel/store/commit';
import { type Acting, bindingOf } from './act.ts';
import { caseEventRows } from './case-event.ts';
import { loadCase } from './load-case.ts';
import { maskedFields, maySee, type Viewer } from './view-case.ts';

/** The event that says who looked at what, and why. */
export const UNMASKED = 'unmasked';
const REASON_LENGTH_MIN = 4;
const REASON_LENGTH_MAX = 200;
const ATTEMPTS_MAX = 5;

export type Unmasking = { readonly id: string; readonly fields: readonly string[]; readonly reason: string };

/**
 * Shows masked values of a case to a post that handles it, for a stated reason. The event is written first: what was
 * not recorded is not shown. What a post may not see at all (a whistle-blower's data) stays away whatever the reason.
 */
export async function unmaskCase(
  acting: Acting,
  viewer: Viewer,
  { id, fields, reason }: Unmasking,
): Promise<Result<Readonly<Record<string, string>>>> {
  const { runtime } = acting;
  const length = reason.trim().length;
  if (length < REASON_LENGTH_MIN || length > REASON_LENGTH_MAX) {
    const values = { least: REASON_LENGTH_MIN, most: REASON_LENGTH_MAX };
    return refuse('case.unmask-reason', { field: 'reason', values });
  }
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const loaded = await loadCase(runtime, id);
    const binding = loaded ? bindingOf(runtime, loaded.state) : undefined;
    if (!loaded || !binding || !maySee(runtime, loaded, viewer)) {
      return refuse('case.not-found', { field: 'id', given: id });
    }
    const masked = maskedFields(binding.definition, loaded, viewer);
    const wrong = fields.find((name) => !masked.includes(name));
    if (fields.length === 0 || wrong !== undefined) {
      return refuse('case.unmask-field', { field: 'fields', given: wrong ?? '', values: { fields: masked } });
    }
    const { batch } = caseEventRows(acting, binding, loaded, {
      type: UNMASKED,
      input: { fields },
      // people write names into reasons: it lies with the private values
      secrets: { unmaskReason: { class: 'internal', value: reason.trim() } },
      changes: { quiet: true },
      by: viewer.actor,
    });
    const committed = await commitBatch(runtime.pools.writer, batch);
    if (committed.outcome === 'committed') {
      return accept(Object.fromEntries(fields.map((name) => [name, loaded.opened[name] ?? ''])));
    }
  }
  return refuse('case.changed', { values: { meanwhile: '' } });
}
