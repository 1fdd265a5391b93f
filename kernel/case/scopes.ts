import type { CaseState } from './case-state.ts';
import type { CaseUnits } from './facts.ts';

/** The axes along which a case is seen (docs/GLOSSARY.md, scope). */
export type Axis = 'handler' | 'coHandler' | 'firstReceiver' | 'place' | 'line' | 'copied';
export type Allowed = 'count' | 'read' | 'act';

export type Scope = { readonly axis: Axis; readonly path: string; readonly allowed: Allowed };

/**
 * Who may see this case: one row an axis and path, written in the verb's own commit. The centre sees every case as
 * handler; the units on the chain act; the first receiver, the places above and the line above read.
 */
export function scopesOf(state: CaseState, units: CaseUnits, centre: string, coHandlers: readonly string[]): Scope[] {
  const scopes: Scope[] = [{ axis: 'handler', path: centre, allowed: 'act' }];
  // the centre may hold a case itself, as the last unit of an earlier system did
  for (const unit of state.chain) if (unit !== centre) scopes.push({ axis: 'handler', path: unit, allowed: 'act' });
  for (const unit of coHandlers) scopes.push({ axis: 'coHandler', path: unit, allowed: 'read' });
  if (state.firstReceiver) scopes.push({ axis: 'firstReceiver', path: state.firstReceiver, allowed: 'read' });
  if (state.place) scopes.push({ axis: 'place', path: state.place, allowed: 'read' });
  const line = state.chain[0] ? units.linePath(state.chain[0]) : null;
  if (line) scopes.push({ axis: 'line', path: line, allowed: 'read' });
  return scopes;
}

export type ScopeChange = Scope & { readonly since: string; readonly until: string | null };

/** What changes between two sets: new ones begin, missing ones end at `at`; rows that stay are not written. */
export function scopeChanges(before: readonly Scope[], after: readonly Scope[], at: string): ScopeChange[] {
  const key = (scope: Scope) => `${scope.axis} ${scope.path}`;
  const had = new Map(before.map((scope) => [key(scope), scope]));
  const has = new Map(after.map((scope) => [key(scope), scope]));
  const begun = after.filter((scope) => had.get(key(scope))?.allowed !== scope.allowed);
  const ended = before.filter((scope) => !has.has(key(scope)));
  return [
    ...begun.map((scope) => ({ ...scope, since: at, until: null })),
    ...ended.map((scope) => ({ ...scope, since: at, until: at })),
  ];
}
