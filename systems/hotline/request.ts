import { type CaseDefinition, defineCase } from '@huying/kernel/define/case-definition';
import { choice, code, longText, optional, phone, text, unit } from '@huying/kernel/define/field';
import { callBack } from '@huying/patterns/call-back';
import { extension } from '@huying/patterns/extension';
import { innerLevels } from '@huying/patterns/inner-levels';
import { jointHandling } from '@huying/patterns/joint-handling';
import { judgeAndRedo } from '@huying/patterns/judge-and-redo';
import { pause } from '@huying/patterns/pause';
import { returnAndRuling } from '@huying/patterns/return-and-ruling';
import { orderFields, requestFields } from './request-fields.ts';
import { requestIndicators } from './request-indicators.ts';
import { policeVerbs, sideVerbs } from './request-side-verbs.ts';

const limits = 'hotline.limits';
const held = ['assigned', 'working'] as const;

const returns = returnAndRuling({
  held,
  working: 'working',
  waiting: 'received',
  unit: 'unit',
  ruler: 'ruler',
  limits,
});
/** After these the unit waits for no decision on its clock any more. */
const moot = ['reply', 'askReturn', 'grantReturn', 'confirmWithdrawal', 'handToPolice'] as const;
const extends_ = extension({
  held: ['assigned', 'working', 'upReview'],
  unit: 'unit',
  decider: 'dispatcher',
  limits,
  moot,
});
const pauses = pause({ working: 'working', unit: 'unit', decider: 'dispatcher', reporter: 'reporter', limits, moot });
const levels = innerLevels({ working: 'working', holder: 'handler', inner: 'inner', upper: 'upper', limits });
const joint = jointHandling({ held: ['assigned', 'working'], decider: 'dispatcher', child: 'hotline.coOrder' });
const calls = callBack({
  answered: 'answered',
  closed: 'closed',
  judging: 'judging',
  caller: 'caller',
  reporter: 'reporter',
  limits,
});
const judged = judgeAndRedo({
  working: 'working',
  closed: 'closed',
  unit: 'unit',
  judge: 'judge',
  approver: 'supervisor',
  limits,
});

/**
 * One request of a resident or a firm, from the first word to the end. Read aloud against the rules in
 * docs/decisions/0002-the-hotline-definition.md.
 */
