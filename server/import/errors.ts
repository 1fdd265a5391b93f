import { catalogue } from '@huying/kernel/define/refusal';

export const importRefusals = catalogue('import', {
  'import.file-unreadable': {
    status: 422,
    zh: '文件无法读取：{problem}。',
    zhDo: '请提供 CSV（UTF-8 或 GB18030）或 XLSX 文件。',
    en: 'The file cannot be read: {problem}.',
    enDo: 'Give a CSV file (UTF-8 or GB18030) or an XLSX file.',
  },
  'import.map-unreadable': {
    status: 422,
    zh: '对照表不合要求：{problem}。',
    zhDo: '对照表的写法见 docs/operating/import.md。',
    en: 'The map is not right: {problem}.',
    enDo: 'See docs/operating/import.md for its form.',
  },
  'import.column-missing': {
    status: 422,
    zh: '文件没有对照表所列的列：{columns}。',
    zhDo: '请核对表头，或修改对照表。',
    en: 'The file lacks columns that the map names: {columns}.',
    enDo: 'Check the head line, or change the map.',
  },
  'import.row-broken': {
    status: 422,
    zh: '这一行不完整：{problem}。',
    zhDo: '请核对引号和文件末尾是否完整。',
    en: 'The row is broken: {problem}.',
    enDo: 'Check the quotation marks and whether the file ends too early.',
  },
  'import.row-cells': {
    status: 422,
    zh: '这一行有 {cells} 格，表头有 {heads} 格。',
    zhDo: '请核对逗号和引号。',
    en: 'The row has {cells} cells, the head {heads}.',
    enDo: 'Check commas and quotation marks.',
  },
  'import.unknown-value': {
    status: 422,
    zh: '“{column}”列的值没有对应项。',
    zhDo: '请在对照表中补上，或改正该值。',
    en: 'The value in column {column} has no counterpart.',
    enDo: 'Add it to the map, or correct it.',
  },
  'import.value-missing': {
    status: 422,
    zh: '缺少“{column}”。',
    zhDo: '请补上；每件历史事项都要有原编号、受理时间和状态。',
    en: '{column} is missing.',
    enDo: 'Each case needs its foreign number, the time of its opening and its status.',
  },
});
