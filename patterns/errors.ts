import { catalogue } from '@huying/kernel/define/refusal';

const text = (status: 403 | 409 | 422, zh: string, zhDo: string, en: string, enDo: string) =>
  ({ status, zh, zhDo, en, enDo }) as const;

export const returnRefusals = catalogue('return', {
  'return.already-ruled': text(
    409,
    '本单已经裁定，不得再退。',
    '请按裁定办理。',
    'This order was ruled; it cannot be returned.',
    'Handle it as ruled.',
  ),
  'return.window-over': text(
    409,
    '退单申请期限已于 {until} 截止。',
    '请签收办理；确有异议可请中心裁定。',
    'The window for a return ended at {until}.',
    'Handle the order, or ask the centre for a ruling.',
  ),
  'return.asked-before': text(
    409,
    '本单位已对本单申请过一次退单。',
    '请办理，或等候裁定。',
    'Your unit has asked to return this order before.',
    'Handle it.',
  ),
  'return.after-contact': text(
    409,
    '已联系诉求人，不能再退单。',
    '请继续办理。',
    'The reporter was contacted; the order cannot be returned.',
    'Go on handling it.',
  ),
  'return.only-ruling': text(
    409,
    '已有两家单位退单，或建议单位已退过单，只能裁定。',
    '请使用“裁定”指定承办单位。',
    'Two units returned it, or the proposed one did: only a ruling remains.',
    'Rule which unit handles it.',
  ),
  'return.nothing-to-rule': text(
    409,
    '没有单位退过本单，无需裁定。',
    '请直接派单。',
    'No unit returned this order: there is nothing to rule.',
    'Dispatch it.',
  ),
  'return.unit-has-returned': text(
    409,
    '该单位已退过本单。',
    '请派给其他单位，或使用“裁定”。',
    'That unit has returned this order.',
    'Dispatch to another unit, or rule.',
  ),
});

export const waitingRefusals = {
  ...catalogue('extension', {
    'extension.overdue': text(
      409,
      '已经超期，不能延期。',
      '请尽快答复，并说明超期原因。',
      'The order is overdue and cannot be extended.',
      'Reply, and say why it is late.',
    ),
    'extension.used-up': text(
      409,
      '延期次数已用完（最多 {most} 次）。',
      '请按期答复。',
      'No extension is left (at most {most}).',
      'Reply in time.',
    ),
    'extension.too-long': text(
      422,
      '延长时间不能超过原时限 {most}，且单位须一致。',
      '请缩短后重新申请。',
      'An extension is at most the first limit {most}, in the same unit.',
      'Ask for less.',
    ),
    'extension.pending': text(
      409,
      '已有延期申请待批。',
      '请等候审批。',
      'An extension is being decided.',
      'Wait for it.',
    ),
    'extension.not-asked': text(
      409,
      '没有待批的延期申请。',
      '无需审批。',
      'No extension was asked for.',
      'There is nothing to decide.',
    ),
  }),
  ...catalogue('pause', {
    'pause.no-contact': text(
      409,
      '挂起前须先联系诉求人并记录。',
      '请先办理“联系诉求人”。',
      'A pause needs a logged contact first.',
      'Contact the reporter first.',
    ),
    'pause.used-up': text(
      409,
      '本单已挂起过一次。',
      '请继续办理。',
      'This order was paused before.',
      'Go on handling it.',
    ),
    'pause.pending': text(409, '已有挂起申请待批。', '请等候审批。', 'A pause is being decided.', 'Wait for it.'),
    'pause.not-asked': text(409, '没有待批的挂起申请。', '无需审批。', 'No pause was asked for.', 'Nothing to decide.'),
  }),
};

export const answerRefusals = {
  ...catalogue('level', {
    'level.not-below': text(
      422,
      '只能下派给本单位的下级单位。',
      '请从下级单位中选择。',
      'Only a unit below yours can take it on.',
      'Choose a unit below.',
    ),
    'level.chain-full': text(
      409,
      '下派层级已满（最多 {most} 级）。',
      '请在本级办理。',
      'At most {most} levels below the centre.',
      'Handle it at this level.',
    ),
  }),
  ...catalogue('callback', {
    'callback.not-neutral': text(
      403,
      '受理人和承办单位不能回访。',
      '请由其他回访员回访。',
      'Neither the agent of the intake nor the handling unit may call back.',
      'Let another caller do it.',
    ),
    'callback.night': text(
      409,
      '{to} 至次日 {from} 不得拨打回访电话。',
      '请在白天回访。',
      'No call-backs between {to} and {from}.',
      'Call during the day.',
    ),
    'callback.attempts-spent': text(
      409,
      '回访已达 {most} 次。',
      '可按“多次未接通”办结。',
      'There were {most} attempts already.',
      'Close it as not reached.',
    ),
    'callback.same-hour': text(
      409,
      '两次回访须在不同时段。',
      '请过一小时再拨。',
      'Attempts must fall into different hours.',
      'Try again later.',
    ),
    'callback.same-day': text(
      409,
      '回访须至少分在两天。',
      '请明天再拨。',
      'Attempts must fall on at least two days.',
      'Try again tomorrow.',
    ),
    'callback.attempts-left': text(
      409,
      '回访未满 {most} 次，不能按未接通办结。',
      '请继续回访。',
      'There are attempts left (of {most}).',
      'Go on calling.',
    ),
    'callback.not-content': text(
      422,
      '未解决或不满意的回访须转研判。',
      '请使用“回访不满意”。',
      'Not solved or not satisfied goes to the judge.',
      'Record it as discontent.',
    ),
    'callback.is-content': text(
      422,
      '已解决且满意，无需研判。',
      '请使用“回访满意”。',
      'Solved and satisfied needs no judge.',
      'Record it as content.',
    ),
  }),
  ...catalogue('judge', {
    'judge.redos-spent': text(
      409,
      '重办已达 {most} 次。',
      '请解释说明，或提请终结。',
      'It was redone {most} times.',
      'Explain, or propose the end.',
    ),
    'judge.same-approver': text(
      403,
      '终结须由两人先后审批。',
      '请由另一位负责人批准。',
      'The end needs two different people.',
      'Let another person approve.',
    ),
  }),
};
