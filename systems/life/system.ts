import type { System } from '@huying/kernel/case/system';
import { lifeLimits, lifeRefusals, repairOrderBinding } from './binding.ts';
import { craftsman } from './craftsman.ts';

export const life: System = {
  code: 'life',
  cases: [repairOrderBinding],
  registers: [craftsman],
  rules: [lifeLimits],
  refusals: [lifeRefusals],
};
