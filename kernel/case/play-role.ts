import type { Role } from '../define/case-definition.ts';
import type { CaseState } from './case-state.ts';
import type { Actor, CaseUnits } from './facts.ts';

/**
 * Does this actor play this role towards this case, now? The one place where a verb's `by` is decided.
 * Roles are relative: a clerk is `holder` of the orders of the own unit and of no other.
 */
export function playsRole(role: Role, actor: Actor, state: CaseState, units: CaseUnits): boolean {
  switch (role.is) {
    case 'anyone':
      return actor.kind === 'anyone' || actor.kind === 'reporter';
    case 'system':
      return actor.kind === 'system';
    case 'reporter':
      return actor.kind === 'reporter' && actor.caseId === state.id;
    case 'post':
      return actor.kind === 'post' && hasPost(role.posts, actor);
    case 'holder':
      return inUnit(actor, heldBy(role.level, state)) && hasPost(role.posts, actor);
    case 'upper':
      return state.chain.length > 1 && inUnit(actor, state.chain.at(-2)) && hasPost(role.posts, actor);
    case 'firstReceiver':
      return inUnit(actor, state.firstReceiver) && hasPost(role.posts, actor);
    case 'supervisor':
      return standsAbove(actor, state, units) && hasPost(role.posts, actor);
  }
}

/** `top` is the unit one level below the centre while nobody further down holds the case; `inner` anybody below it. */
function heldBy(level: 'top' | 'inner' | undefined, state: CaseState): string | undefined {
  if (level === 'top') return state.chain.length === 1 ? state.chain[0] : undefined;
  if (level === 'inner') return state.chain.length > 1 ? state.chain.at(-1) : undefined;
  return state.chain.at(-1);
}

function hasPost(posts: readonly string[] | undefined, actor: Actor): boolean {
  return !posts || posts.some((post) => actor.roles.includes(post));
}

function inUnit(actor: Actor, unit: string | null | undefined): boolean {
  return actor.kind === 'post' && unit !== null && unit !== undefined && actor.unit === unit;
}

function standsAbove(actor: Actor, state: CaseState, units: CaseUnits): boolean {
  const above = actor.unit;
  if (actor.kind !== 'post' || above === undefined) return false;
  return state.chain.some((unit) => unit !== above && units.isBelow(unit, above));
}
