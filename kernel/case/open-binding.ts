import type { AnyCase } from '../define/case-definition.ts';
import type { CaseBinding } from './binding.ts';

/**
 * Binds a definition so that every guard says yes, effects do nothing and nothing is proposed: what is left is the
 * literal itself. Walks and tables over it show what the states, roles and clocks alone allow.
 */
export function openBinding(definition: AnyCase): CaseBinding {
  const verbs = Object.values(definition.verbs);
  const named = <T>(names: readonly string[], bound: T) => Object.fromEntries(names.map((name) => [name, bound]));
  return {
    definition,
    guards: named(
      verbs.flatMap((verb) => verb.guards ?? []),
      () => null,
    ),
    effects: named(
      verbs.flatMap((verb) => verb.effects ?? []),
      () => ({}),
    ),
    defaults: named(
      verbs.flatMap((verb) => Object.values(verb.defaults ?? {})),
      () => undefined,
    ),
  };
}
