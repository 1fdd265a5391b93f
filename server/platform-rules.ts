import { signInDials } from '@huying/kernel/access/sign-in-dials';
import type { RuleTable } from '@huying/kernel/rule/table';
import { doorLimits } from './http/limit-dials.ts';

/** Dials of the platform itself, beside those of the systems. */
export const PLATFORM_RULES: readonly RuleTable[] = [signInDials, doorLimits];
