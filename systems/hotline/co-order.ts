import type { CaseBinding } from '@huying/kernel/case/binding';
import { defineCase } from '@huying/kernel/define/case-definition';
import { longText, optional, text } from '@huying/kernel/define/field';

const limits = 'hotline.limits';

/** The part of a co-handler in joint handling: a child of the lead's order, with a clock of its own. */
export const coOrder = defineCase({
  code: 'hotline.coOrder',
  version: 1,
  label: '协办单',
  fields: { task: optional(longText('协办事项', { class: 'internal', max: 2000 })) },
  roles: {
    coHandler: { label: '协办单位', is: 'holder', posts: ['clerk', 'handler', 'approver'] },
    dispatcher: { label: '派单员', is: 'post', posts: ['dispatcher', 'shiftLeader'] },
    system: { label: '平台', is: 'system' },
  },
  states: {
    working: { label: '协办中', owner: 'coHandler' },
    done: { label: '已反馈', final: true },
    cancelled: { label: '已取消', final: true },
  },
  verbs: {
    open: {
      label: '派协办',
      from: null,
      to: 'working',
      by: 'system',
      asks: { task: longText('协办事项', { class: 'internal', max: 2000 }) },
      tells: [{ to: 'coHandler', template: 'coOrder.opened' }],
    },
    feedBack: {
      label: '反馈',
      from: 'working',
      to: 'done',
      by: 'coHandler',
      asks: { feedback: longText('协办情况') },
    },
    cancel: {
      label: '取消协办',
      from: 'working',
      to: 'cancelled',
      by: ['dispatcher', 'system'],
      asks: { cancelReason: text('理由', { class: 'internal' }) },
    },
  },
  deadlines: {
    coHandling: {
      label: '协办时限',
      owes: 'coHandler',
      startsOn: 'open',
      metBy: 'feedBack',
      endedBy: 'cancel',
      within: { rule: limits, as: 'coHandling' },
    },
  },
});

export const coOrderBinding: CaseBinding = { definition: coOrder };
