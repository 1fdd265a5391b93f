import { choice, flag, optional, text } from '@huying/kernel/define/field';
import { defineRegister } from '@huying/kernel/define/register-definition';

/** Categories of requests. The own id of a row is the dotted code. */
export const categoryRegister = defineRegister({
  code: 'city.category',
  version: 1,
  label: '诉求类别',
  fields: {
    // a source may leave a type without a name
    label: optional(text('名称', { class: 'public' })),
    line: text('大类', { class: 'public', max: 100 }),
    field: optional(text('工作领域', { class: 'public', max: 60 })),
  },
  writtenBy: ['systemAdmin'],
});

/** Doors through which requests come in. */
export const channelRegister = defineRegister({
  code: 'city.channel',
  version: 1,
  label: '受理渠道',
  fields: {
    kind: choice('类型', { hotline: '热线', online: '网上渠道', own: '自有入口' }),
    name: text('名称', { class: 'public' }),
    placeholder: optional(flag('占位')),
    source: optional(text('出处', { class: 'public' })),
  },
  writtenBy: ['systemAdmin'],
});
