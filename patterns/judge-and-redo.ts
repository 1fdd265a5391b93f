import { choice, integer, longText, optional, text } from '@huying/kernel/define/field';

/**
 * Judge 研判: an unsatisfied answer is looked at by the centre, which has it redone (at most as often as the dial says,
 * the last time supervised), explains, or ends it 终结 with evidence, two approvals by different people and a written
 * notice with the remedies that remain. So there is always an end, whatever the citizen answers.
 */
export function judgeAndRedo<
  const Working extends string,
  const Closed extends string,
  const UnitRole extends string,
  const Judge extends string,
  const Approver extends string,
>(host: {
  readonly working: Working;
  readonly closed: Closed;
  readonly unit: UnitRole;
  readonly judge: Judge;
  readonly approver: Approver;
  readonly limits: string;
}) {
  return {
    fields: { redoCount: optional(integer('重办次数', { max: 9 })) },
    states: {
      judging: { label: '待研判', owner: host.judge },
      ending: { label: '终结待审', owner: host.approver },
      endingLast: { label: '终结待批', owner: host.approver },
      terminated: { label: '已终结', final: true },
    },
    verbs: {
      redo: {
        label: '重办',
        from: 'judging',
        to: host.working,
        by: host.judge,
        asks: { redoReason: text('重办要求', { class: 'internal' }) },
        guards: ['redosLeft'],
        effects: ['countRedo'],
        tells: [{ to: host.unit, template: 'order.redo' }],
      },
      explain: {
        label: '解释说明办结',
        from: 'judging',
        to: host.closed,
        by: host.judge,
        asks: { explanation: longText('解释内容') },
        tells: [{ to: 'reporter', template: 'request.explained' }],
      },
      terminate: {
        label: '提请终结',
        from: 'judging',
        to: 'ending',
        by: host.judge,
        asks: {
          ground: choice('终结理由', { done: '已依法办结', noBasis: '诉求缺乏依据', repeated: '重复且无新事实' }),
          evidence: longText('证据', { class: 'internal' }),
          remedies: text('剩余救济途径', { class: 'internal' }),
        },
      },
      approveEnd: { label: '终结审核', from: 'ending', to: 'endingLast', by: host.approver },
      approveEndLast: {
        label: '终结批准',
        from: 'endingLast',
        to: 'terminated',
        by: host.approver,
        guards: ['secondApprover'],
        tells: [{ to: 'reporter', template: 'request.terminated' }],
      },
      refuseEnd: {
        label: '不同意终结',
        from: ['ending', 'endingLast'],
        to: 'judging',
        by: host.approver,
        asks: { refusal: text('理由', { class: 'internal' }) },
      },
    },
    deadlines: {
      judge: {
        label: '研判时限',
        owes: host.judge,
        startsOn: ['recordDiscontent', 'refuseEnd'],
        metBy: ['redo', 'explain', 'terminate'],
        within: { rule: host.limits, as: 'judge' },
      },
      ending: {
        label: '终结审批时限',
        owes: host.approver,
        startsOn: 'terminate',
        metBy: ['approveEndLast', 'refuseEnd'],
        within: { rule: host.limits, as: 'ending' },
      },
    },
  } as const;
}
