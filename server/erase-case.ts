import type { Actor } from '@huying/kernel/case/facts';
import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { type Acting, bindingOf } from './act.ts';
import { caseEventRows } from './case-event.ts';
import { loadCase } from './load-case.ts';

export const ERASED = 'erased';

export type Erasure = {
  readonly id: string;
  /** Names of private values; absent: all of them. */
  readonly fields?: readonly string[];
  /** Law or decision that asks for it. */
  readonly basis: string;
  readonly by: Actor;
};

export type ErasureReceipt = { readonly id: string; readonly number: string; readonly erased: readonly string[] };

/**
 * Erases private values of a case by law: salt and value go, and the look-up keys; the event that says so is written
 * in the same transaction, and the chain still verifies, since it holds commitments only. What a backup still holds
 * expires with the backup (docs/decisions/0010-erasure.md).
 */
export async function eraseCase(acting: Acting, erasure: Erasure): Promise<Result<ErasureReceipt>> {
  const { runtime } = acting;
  if (!erasure.basis.trim()) return refuse('case.missing-field', { field: 'basis', values: { label: '依据' } });
  const loaded = await loadCase(runtime, erasure.id);
  const binding = loaded ? bindingOf(runtime, loaded.state) : undefined;
  if (!loaded || !binding) return refuse('case.not-found', { field: 'id', given: erasure.id });
  const names = Object.keys(loaded.state.sealed);
  const erased = erasure.fields ? names.filter((name) => erasure.fields?.includes(name)) : names;
  if (erased.length === 0) return accept({ id: loaded.state.id, number: loaded.state.number, erased });
  const { batch, after } = caseEventRows(acting, binding, loaded, {
    type: ERASED,
    input: {},
    changes: { erased, basis: erasure.basis, quiet: true },
    by: erasure.by,
  });
  const fields = erased.map((field) => ({ kind: 'case', id: erasure.id, field }));
  await runtime.pools.writer.query('select erase_batch($1::jsonb, $2::jsonb)', [
    JSON.stringify(batch),
    JSON.stringify(fields),
  ]);
  await runtime.pools.writer.query('select search_forget($1, $2)', [runtime.city, erasure.id]);
  return accept({ id: after.id, number: after.number, erased });
}
