import { z } from 'zod';
import { choice, flag, optional, structure, text } from '../define/field.ts';
import { defineRegister } from '../define/register-definition.ts';

const point = z.tuple([z.number(), z.number()]);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const ids = z.array(z.string().min(1).max(120)).max(2000);

/** Nodes of the place tree. The own id of a row is the place's id, its validity the place's. */
export const placeRegister = defineRegister({
  code: 'place.node',
  version: 1,
  label: '区划与地点',
  fields: {
    kind: choice('类型', {
      city: '市',
      district: '区',
      street: '街道（镇）',
      community: '社区（村）',
      grid: '网格',
      estate: '小区',
      building: '楼栋',
      landmark: '地标',
      road: '道路',
      river: '河流',
      mine: '矿区',
      circle: '生活圈',
      partyBranch: '党支部',
    }),
    name: text('名称', { class: 'public' }),
    parent: optional(text('上级', { class: 'public', max: 120 })),
    codes: structure(
      '代码',
      z.array(
        z.strictObject({
          system: z.string().min(1),
          edition: z.string().min(1),
          code: z.string().min(1),
          validFrom: day.optional(),
          validTo: day.nullable().optional(),
        }),
      ),
    ),
    aliases: optional(structure('别名', z.array(z.string().min(1).max(100)).max(50))),
    outline: optional(structure('范围', z.array(z.array(point).min(3)).min(1))),
    point: optional(structure('位置', point)),
    roads: optional(structure('所临道路', ids)),
    covers: optional(structure('所含网格', ids)),
    follows: optional(text('承接自', { class: 'public', max: 120 })),
    namedIn: optional(text('出处', { class: 'public' })),
    demo: optional(flag('演示')),
  },
  writtenBy: ['systemAdmin'],
});
