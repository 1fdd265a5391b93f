import { catalogue } from '../define/refusal.ts';

export const partyRefusals = catalogue('party', {
  'party.duty-overlap': {
    status: 422,
    zh: '职责“{given}”与同一对象、同一角色的上一项重叠。',
    zhDo: '请先写明上一项的截止日。',
    en: 'The duty {given} overlaps the one before it.',
    enDo: 'End the earlier one first.',
  },
  'party.duty-gap': {
    status: 422,
    zh: '职责“{given}”之前有一段时间无人负责。',
    zhDo: '请把两项职责首尾相接。',
    en: 'Nobody answers in the days before the duty {given}.',
    enDo: 'Let one begin when the other ends.',
  },
  'party.duty-empty': {
    status: 422,
    zh: '职责“{given}”的截止日不晚于起始日。',
    zhDo: '请核对日期。',
    en: 'The duty {given} ends before it begins.',
    enDo: 'Check the days.',
  },
  'party.unknown-post': {
    status: 422,
    zh: '职责“{given}”的岗位“{post}”不存在。',
    zhDo: '请从岗位登记中选择。',
    en: 'The duty {given} names a post {post} that does not exist.',
    enDo: 'Choose a post of the register.',
  },
  'party.repeated-unit': {
    status: 422,
    zh: '单位编号“{given}”重复。',
    zhDo: '每个单位一个编号。',
    en: 'The unit id {given} is used twice.',
    enDo: 'Each unit has an id of its own.',
  },
  'party.no-parent': {
    status: 422,
    zh: '单位“{given}”的上级“{parent}”不存在。',
    zhDo: '请先登记上级单位。',
    en: 'The unit {given} has a parent {parent} that does not exist.',
    enDo: 'Register the parent first.',
  },
  'party.no-top': {
    status: 422,
    zh: '单位“{given}”的块上级未到达本市最高单位。',
    zhDo: '每个单位逐级向上须到达市级。',
    en: 'The chain of the unit {given} does not end at the top of the city.',
    enDo: 'Every chain in place ends at the city.',
  },
  'party.repeated-post': {
    status: 422,
    zh: '岗位编号“{given}”重复。',
    zhDo: '每个岗位一个编号。',
    en: 'The post id {given} is used twice.',
    enDo: 'Each post has an id of its own.',
  },
  'party.no-unit': {
    status: 422,
    zh: '岗位“{given}”所属单位不存在。',
    zhDo: '请先登记单位。',
    en: 'The post {given} belongs to a unit that does not exist.',
    enDo: 'Register the unit first.',
  },
});
