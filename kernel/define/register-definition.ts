import type { Fields } from './field.ts';

/**
 * A register: things with a history, each with an own id, a time of validity and fields. What may be seen by whom
 * follows from the field classes; `shownTo.everyone` names what stands on a public page, and only while `consent`
 * holds.
 */
export type RegisterDefinition<F extends Fields = Fields> = {
  readonly code: string;
  readonly version: number;
  readonly label: string;
  readonly fields: F;
  /** Roles of posts that may write it. */
  readonly writtenBy: readonly string[];
  /** Fields that anybody may read. */
  readonly everyoneSees?: readonly (keyof F & string)[];
  /** A flag without which nobody but the writers reads the row: consent to be shown. */
  readonly consent?: keyof F & string;
};

export type AnyRegister = RegisterDefinition;

export function defineRegister<const F extends Fields>(definition: RegisterDefinition<F>): RegisterDefinition<F> {
  return definition;
}
