import type { CaseBinding } from '@huying/kernel/case/binding';
import type { System } from '@huying/kernel/case/system';
import { hotline } from '@huying/systems/hotline/system';
import { life } from '@huying/systems/life/system';

/** The only list of systems: what a deployment can do. */
export const SYSTEMS: readonly System[] = [
  hotline, // 12345 热线
  life, // 生活服务
];

/** Cases of all systems with what is bound to them. */
export const BINDINGS: readonly CaseBinding[] = SYSTEMS.flatMap(({ cases }) => cases);
