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
  'rule.day-unreadable': {
    status: 422,
    zh: '“{table}”的 {row} 中“{day}”不是日期。',
    zhDo: '请写成 2025-09-26。',
    en: '{day} in row {row} of {table} is no day.',
    enDo: 'Write 2025-09-26.',
  },
  'rule.row-twice': {
    status: 422,
    zh: '“{table}”有两行编号同为 {row}。',
    zhDo: '请给每一行不同的编号。',
    en: 'Two rows of {table} are called {row}.',
    enDo: 'Give each row its own id.',
  },
  'rule.uncovered': {
    status: 422,
    zh: '“{table}”自 {day} 起有情形没有规则（{facts}）。',
    zhDo: '请补充规则行。',
    en: 'From {day} on {table} has no row for {facts}.',
    enDo: 'Add a row.',
  },
  'rule.unknown-fact': {
    status: 422,
    zh: '“{table}”的 {row} 用了未声明的条件“{fact}”。',
    zhDo: '请使用该表声明的条件。',
    en: 'Row {row} of {table} asks for the undeclared fact {fact}.',
    enDo: 'Use a declared fact.',
  },
});
