import { choice, integer, optional, phone, text } from '@huying/kernel/define/field';

const heard = {
  contacted: choice('办理单位是否联系过您', { yes: '联系过', no: '没有联系' }),
  solved: choice('问题是否解决', { yes: '已解决', partly: '部分解决', no: '未解决' }),
  satisfaction: choice('满意程度', { 5: '非常满意', 4: '满意', 3: '基本满意', 2: '不满意', 1: '非常不满意' }),
  heardBy: choice('回访方式', { person: '人工电话', robot: '智能外呼', sms: '短信', web: '网上评价' }),
};

/**
 * Call-back 回访 by a neutral caller: three questions; no answer is no value, never "satisfied". An answer that is not
 * both solved and satisfied goes to the judge, and so does every answer "not solved".
 * Source: State Council Office 2020 no. 53 (closed loop); attempts and hours are dials.
 */
export function callBack<
  const Answered extends string,
  const Closed extends string,
  const Judging extends string,
  const Caller extends string,
  const Reporter extends string,
>(host: {
  readonly answered: Answered;
  readonly closed: Closed;
  readonly judging: Judging;
  readonly caller: Caller;
  readonly reporter: Reporter;
  /** Verb after which the answer is open to call-back. */
  readonly limits: string;
}) {
  return {
    fields: {
      contacted: optional(heard.contacted),
      solved: optional(heard.solved),
      satisfaction: optional(heard.satisfaction),
      heardBy: optional(heard.heardBy),
      attempts: optional(integer('回访次数', { max: 20 })),
    },
    verbs: {
      attemptCall: {
        label: '回访未接通',
        from: host.answered,
        to: 'same',
        by: host.caller,
        asks: {
          dialled: optional(phone('拨打号码')),
          unreached: choice('结果', {
            noAnswer: '无人接听',
            refused: '拒绝回访',
            wrongNumber: '号码有误',
            busy: '占线',
          }),
        },
        guards: ['callerIsNeutral', 'callHour', 'attemptsOnTwoDays'],
        effects: ['countAttempt'],
      },
      recordContent: {
        label: '回访满意',
        from: host.answered,
        to: host.closed,
        by: [host.caller, host.reporter],
        asks: heard,
        guards: ['callerIsNeutral', 'answersAreContent'],
      },
      recordDiscontent: {
        label: '回访不满意',
        from: host.answered,
        to: host.judging,
        by: [host.caller, host.reporter],
        asks: {
          ...heard,
          discontent: choice('不满意原因', {
            result: '办理结果',
            attitude: '服务态度',
            speed: '办理速度',
            policy: '政策规定',
            noBasis: '诉求缺乏依据',
          }),
          discontentNote: optional(text('说明', { max: 200 })),
        },
        guards: ['callerIsNeutral', 'answersAreDiscontent'],
      },
      closeUnreached: {
        label: '多次未接通办结',
        from: host.answered,
        to: host.closed,
        by: [host.caller, 'system'],
        guards: ['attemptsSpent'],
      },
    },
    deadlines: {
      callBack: {
        label: '回访时限',
        owes: host.caller,
        startsOn: 'approveReply',
        metBy: ['recordContent', 'recordDiscontent', 'closeUnreached'],
        within: { rule: host.limits, as: 'callBack' },
      },
    },
  } as const;
}
