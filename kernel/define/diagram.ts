import { type AnyCase, listed, targetsOf } from './case-definition.ts';

/** The states and verbs of a definition as a Mermaid state diagram, with the labels that people know. */
export function diagramOf(definition: AnyCase): string {
  const lines = ['stateDiagram-v2', `  %% ${definition.code} 第 ${definition.version} 版 ${definition.label}`];
  for (const [name, { label }] of Object.entries(definition.states)) lines.push(`  state "${label}" as ${name}`);
  const arrows = new Map<string, string[]>();
  for (const { from, label, ...verb } of Object.values(definition.verbs)) {
    for (const start of from === null ? [null] : listed(from)) {
      for (const to of targetsOf({ from, label, ...verb }, start)) {
        if (to === start) continue;
        const arrow = `${start ?? '[*]'} --> ${to}`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), label]);
      }
    }
  }
  for (const [arrow, labels] of arrows) lines.push(`  ${arrow} : ${labels.join('、')}`);
  for (const [name, { final }] of Object.entries(definition.states)) if (final) lines.push(`  ${name} --> [*]`);
  return lines.join('\n');
}