export const hotlineRequest = defineCase({
  code: 'hotline.request',
  version: 1,
  label: '12345 诉求',
  fields: {
    ...requestFields,
    ...orderFields,
    ...returns.fields,
    ...extends_.fields,
    ...pauses.fields,
    ...calls.fields,
    ...judged.fields,
  },

  roles: {
    anyone: { label: '来访者', is: 'anyone' },
    reporter: { label: '诉求人', is: 'reporter' },
    operator: { label: '话务员', is: 'post', posts: ['operator', 'shiftLeader'] },
    dispatcher: { label: '派单员', is: 'post', posts: ['dispatcher', 'shiftLeader'] },
    ruler: { label: '裁定员', is: 'post', posts: ['ruler'] },
    judge: { label: '研判员', is: 'post', posts: ['judge'] },
    caller: { label: '回访员', is: 'post', posts: ['caller'] },
    // a role of the centre: leaders of units have `supervisor`, which reaches no further than what stands below them
    supervisor: { label: '督办员', is: 'post', posts: ['centreSupervisor', 'centreLeader'] },
    unit: { label: '承办单位', is: 'holder', level: 'top', posts: ['clerk', 'handler', 'approver'] },
    handler: { label: '承办人', is: 'holder', posts: ['clerk', 'handler', 'approver'] },
    inner: { label: '下级承办单位', is: 'holder', level: 'inner', posts: ['clerk', 'handler', 'approver'] },
    upper: { label: '上级承办单位', is: 'upper', posts: ['clerk', 'approver'] },
    leaderAbove: { label: '上级监督', is: 'supervisor', posts: ['supervisor'] },
    system: { label: '平台', is: 'system' },
  },

  states: {
    received: { label: '已受理', owner: 'dispatcher' },
    carriedOver: {
      label: '原系统转入，待接续',
      owner: 'dispatcher',
      idle: '从原系统转入的未结诉求，派单员接续办理时开始计时',
    },
    assigned: { label: '已派单', owner: 'unit' },
    working: { label: '办理中', owner: 'handler' },
    ...returns.states,
    ...pauses.states,
    ...levels.states,
    review: { label: '答复审核', owner: 'dispatcher' },
    answered: { label: '已答复，待回访', owner: 'caller' },
    ...judged.states,
    handedOver: { label: '已转 110，待确认', owner: 'operator' },
    closed: { label: '已办结', final: true },
    refused: { label: '不予受理', final: true },
    withdrawn: { label: '已撤诉', final: true },
    passedOn: { label: '110 已接收', final: true },
  },

  verbs: {
    open: {
      label: '登记',
      from: null,
      to: 'received',
      by: ['anyone', 'operator', 'system'],
      asks: requestFields,
      defaults: { place: 'gridOfPosition', urgency: 'ordinaryUrgency' },
      effects: ['proposeUnit'],
      tells: [{ to: 'reporter', template: 'request.received' }],
      happenedWithinDays: 7,
    },
    openFromPolice: {
      label: '110 转入登记',
      from: null,
      to: 'received',
      by: ['operator', 'system'],
      asks: { ...requestFields, policeNumber: text('110 警情编号', { class: 'internal', max: 40 }) },
      defaults: { place: 'gridOfPosition', urgency: 'ordinaryUrgency' },
      sets: { handedOver: 'received' },
      effects: ['proposeUnit', 'confirmToPolice'],
      tells: [{ to: 'reporter', template: 'request.received' }],
    },
    takeOver: { label: '接续办理', from: 'carriedOver', to: 'received', by: 'dispatcher', hands: 'clear' },
    amend: {
      label: '更正登记',
      from: 'received',
      to: 'same',
      by: ['operator', 'dispatcher'],
      asks: {
        category: optional(code('诉求类别', 'categories')),
        urgency: optional(requestFields.urgency),
        place: requestFields.place,
        where: requestFields.where,
      },
      effects: ['proposeUnit'],
    },
    refuse: {
      label: '不予受理',
      from: 'received',
      to: 'refused',
      by: ['dispatcher'],
      asks: {
        refusalGround: choice('不予受理理由', {
          court: '应通过诉讼、仲裁、复议等途径',
          petition: '已进入信访程序',
          disclosure: '属政府信息公开',
          secret: '涉及国家秘密、商业秘密或个人隐私',
          publicOrder: '违反公序良俗',
        }),
        adviceToCitizen: longText('告知内容'),
      },
      tells: [{ to: 'reporter', template: 'request.refused' }],
    },
    answerDirectly: {
      label: '直接答复',
      from: 'received',
      to: 'closed',
      by: ['operator', 'dispatcher'],
      asks: { replyToCitizen: longText('答复内容') },
    },
    draftText: {
      label: '拟派单文本',
      from: 'received',
      to: 'same',
      by: ['operator', 'dispatcher'],
      asks: { textForUnit: longText('派单文本') },
      sets: { textConfirmed: 'drafted' },
    },
    confirmText: {
      label: '核对派单文本',
      from: 'received',
      to: 'same',
      by: ['operator', 'dispatcher'],
      sets: { textConfirmed: 'confirmed' },
      guards: ['textDrafted', 'secondPersonConfirms'],
    },
    dispatch: {
      label: '派单',
      from: 'received',
      to: 'assigned',
      by: ['dispatcher', 'system'],
      hands: 'set',
      asks: {
        unit: unit('承办单位'),
        dispatchReason: text('派单理由', { class: 'internal' }),
        textForUnit: optional(longText('派单文本')),
      },
      defaults: { unit: 'proposedUnit', dispatchReason: 'reasonOfProposal' },
      guards: ['textForUnitConfirmed', 'unitNotComplainedOf', 'unitHasNotReturned', 'rulingNotDue', 'dispatchableUnit'],
      effects: ['maskTextForUnit', 'keepFirstReceiver'],
      tells: [
        { to: 'unit', template: 'order.dispatched' },
        { to: 'reporter', template: 'request.dispatched' },
      ],
    },
    sign: { label: '签收', from: 'assigned', to: 'working', by: 'unit' },
    contact: {
      label: '联系诉求人',
      from: ['assigned', 'working', 'upReview'],
      to: 'same',
      by: 'handler',
      asks: {
        contactChannel: choice('联系方式', { phone: '电话', sms: '短信', visit: '上门', online: '网上' }),
        dialled: optional(phone('拨打号码')),
        contactResult: choice('联系结果', {
          reached: '已联系上',
          noAnswer: '无人接听',
          refused: '拒绝沟通',
          anonymous: '匿名无法联系',
        }),
      },
      guards: ['dialledWhenCalled'],
      effects: ['recordContact'],
    },
    ...levels.verbs,
    reply: {
      label: '答复',
      from: 'working',
      to: 'review',
      by: 'unit',
      asks: {
        result: choice('办理结果', {
          solved: '已解决',
          partly: '部分解决',
          explained: '解释说明',
          untrue: '不属实',
          noBasis: '缺乏法律政策依据',
          courtOrPetition: '应通过诉讼或信访途径',
        }),
        handlingReport: longText('办理情况（报中心）', { class: 'personal', min: 2 }),
        replyToCitizen: longText('答复诉求人', { min: 2 }),
      },
      guards: ['contactBehindReply', 'coHandlersDone'],
    },
    approveReply: {
      label: '审核通过',
      from: 'review',
      to: 'answered',
      by: 'dispatcher',
      tells: [{ to: 'reporter', template: 'request.answered' }],
    },
    rejectReply: {
      label: '审核退回',
      from: 'review',
      to: 'working',
      by: 'dispatcher',
      asks: { rejection: text('退回意见', { class: 'internal' }) },
      tells: [{ to: 'unit', template: 'order.rejected' }],
    },
    ...returns.verbs,
    ...extends_.verbs,
    ...pauses.verbs,
    ...joint.verbs,
    ...calls.verbs,
    ...judged.verbs,

    ...policeVerbs,
    ...sideVerbs,
  },

  deadlines: {
    citizen: {
      label: '市民时限',
      owes: 'dispatcher',
      startsOn: ['open', 'openFromPolice', 'takeOver'],
      metBy: ['approveReply', 'answerDirectly', 'refuse', 'policeAccept'],
      reopenedBy: 'redo',
      endedBy: ['confirmWithdrawal', 'approveEndLast', 'explain'],
      within: { rule: limits, as: 'citizen' },
    },
    dispatching: {
      label: '派单时限',
      owes: 'dispatcher',
      startsOn: ['open', 'openFromPolice', 'takeOver', 'grantReturn', 'policeReturn'],
      metBy: ['dispatch', 'rule', 'answerDirectly', 'refuse', 'handToPolice'],
      endedBy: 'confirmWithdrawal',
      within: { rule: limits, as: 'dispatching' },
    },
    response: {
      label: '响应时限',
      owes: 'unit',
      startsOn: ['dispatch', 'rule'],
      metBy: 'contact',
      endedBy: ['grantReturn', 'confirmWithdrawal', 'handToPolice'],
      within: { rule: limits, as: 'response' },
    },
    handling: {
      label: '办理时限',
      owes: 'unit',
      startsOn: ['dispatch', 'rule', 'redo'],
      metBy: 'reply',
      reopenedBy: 'rejectReply',
      endedBy: ['grantReturn', 'confirmWithdrawal', 'handToPolice'],
      extendedBy: { grantExtension: 'extra' },
      pausedIn: 'paused',
      within: { rule: limits, as: 'handling' },
      warn: [
        { before: { rule: limits, as: 'remindBefore' } },
        { before: { rule: limits, as: 'keyBefore' }, verb: 'superviseKey' },
      ],
    },
    review: {
      label: '答复审核时限',
      owes: 'dispatcher',
      startsOn: 'reply',
      metBy: ['approveReply', 'rejectReply'],
      endedBy: 'confirmWithdrawal',
      within: { rule: limits, as: 'review' },
    },
    handover: {
      label: '110 确认时限',
      owes: 'operator',
      startsOn: 'handToPolice',
      metBy: ['policeAccept', 'policeReturn'],
      within: { rule: limits, as: 'handover' },
    },
    ...levels.deadlines,
    ...returns.deadlines,
    ...extends_.deadlines,
    ...pauses.deadlines,
    ...calls.deadlines,
    ...judged.deadlines,
  },

  indicators: requestIndicators,
  protects: {
    always: ['originalText'],
    when: [
      { field: 'kind', is: ['report'] },
      { field: 'confidential', is: [true] },
    ],
    fields: ['title', 'where', 'position', 'reporterName', 'reporterPhone', 'attachments'],
  },
  children: joint.children,
  imports: { open: 'carriedOver', closed: 'closed' },
}) satisfies CaseDefinition;
