import type { AnyRegister } from '@huying/kernel/define/register-definition';
import { craftsman } from '@huying/systems/life/craftsman';

/** Registers in service, by code. */
export const REGISTERS: ReadonlyMap<string, AnyRegister> = new Map([[craftsman.code, craftsman as AnyRegister]]);
