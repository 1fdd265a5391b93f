import { accept, type Result } from '../define/refusal.ts';
import type { CaseBinding } from './binding.ts';
import type { CaseState } from './case-state.ts';
import { type Decision, decide, type VerbRequest } from './decide.ts';
import { type DecideFacts, systemActor } from './facts.ts';

/** Verbs that may follow one verb by itself in one commit; more is a circle in a binding. */
const FOLLOWING_VERBS_MAX = 5;

/**
 * Decides one verb and what the platform does right after it, such as automatic dispatch where the catalogue has one
 * answer. A following verb that is refused is left out; the asked verb stands.
 */
export function decideAll(
  binding: CaseBinding,
  state: CaseState,
  request: VerbRequest,
  facts: DecideFacts,
): Result<readonly Decision[]> {
  const first = decide(binding, state, request, facts);
  if (!first.ok) return first;
  const decisions = [first.value];
  let opened = withSecrets(facts, first.value);
  for (const next of first.value.follow.slice(0, FOLLOWING_VERBS_MAX)) {
    const now = decisions.at(-1)?.after ?? state;
    const followed = decide(binding, now, { ...next, actor: systemActor }, opened);
    if (!followed.ok) continue;
    decisions.push(followed.value);
    opened = withSecrets(opened, followed.value);
  }
  return accept(decisions);
}

/** What was just said can be read by what follows. */
function withSecrets(facts: DecideFacts, decision: Decision): DecideFacts {
  const said = Object.entries(decision.event.secrets).map(([name, secret]) => [name, secret.value] as const);
  return { ...facts, opened: { ...facts.opened, ...Object.fromEntries(said) } };
}
