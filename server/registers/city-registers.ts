import type { AnyRegister } from '@huying/kernel/define/register-definition';
import { postRegister, unitRegister } from '@huying/kernel/party/party-registers';
import { placeRegister } from '@huying/kernel/place/place-register';
import { ruleRegister } from '@huying/kernel/rule/rule-register';
import { categoryRegister, channelRegister } from './list-registers.ts';

/** Registers that a city is made of, in the order in which they are founded. */
export const CITY_REGISTERS: readonly AnyRegister[] = [
  placeRegister,
  unitRegister,
  postRegister,
  categoryRegister,
  channelRegister,
  ruleRegister,
] as readonly AnyRegister[];
