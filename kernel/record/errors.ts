import { catalogue } from '../define/refusal.ts';

export const recordRefusals = catalogue('record', {
  'record.exists': {
    status: 409,
    zh: '编号“{given}”已经登记。',
    zhDo: '请更改已有的登记，或换一个编号。',
    en: '{given} is registered already.',
    enDo: 'Change the existing row, or use another id.',
  },
  'record.not-found': {
    status: 404,
    zh: '没有这条登记。',
    zhDo: '请核对编号。',
    en: 'There is no such row.',
    enDo: 'Check the id.',
  },
  'record.ended': {
    status: 409,
    zh: '这条登记已于 {validTo} 终止，不能再改。',
    zhDo: '如需恢复，请重新登记。',
    en: 'This row ended on {validTo}; it cannot be changed.',
    enDo: 'Register it anew.',
  },
  'record.ends-before-it-begins': {
    status: 422,
    zh: '终止日期“{given}”早于开始日期。',
    zhDo: '请改正日期。',
    en: 'The end {given} lies before the beginning.',
    enDo: 'Correct the day.',
  },
  'record.not-yours': {
    status: 403,
    zh: '您的岗位不能登记“{label}”。',
    zhDo: '请由有权的岗位办理。',
    en: 'Your post may not write the register {label}.',
    enDo: 'Ask a post that may.',
  },
  'record.changed': {
    status: 409,
    zh: '这条登记刚被他人修改。',
    zhDo: '请刷新后再改。',
    en: 'Somebody else changed this row.',
    enDo: 'Reload it, then change it.',
  },
  'record.unknown-register': {
    status: 404,
    zh: '没有名为“{given}”的登记。',
    zhDo: '可用的登记见接口说明。',
    en: 'There is no register {given}.',
    enDo: 'See the API document for the registers.',
  },
  'record.unknown-field': {
    status: 422,
    zh: '没有“{field}”这一项。',
    zhDo: '请删除该项。',
    en: 'There is no field {field}.',
    enDo: 'Leave it out.',
  },
  'record.missing-field': {
    status: 422,
    zh: '请填写“{label}”。',
    zhDo: '补填后重新提交。',
    en: '{label} is missing.',
    enDo: 'Give it and send again.',
  },
  'record.bad-field': {
    status: 422,
    zh: '“{label}”填写有误：{problem}。',
    zhDo: '请按提示修改。',
    en: '{label} is not right: {problem}.',
    enDo: 'Correct it and send again.',
  },
});
