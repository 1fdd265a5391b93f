import type { System } from '@huying/kernel/case/system';
import { hotlineRequestBinding } from './binding.ts';
import { coOrderBinding } from './co-order.ts';
import { hotlineLimits } from './default-limits.ts';
import { hotlineRefusals } from './errors.ts';
import { hotlineRatesDials } from './rates.ts';
import { hotlineRatesRefusals } from './rates-errors.ts';

export const hotline: System = {
  code: 'hotline',
  cases: [hotlineRequestBinding, coOrderBinding],
  registers: [],
  rules: [hotlineLimits, hotlineRatesDials],
  refusals: [hotlineRefusals, hotlineRatesRefusals],
};
