import type { AnyCase } from '../define/case-definition.ts';
import type { Refusal } from '../define/refusal.ts';
import type { CaseChanges, CaseState } from './case-state.ts';
import type { Actor, DecideFacts } from './facts.ts';

/** What guards, defaults and effects see. */
export type VerbContext = {
  readonly definition: AnyCase;
  readonly verbName: string;
  readonly state: CaseState;
  readonly actor: Actor;
  /** Checked input: public and private values by name. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly facts: DecideFacts;
};

/** Says no with a code, or null. Pure. */
export type Guard = (context: VerbContext) => Refusal | null;

/** Proposes a value for something asked, or undefined. Pure. */
export type Default = (context: VerbContext) => unknown;

/** A case to be opened in the same commit. */
export type ChildOrder = {
  readonly definition: string;
  readonly verb: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Unit that holds the child from its opening on. */
  readonly unit?: string;
};

/** One telephone call, visit, letter or message that an effect records. */
export type ContactRecord = {
  readonly channel: string;
  readonly direction: 'in' | 'out';
  readonly result: string;
  readonly relation: 'opened' | 'joined' | 'about';
  /** Private values of the contact: numbers. */
  readonly sealed?: Readonly<Record<string, string>>;
};

/** What an effect adds to the decision. Effects return; they perform nothing. */
export type EffectResult = {
  /** Fields of the case; a private field goes to the private values. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly firstReceiver?: string;
  readonly open?: readonly ChildOrder[];
  /** Verbs that the platform takes right after, in the same commit; one that is refused is left out. */
  readonly follow?: readonly { readonly verb: string; readonly input: Readonly<Record<string, unknown>> }[];
  readonly contacts?: readonly ContactRecord[];
  /** Messages to connected systems: channel and body of codes and ids. */
  readonly send?: readonly { readonly channel: string; readonly body: Readonly<Record<string, unknown>> }[];
};

export type Effect = (context: VerbContext) => EffectResult;

/** What a system binds to the names in its literal. */
export type CaseBinding = {
  readonly definition: AnyCase;
  readonly guards?: Readonly<Record<string, Guard>>;
  readonly defaults?: Readonly<Record<string, Default>>;
  readonly effects?: Readonly<Record<string, Effect>>;
  /**
   * Takes a case of an older version over, by that version: what changes of its state, fields and clocks. Pure. A
   * version that is missing here runs on as it is, on its own binding.
   */
  readonly migrations?: Readonly<Record<number, (state: CaseState) => CaseChanges>>;
  /** Facts by which rule tables are read, besides `kind`, `category` and other choice fields: such as the round. */
  readonly ruleFacts?: (state: CaseState) => Readonly<Record<string, string>>;
};

/** Names in the literal that nothing is bound to: a boot check. */
export function unboundNames(binding: CaseBinding): readonly string[] {
  const missing: string[] = [];
  for (const [verb, { guards = [], effects = [], defaults = {} }] of Object.entries(binding.definition.verbs)) {
    for (const name of guards) if (!binding.guards?.[name]) missing.push(`${verb}: guard ${name}`);
    for (const name of effects) if (!binding.effects?.[name]) missing.push(`${verb}: effect ${name}`);
    for (const name of Object.values(defaults)) {
      if (!binding.defaults?.[name]) missing.push(`${verb}: default ${name}`);
    }
  }
  return missing;
}
