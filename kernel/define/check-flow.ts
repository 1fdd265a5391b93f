import type { AnyCase } from './case-definition.ts';
import type { FaultList } from './definition-fault.ts';
import { distancesToFinal, reachableStates, stepsWithArrivals } from './state-graph.ts';

/** The path of a case: it begins, it can go on from everywhere, and it ends where it is said to end. */
export function checkFlow(definition: AnyCase, list: FaultList): void {
  const steps = stepsWithArrivals(definition);
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
  checkImports(definition, list);
}

/** What arrives from an earlier system is either done with, or waits for somebody who starts its clocks here. */
function checkImports({ imports, states }: AnyCase, list: FaultList): void {
  if (!imports) return;
  const { open, closed } = imports;
  for (const name of [open, closed]) {
    if (!Object.hasOwn(states, name)) list.add('define.unknown-state', 'imports', name);
  }
  if (states[closed] && !states[closed].final) list.add('define.import-closed', 'imports.closed', closed);
  if (states[open] && (states[open].final || !states[open].idle)) list.add('define.import-open', 'imports.open', open);
}
