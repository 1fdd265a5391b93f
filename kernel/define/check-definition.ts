import type { AnyCase } from './case-definition.ts';
import { checkClocks } from './check-clocks.ts';
import { checkFlow } from './check-flow.ts';
import { checkLabels } from './check-labels.ts';
import { checkReferences } from './check-references.ts';
import { checkRoles } from './check-roles.ts';
import { checkValues } from './check-values.ts';
import { type DefinitionFault, type FaultList, faultList } from './definition-fault.ts';

export type { DefinitionFault };

/**
 * Everything that can be wrong with a definition and be seen without running it: law 1 as far as the literal tells it,
 * names that lead nowhere, roles that nobody holds, clocks that never start or answer themselves. Guards are taken to
 * say yes. Empty where the definition may go into service.
 *
 * `postRoles` are the roles that posts of some city hold; without them no role is called unheld.
 */
export function checkDefinition(definition: AnyCase, postRoles?: readonly string[]): readonly DefinitionFault[] {
  return lookAt(definition, postRoles).faults;
}

/** What is worth a look in a definition that may be used all the same. */
export function warningsOf(definition: AnyCase): readonly DefinitionFault[] {
  return lookAt(definition, undefined).warnings;
}

function lookAt(definition: AnyCase, postRoles: readonly string[] | undefined): FaultList {
  const list = faultList(definition);
  checkLabels(definition, list);
  checkReferences(definition, list);
  checkValues(definition, list);
  checkRoles(definition, list, postRoles);
  checkFlow(definition, list);
  checkClocks(definition, list);
  return list;
}
