import type { AnyCase } from './case-definition.ts';
import { definitionFaults, type FaultCode, type FaultText } from './errors.ts';
import { fillText } from './refusal.ts';

/** One thing that is wrong with a definition, said so that its author finds it. */
export type DefinitionFault = {
  readonly code: `define.${string}`;
  /** Path of the thing, such as `verbs.dispatch.by` or `states.paused`. */
  readonly name: string;
  /** Code of the definition. */
  readonly definition: string;
  readonly zh: string;
  readonly en: string;
};

export type Values = Readonly<Record<string, string | number>>;

/** Collects the faults of one definition. */
export type FaultList = {
  readonly faults: DefinitionFault[];
  /** Worth a look; the definition may be used all the same. */
  readonly warnings: DefinitionFault[];
  add(code: FaultCode, name: string, given?: string | number, more?: Values): void;
};

export function faultList(definition: AnyCase): FaultList {
  const faults: DefinitionFault[] = [];
  const warnings: DefinitionFault[] = [];
  const code = String(definition.code);
  return {
    faults,
    warnings,
    add(what, name, given = '', more = {}) {
      const text: FaultText = definitionFaults[what];
      const values = { name, given, ...more };
      const said = { zh: `${code}：${fillText(text.zh, values)}`, en: `${code}: ${fillText(text.en, values)}` };
      (text.warning ? warnings : faults).push({ code: what, name, definition: code, ...said });
    },
  };
}
