import { choice, longText, optional, text, unit } from '@huying/kernel/define/field';

/** While the centre has not yet decided an answer, the order is still on its way. */
export const underWay = ['received', 'assigned', 'working', 'returning', 'paused', 'upReview', 'review'] as const;

/** One-key hand-over to 110; the order stays open here until the other side has confirmed. */
export const policeVerbs = {
  handToPolice: {
    label: '一键转 110',
    from: ['received', 'assigned'],
    to: 'handedOver',
    by: 'operator',
    hands: 'clear',
    asks: { handoverNote: longText('移交说明', { max: 1000 }) },
    effects: ['noteHandover'],
    sets: { handedOver: 'sent' },
  },
  policeAccept: {
    label: '110 确认接收',
    from: 'handedOver',
    to: 'passedOn',
    by: ['operator', 'system'],
    asks: { policeNumber: text('110 警情编号', { class: 'internal', max: 40 }) },
    tells: [{ to: 'reporter', template: 'request.passedToPolice' }],
  },
  policeReturn: {
    label: '110 退回',
    from: 'handedOver',
    to: 'received',
    by: ['operator', 'system'],
    asks: { returnedBecause: text('退回理由', { class: 'internal' }) },
    sets: { handedOver: 'returned' },
  },
} as const;

/** What may happen at any time beside the way itself: pressing, notes, exclusion, withdrawal. */
export const sideVerbs = {
  urge: {
    label: '催办',
    from: underWay,
    to: 'same',
    by: ['reporter', 'operator'],
    asks: { urgeNote: optional(text('催办内容')) },
    tells: [{ to: 'handler', template: 'order.urged' }],
    quiet: true,
  },
  note: {
    label: '备注',
    from: [...underWay, 'answered', 'judging', 'handedOver'],
    to: 'same',
    by: ['operator', 'dispatcher', 'handler', 'supervisor'],
    asks: { note: longText('备注', { class: 'personal', max: 2000 }) },
    quiet: true,
  },
  supervise: {
    label: '督办',
    from: underWay,
    to: 'same',
    by: ['supervisor', 'leaderAbove'],
    asks: {
      supervised: choice('督办', { key: '重点督办', daily: '日常督办', posted: '挂牌督办' }),
      superviseNote: text('督办要求', { class: 'internal' }),
    },
    tells: [{ to: 'handler', template: 'order.supervised' }],
  },
  superviseKey: {
    label: '临期重点督办',
    from: ['assigned', 'working', 'returning', 'upReview', 'review', 'paused'],
    to: 'same',
    by: 'system',
    sets: { supervised: 'key' },
    tells: [{ to: 'handler', template: 'order.keySupervised' }],
  },
  exclude: {
    label: '剔除',
    from: [...underWay, 'answered', 'judging', 'closed', 'terminated', 'withdrawn'],
    to: 'same',
    by: 'supervisor',
    asks: {
      excluded: choice('剔除理由', {
        outside: '不属于本市管辖',
        lawForbids: '法律政策不允许',
        inCourt: '已进入诉讼、信访等途径',
        noNewFacts: '重复且无新事实',
        malicious: '恶意诉求',
        police: '属 110 警情',
        unreachable: '多次联系不上',
      }),
      exclusionEvidence: text('依据', { class: 'internal' }),
    },
  },
  changeFirstReceiver: {
    label: '变更首接单位',
    from: [...underWay, 'answered', 'judging'],
    to: 'same',
    by: 'supervisor',
    asks: { newReceiver: unit('首接单位'), changeReason: text('变更理由', { class: 'internal' }) },
    effects: ['setFirstReceiver'],
  },
  askWithdrawal: {
    label: '申请撤诉',
    from: underWay,
    to: 'same',
    by: ['reporter', 'operator'],
    asks: { withdrawalReason: optional(text('撤诉原因')) },
    sets: { withdrawal: 'asked' },
  },
  confirmWithdrawal: {
    label: '核实撤诉',
    from: underWay,
    to: 'withdrawn',
    by: 'caller',
    asks: { callNote: text('核实情况', { class: 'personal' }) },
    guards: ['withdrawalAsked', 'callerIsNeutral'],
  },
  keepRequest: {
    label: '不予撤诉',
    from: underWay,
    to: 'same',
    by: 'caller',
    asks: { callNote: text('核实情况', { class: 'personal' }) },
    sets: { withdrawal: 'kept' },
    guards: ['withdrawalAsked'],
  },
} as const;
