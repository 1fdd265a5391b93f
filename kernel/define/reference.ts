import {
  type AnyCase,
  type Condition,
  type Counted,
  type Deadline,
  listed,
  type Verb,
  type Within,
} from './case-definition.ts';
import { diagramOf } from './diagram.ts';
import { type FieldKind, type Fields, fieldMeta, isOptional } from './field.ts';

/** Says a span such as `3wd` in Chinese; the words stand with the clock, above this word. */
export type SpanWords = (span: string) => string;

/**
 * The reference page of a definition, Markdown in Chinese with the names that programs use: states with their owners,
 * verbs, deadlines, indicators, fields. Made from the literal, so it says what the platform does.
 */
export function referenceOf(definition: AnyCase, words: SpanWords = (span) => span): string {
  const { code, version, label } = definition;
  const parts = [
    `# ${label} \`${code}\``,
    `第 ${version} 版。本页由事项定义生成，请勿手改：\`huying define reference\`。`,
    section('流程图', `\`\`\`mermaid\n${diagramOf(definition)}\n\`\`\`\n\n图中不画停留在原状态的动作。`),
    section('状态', statesTable(definition)),
    section('动作', verbsTable(definition)),
    section(
      '时限',
      Object.entries(definition.deadlines)
        .map((one) => deadlineText(definition, one, words))
        .join('\n\n'),
    ),
    section('指标', indicatorsTable(definition)),
    section('字段', fieldsTable(definition)),
    section('角色', rolesTable(definition)),
    section('保护', protectionText(definition)),
    section(
      '子事项',
      Object.values(definition.children ?? {})
        .map((child) => `- \`${child}\``)
        .join('\n'),
    ),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const section = (title: string, text: string): string => (text === '' ? '' : `## ${title}\n\n${text}`);

/** A cell must not end its row: bars and line ends are taken out of it. */
const cell = (text: string): string => text.replaceAll('|', '／').replaceAll('\n', ' ');

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [heads, heads.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

const stateLabel = (definition: AnyCase, name: string): string => definition.states[name]?.label ?? name;
const roleLabel = (definition: AnyCase, name: string): string => definition.roles[name]?.label ?? name;

const verbLabels = (definition: AnyCase, names: readonly string[]): string =>
  names.map((name) => `${definition.verbs[name]?.label ?? name} \`${name}\``).join('、');

function statesTable(definition: AnyCase): string {
  const rows = Object.entries(definition.states).map(([name, state]) => [
    state.label,
    `\`${name}\``,
    state.owner ? roleLabel(definition, state.owner) : '—',
    state.final ? '终态' : (state.idle ?? '有时限在走'),
  ]);
  return table(['状态', '名称', '责任人', '时限'], rows);
}

function verbsTable(definition: AnyCase): string {
  const rows = Object.entries(definition.verbs).map(([name, verb]) => [
    verb.label,
    `\`${name}\``,
    listed(verb.by)
      .map((role) => roleLabel(definition, role))
      .join('、'),
    verb.from === null
      ? '（登记）'
      : listed(verb.from)
          .map((state) => stateLabel(definition, state))
          .join('、'),
    targetText(definition, verb),
    asksText(verb.asks ?? {}),
    (verb.tells ?? []).map(({ to, template }) => `${roleLabel(definition, to)} \`${template}\``).join('、'),
  ]);
  return table(['动作', '名称', '谁可以办', '从', '到', '须填（可不填）', '发消息给'], rows);
}

function targetText(definition: AnyCase, verb: Verb): string {
  const said = (to: string) => (to === 'same' ? '不变' : stateLabel(definition, to));
  if (typeof verb.to === 'string') return said(verb.to);
  const { by, is } = verb.to;
  const asked = verb.asks?.[by];
  const options = asked ? fieldMeta(asked).options : undefined;
  return Object.entries(is)
    .map(([option, to]) => `${options?.[option] ?? option}：${said(to)}`)
    .join('；');
}

const asksText = (asks: Fields): string =>
  Object.values(asks)
    .map((field) => (isOptional(field) ? `（${fieldMeta(field).label}）` : fieldMeta(field).label))
    .join('、');

function deadlineText(definition: AnyCase, [name, one]: readonly [string, Deadline], words: SpanWords): string {
  const verbs = (given: string | readonly string[] | undefined) => verbLabels(definition, listed(given));
  const when = one.metWhen;
  const asked = when ? definition.verbs[listed(one.metBy)[0] ?? '']?.asks?.[when.by] : undefined;
  const options = asked ? fieldMeta(asked).options : undefined;
  const chosen = when ? `（选${when.is.map((option) => `“${options?.[option] ?? option}”`).join('或')}时）` : '';
  const warnings = (one.warn ?? []).map(
    ({ before, verb }) => `之前 ${withinText(definition, before, words)}${verb ? `，平台办理${verbs(verb)}` : ''}`,
  );
  const lines: readonly (readonly [string, string])[] = [
    ['谁的时限', roleLabel(definition, one.owes)],
    ['多长', withinText(definition, one.within, words)],
    ['起算', verbs(one.startsOn)],
    ['办结', `${verbs(one.metBy)}${chosen}`],
    ['恢复原期限', verbs(one.reopenedBy)],
    ['不再计', verbs(one.endedBy)],
    ['可延长', verbs(Object.keys(one.extendedBy ?? {}))],
    [
      '停走',
      listed(one.pausedIn)
        .map((state) => stateLabel(definition, state))
        .join('、'),
    ],
    ['提醒', warnings.join('；')],
    ['超期后平台办理', verbs(one.onBreach)],
    ['到期后平台办理', verbs(one.onExpiry)],
  ];
  const said = lines.filter(([, text]) => text !== '').map(([head, text]) => `- ${head}：${text}`);
  return [`### ${one.label} \`${name}\``, '', ...said].join('\n');
}

function withinText(definition: AnyCase, within: Within, words: SpanWords): string {
  if ('span' in within) return words(within.span);
  const { rule, as, before } = within;
  const table = `规则表 \`${rule}\` 的“${as}”`;
  return before === undefined ? table : `在“${definition.deadlines[before]?.label ?? before}”到期之前留出${table}`;
}

function indicatorsTable(definition: AnyCase): string {
  const rows = Object.entries(definition.indicators ?? {}).map(([name, { label, share, of }]) => [
    label,
    `\`${definition.code}.${name}\``,
    countedText(definition, share),
    of ? countedText(definition, of) : '—（计数）',
    verbLabels(definition, [share.on]),
  ]);
  return table(['指标', '名称', '分子', '分母', '按此动作的日期'], rows);
}

function countedText(definition: AnyCase, { all, not = [] }: Counted): string {
  const said = (conditions: readonly Condition[]) => conditions.map((one) => conditionText(definition, one));
  const wanted = said(all).join('，且');
  return not.length === 0 ? wanted : `${wanted}；不含：${said(not).join('，或')}`;
}

function conditionText(definition: AnyCase, condition: Condition): string {
  const clock = (name: string) => `“${definition.deadlines[name]?.label ?? name}”`;
  if ('took' in condition) return `办过${verbLabels(definition, [condition.took])}`;
  if ('started' in condition) return `${clock(condition.started)}已起算`;
  if ('metOnTime' in condition) return `${clock(condition.metOnTime)}按期办结`;
  if ('late' in condition) return `${clock(condition.late)}超期`;
  const field = definition.fields[condition.field];
  const meta = field ? fieldMeta(field) : undefined;
  const values = condition.is.map((value) => (value === '*' ? '任何值' : (meta?.options?.[String(value)] ?? value)));
  return `${meta?.label ?? condition.field}为${values.map((value) => `“${value}”`).join('或')}`;
}

const KINDS: Readonly<Record<FieldKind, string>> = {
  text: '一行文字',
  longText: '多行文字',
  phone: '电话号码',
  citizenNumber: '公民身份号码',
  choice: '选项',
  code: '代码',
  flag: '是否',
  integer: '整数',
  day: '日期',
  moment: '时刻',
  position: '坐标',
  place: '地点',
  unit: '单位',
  span: '时长',
  files: '附件',
  structure: '结构',
};

const CLASSES: Readonly<Record<string, string>> = {
  public: '公开',
  internal: '内部',
  personal: '个人',
  sensitive: '敏感',
  whistleblower: '举报人',
};

function fieldsTable(definition: AnyCase): string {
  const rows = Object.entries(definition.fields).map(([name, field]) => {
    const meta = fieldMeta(field);
    const options = Object.entries(meta.options ?? {}).map(([option, label]) => `\`${option}\` ${label}`);
    const more = [...options, ...(meta.codes ? [`代码表 \`${meta.codes}\``] : []), ...(meta.unit ? [meta.unit] : [])];
    const names = meta.also ? `\`${name}\` \`${meta.also}\`` : `\`${name}\``;
    return [meta.label, names, KINDS[meta.kind], CLASSES[meta.class] ?? meta.class, more.join('、')];
  });
  return table(['字段', '名称', '类型', '密级', '取值'], rows);
}

const RELATIONS: Readonly<Record<string, string>> = {
  anyone: '任何人',
  reporter: '提出本事项的人',
  holder: '持有本事项的单位的岗位',
  upper: '上一级持有单位的岗位',
  firstReceiver: '首接单位的岗位',
  supervisor: '持有单位之上各级单位的岗位',
  post: '任何单位的岗位',
  system: '平台',
};

function rolesTable(definition: AnyCase): string {
  const levels: Readonly<Record<string, string>> = { top: '（限第一级）', inner: '（限第一级以下）' };
  const rows = Object.entries(definition.roles).map(([name, role]) => {
    const level = 'level' in role && role.level ? (levels[role.level] ?? '') : '';
    const posts = 'posts' in role && role.posts ? role.posts.map((post) => `\`${post}\``).join('、') : '';
    return [role.label, `\`${name}\``, `${RELATIONS[role.is] ?? role.is}${level}`, posts];
  });
  return table(['角色', '名称', '与本事项的关系', '岗位角色'], rows);
}

function protectionText({ protects, fields }: AnyCase): string {
  if (!protects) return '';
  const label = (name: string) => (fields[name] ? fieldMeta(fields[name]).label : name);
  const option = (name: string, value: string | boolean) => {
    if (typeof value === 'boolean') return value ? '是' : '否';
    return (fields[name] && fieldMeta(fields[name]).options?.[value]) ?? value;
  };
  const cases = protects.when.map(
    ({ field, is }) => `${label(field)}为${is.map((one) => option(field, one)).join('或')}`,
  );
  return [
    `- 只有中心可见：${protects.always.map(label).join('、') || '无'}`,
    `- ${cases.join('，或') || '（无条件）'}时，另外只有中心可见：${protects.fields.map(label).join('、')}`,
  ].join('\n');
}
