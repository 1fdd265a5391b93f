import { catalogue } from '../define/refusal.ts';

export const ruleRefusals = catalogue('rule', {
  'rule.none': {
    status: 422,
    zh: '“{table}”在 {day} 没有适用的规则（{facts}）。',
    zhDo: '请管理员补充规则行。',
    en: 'No row of {table} applies on {day} ({facts}).',
    enDo: 'Have the administrator add a row.',
  },
  'rule.overlap': {
    status: 422,
    zh: '“{table}”的 {row} 与 {other} 在时间上重叠。',
    zhDo: '请先终止前一行。',
    en: 'Rows {row} and {other} of {table} overlap in time.',
    enDo: 'End the earlier row first.',
  },
  'rule.gap': {
    status: 422,
    zh: '“{table}”的 {other} 与 {row} 之间有空档。',
    zhDo: '请让前一行的终止日等于后一行的起始日。',
    en: 'There is a gap between {other} and {row} of {table}.',
    enDo: 'Let the earlier row end on the day the later one begins.',
  },
  'rule.empty': {
    status: 422,
    zh: '“{table}”的 {row} 终止日不晚于起始日。',
    zhDo: '请改正日期。',
    en: 'Row {row} of {table} ends before it begins.',
    enDo: 'Correct the days.',
  },
  'rule.unknown-fact': {
    status: 422,
    zh: '“{table}”的 {row} 用了未声明的条件“{fact}”。',
    zhDo: '请使用该表声明的条件。',
    en: 'Row {row} of {table} asks for the undeclared fact {fact}.',
    enDo: 'Use a declared fact.',
  },
});
