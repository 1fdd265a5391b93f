import { defineCase } from '@huying/kernel/define/case-definition';
import { choice, integer, longText, optional, phone, place, text, unit } from '@huying/kernel/define/field';
import { trades } from './craftsman.ts';

const limits = 'life.limits';
const stars = { 5: '非常满意', 4: '满意', 3: '一般', 2: '不满意', 1: '很不满意' };

/** A small repair at the community workshop: left, offered to a craftsman, done, collected, rated. */
export const repairOrder = defineCase({
  code: 'life.repairOrder',
  version: 1,
  label: '小修小补',
  fields: {
    trade: choice('手艺', trades),
    item: text('物品与毛病'),
    place: optional(place('所在社区')),
    reporterPhone: optional(phone('联系电话', { also: 'telephone' })),
    craftsman: optional(text('工匠编号', { class: 'internal', max: 60 })),
    priceFen: optional(integer('价格', { unit: 'fen', max: 1_000_000 })),
    stars: optional(choice('评价', stars)),
  },
  roles: {
    anyone: { label: '居民', is: 'anyone' },
    reporter: { label: '下单居民', is: 'reporter' },
    workshop: { label: '社区工坊', is: 'holder', posts: ['clerk', 'handler'] },
    system: { label: '平台', is: 'system' },
  },
  states: {
    asked: { label: '待派工匠', owner: 'workshop' },
    offered: { label: '待工匠应单', owner: 'workshop' },
    accepted: { label: '修理中', owner: 'workshop' },
    ready: { label: '可取件', owner: 'workshop' },
    collected: { label: '已取件', final: true },
    cancelled: { label: '已取消', final: true },
  },
  verbs: {
    open: {
      label: '下单',
      from: null,
      to: 'asked',
      by: ['anyone', 'workshop'],
      hands: 'set',
      asks: {
        trade: choice('手艺', trades),
        item: text('物品与毛病'),
        place: place('所在社区'),
        reporterPhone: optional(phone('联系电话', { also: 'telephone' })),
        unit: unit('社区工坊'),
      },
      defaults: { unit: 'workshopOfPlace' },
      tells: [{ to: 'workshop', template: 'repair.asked' }],
    },
    offer: {
      label: '派给工匠',
      from: 'asked',
      to: 'offered',
      by: 'workshop',
      asks: { craftsman: text('工匠编号', { class: 'internal', max: 60 }) },
    },
    accept: { label: '工匠应单', from: 'offered', to: 'accepted', by: 'workshop' },
    decline: { label: '工匠不接', from: 'offered', to: 'asked', by: ['workshop', 'system'] },
    finish: {
      label: '修好',
      from: 'accepted',
      to: 'ready',
      by: 'workshop',
      asks: { priceFen: optional(integer('价格', { unit: 'fen', max: 1_000_000 })) },
      tells: [{ to: 'reporter', template: 'repair.ready' }],
    },
    collect: { label: '取件', from: 'ready', to: 'collected', by: 'workshop' },
    rate: {
      label: '评价',
      from: ['ready', 'collected'],
      to: 'same',
      by: 'reporter',
      asks: { stars: choice('评价', stars) },
      guards: ['notYetRated'],
    },
    cancel: {
      label: '取消',
      from: ['asked', 'offered', 'accepted', 'ready'],
      to: 'cancelled',
      by: ['reporter', 'workshop'],
      asks: { cancelReason: longText('原因', { max: 500 }) },
    },
  },
  deadlines: {
    answer: {
      label: '应单时限',
      owes: 'workshop',
      startsOn: 'open',
      metBy: 'accept',
      endedBy: 'cancel',
      within: { rule: limits, as: 'answer' },
    },
    offer: {
      label: '工匠应单时限',
      owes: 'workshop',
      startsOn: 'offer',
      metBy: ['accept', 'decline'],
      endedBy: 'cancel',
      within: { rule: limits, as: 'offer' },
      onExpiry: 'decline',
    },
    repair: {
      label: '修理时限',
      owes: 'workshop',
      startsOn: 'accept',
      metBy: 'finish',
      endedBy: 'cancel',
      within: { rule: limits, as: 'repair' },
    },
    pickUp: {
      label: '取件时限',
      owes: 'workshop',
      startsOn: 'finish',
      metBy: ['collect', 'cancel'],
      within: { rule: limits, as: 'pickUp' },
    },
  },
  indicators: {
    inTime: {
      label: '按时修好率',
      share: { all: [{ metOnTime: 'repair' }], on: 'accept' },
      of: { all: [{ started: 'repair' }], on: 'accept' },
    },
  },
});
