import type { CaseBinding } from './binding.ts';
import type { CaseChanges, CaseState, DeadlineState } from './case-state.ts';
import { type Decision, decide, type EventDraft, foldDraft } from './decide.ts';
import { type DecideFacts, systemActor } from './facts.ts';

/** Event types of the kernel that no verb makes. */
export const WARNED = 'warned';
export const OVERDUE = 'overdue';

/**
 * What the platform itself does now: warnings whose moment has come, deadlines that have passed, and the verbs that
 * follow from them. Becoming overdue is an event. Empty where nothing is due (another server was quicker).
 * A verb that follows and is refused by its guards is left out: the event that led to it stands.
 */
export function decideTimer(binding: CaseBinding, state: CaseState, facts: DecideFacts): readonly Decision[] {
  const decisions: Decision[] = [];
  const verbs: string[] = [];
  let now = state;
  const take = (decision: Decision) => {
    decisions.push(decision);
    now = decision.after;
  };
  const warned = dueWarnings(state, facts.now);
  if (warned.length > 0) {
    take(kernelEvent(WARNED, now, { deadlines: warned.map((one) => one.after), quiet: true }, facts));
    verbs.push(...warned.flatMap((one) => warningVerbs(binding, one)));
  }
  const passed = now.deadlines.filter((one) => hasPassed(one, facts.now));
  const missed = passed.filter((one) => !expiry(binding, one));
  if (missed.length > 0) {
    const deadlines = missed.map((one) => ({ ...one, overdueSince: one.due }));
    take(kernelEvent(OVERDUE, now, { deadlines, quiet: true }, facts));
  }
  verbs.push(...missed.flatMap((one) => binding.definition.deadlines[one.name]?.onBreach ?? []));
  verbs.push(...passed.flatMap((one) => expiry(binding, one) ?? []));
  for (const verb of verbs) {
    const followed = decide(binding, now, { verb, input: {}, actor: systemActor }, facts);
    if (followed.ok) take(followed.value);
  }
  return decisions;
}

const expiry = (binding: CaseBinding, one: DeadlineState): string | undefined =>
  binding.definition.deadlines[one.name]?.onExpiry;

type Warned = { readonly after: DeadlineState; readonly indexes: readonly number[] };

function dueWarnings(state: CaseState, now: Date): readonly Warned[] {
  const at = now.toISOString();
  return state.deadlines.flatMap((one) => {
    const due = one.state === 'running' ? one.warnings.filter((warning) => warning.at <= at) : [];
    if (due.length === 0) return [];
    const left = one.warnings.filter((warning) => warning.at > at);
    return [{ after: { ...one, warnings: left }, indexes: due.map((warning) => warning.index) }];
  });
}

function warningVerbs(binding: CaseBinding, warned: Warned): readonly string[] {
  const deadline = binding.definition.deadlines[warned.after.name];
  return warned.indexes.flatMap((index) => deadline?.warn?.[index]?.verb ?? []);
}

const hasPassed = (one: DeadlineState, now: Date): boolean =>
  one.state === 'running' && !one.overdueSince && Date.parse(one.due) <= now.getTime();

function kernelEvent(type: string, state: CaseState, changes: CaseChanges, facts: DecideFacts): Decision {
  const event: EventDraft = { type, input: {}, secrets: {}, changes };
  const after = foldDraft(state, event, systemActor, facts);
  return { event, after, actor: systemActor, children: [], follow: [], contacts: [], tells: [], send: [] };
}
