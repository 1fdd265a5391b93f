import type { RefusalCatalogue } from '../define/refusal.ts';
import type { AnyRegister } from '../define/register-definition.ts';
import type { RuleTable } from '../rule/table.ts';
import type { CaseBinding } from './binding.ts';

/**
 * All that one system of the city brings into service. A deployment lists such values and nothing else of a system:
 * its endpoints, checks, rule rows and refusals follow from here.
 */
export type System = {
  /** What the codes of its definitions and registers begin with, such as `hotline` for `hotline.request`. */
  readonly code: string;
  readonly cases: readonly CaseBinding[];
  readonly registers: readonly AnyRegister[];
  /** Rule tables with the rows that the system ships; a city's own rows take their place. */
  readonly rules: readonly RuleTable<unknown>[];
  readonly refusals: readonly RefusalCatalogue[];
};
