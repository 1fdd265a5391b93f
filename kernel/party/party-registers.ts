import { z } from 'zod';
import { choice, flag, optional, structure, text } from '../define/field.ts';
import { defineRegister } from '../define/register-definition.ts';

const id = (label: string) => text(label, { class: 'public', max: 120 });

/** Units of the organisation. The own id of a row is the unit's id, its validity the unit's. */
export const unitRegister = defineRegister({
  code: 'party.unit',
  version: 1,
  label: '单位',
  fields: {
    name: text('名称', { class: 'public' }),
    kind: choice('类型', {
      centre: '中心',
      government: '政府',
      bureau: '部门',
      street: '街道（镇）',
      community: '社区',
      firm: '企业',
      command: '指挥机构',
    }),
    level: choice('层级', { city: '市', district: '区', street: '街道', community: '社区', firm: '企业' }),
    placeId: id('所在区划'),
    parentInPlace: optional(id('块上级')),
    parentInLine: optional(id('条上级')),
    placeholder: optional(flag('占位')),
    namedIn: optional(text('出处', { class: 'public' })),
  },
  writtenBy: ['systemAdmin'],
});

/** Posts with their roles and whoever holds them. */
export const postRegister = defineRegister({
  code: 'party.post',
  version: 1,
  label: '岗位',
  fields: {
    unit: id('所在单位'),
    label: text('名称', { class: 'public' }),
    roles: structure('角色', z.array(z.string().min(1).max(60)).min(1).max(20)),
    person: optional(text('任职人员', { class: 'internal', max: 120 })),
  },
  writtenBy: ['securityAdmin'],
});
