import type { AnyCase } from './case-definition.ts';
import type { FaultList } from './definition-fault.ts';
import { distancesToFinal, reachableStates, stepsOf } from './state-graph.ts';

/** The path of a case: it begins, it can go on from everywhere, and it ends where it is said to end. */
export function checkFlow(definition: AnyCase, list: FaultList): void {
  const steps = stepsOf(definition);
  const reached = reachableStates(steps);
  const toFinal = distancesToFinal(definition, steps);
  if (!Object.values(definition.verbs).some((verb) => verb.from === null)) list.add('define.no-opening', 'verbs');
  for (const name of Object.keys(definition.states)) {
    if (!reached.has(name)) list.add('define.unreachable-state', `states.${name}`, name);
    if (!toFinal.has(name)) list.add('define.dead-end', `states.${name}`, name);
  }
  for (const { verb, from, to } of steps) {
    if (from === null || from === to || !definition.states[from]?.final) continue;
    list.add('define.final-with-way-out', `verbs.${verb}`, from);
  }
}
