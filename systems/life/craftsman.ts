import { choice, flag, optional, phone, text } from '@huying/kernel/define/field';
import { defineRegister } from '@huying/kernel/define/register-definition';

/** Trades of the community workshop as newspaper page 000 names them. */
export const trades = {
  sewing: '缝纫',
  locks: '开锁修锁',
  keys: '配钥匙',
  appliances: '小家电维修',
  hairdressing: '理发',
  grinding: '磨刀',
  bicycles: '自行车维修',
  tyres: '补胎',
} as const;

/**
 * A craftsman of the neighbourhood. The wall shows who consented, and nobody else; withdrawing consent takes a row from
 * the wall at once.
 */
export const craftsman = defineRegister({
  code: 'life.craftsman',
  version: 1,
  label: '社区工匠',
  fields: {
    name: text('姓名', { max: 50 }),
    trade: choice('手艺', trades),
    telephone: phone('电话'),
    hours: optional(text('服务时间', { class: 'public', max: 60 })),
    consent: flag('同意公示'),
  },
  writtenBy: ['clerk', 'handler'],
  everyoneSees: ['name', 'trade', 'telephone', 'hours'],
  consent: 'consent',
});
