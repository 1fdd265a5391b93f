import type { AnyRegister } from '@huying/kernel/define/register-definition';
import { SYSTEMS } from './systems.ts';

/** Registers in service, by code. */
export const REGISTERS: ReadonlyMap<string, AnyRegister> = new Map(
  SYSTEMS.flatMap(({ registers }) => registers.map((register) => [register.code, register] as const)),
);
