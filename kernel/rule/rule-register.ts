import { z } from 'zod';
import { flag, optional, structure, text } from '../define/field.ts';
import { defineRegister } from '../define/register-definition.ts';

/**
 * Rows of the rule tables. The own id of a row is `table/row`; its validity is the row's. A dial is changed by ending
 * one row and registering the next, so that every case finds the row of its own day.
 */
export const ruleRegister = defineRegister({
  code: 'rule.row',
  version: 1,
  label: '规则参数',
  fields: {
    table: text('参数表', { class: 'public', max: 60 }),
    basis: text('依据', { class: 'public', max: 200 }),
    default: optional(flag('默认值，无本市依据')),
    when: structure('条件', z.record(z.string(), z.string().max(120))),
    gives: structure('取值', z.union([z.string().max(120), z.array(z.string().max(120)).max(50)])),
  },
  writtenBy: ['systemAdmin'],
});
