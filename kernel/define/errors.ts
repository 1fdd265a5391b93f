/**
 * Texts of what can be wrong with a definition. These are no refusals: nobody gave them as input, and the boot or
 * `huying define check` names them. `{name}` is the path of the thing, `{given}` what stands there.
 */
export type FaultText = { readonly zh: string; readonly en: string; readonly warning?: true };

const fault = (zh: string, en: string): FaultText => ({ zh, en });
const warning = (zh: string, en: string): FaultText => ({ zh, en, warning: true });

export const definitionFaults = {
  'define.bad-code': fault('编号“{given}”不是“系统.事项”的形式', 'code {given} is not of the form system.matter'),
  'define.wrong-version': fault('版本“{given}”不是正整数', 'version {given} is no positive integer'),
  'define.wrong-name': fault('名称“{given}”不是小写开头的驼峰形式', '{given} is not a name in camel case'),
  'define.reserved-name': fault('动作名“{given}”由平台保留', 'the platform itself writes events named {given}'),
  'define.too-many-keys': fault('顶层有 {given} 项，最多 {most} 项', '{given} keys at the top, at most {most}'),
  'define.no-label': fault('{name} 没有中文名称', '{name} has no label'),
  'define.no-metadata': fault('{name} 没有字段说明', '{name} is no field: it has no metadata'),
  'define.no-codes': fault('{name} 没有指明代码表', '{name} names no code list'),
  'define.unknown-state': fault('{name} 指向不存在的状态“{given}”', '{name} names unknown state {given}'),
  'define.unknown-role': fault('{name} 指向未声明的角色“{given}”', '{name} names undeclared role {given}'),
  'define.unknown-verb': fault('{name} 指向不存在的动作“{given}”', '{name} names unknown verb {given}'),
  'define.unknown-deadline': fault('{name} 指向不存在的时限“{given}”', '{name} names unknown deadline {given}'),
  'define.unknown-field': fault('{name} 指向不存在的字段“{given}”', '{name} names unknown field {given}'),
  'define.unknown-asked': fault('{name} 指向没有询问的“{given}”', '{name} names {given}, which is not asked'),
  'define.unknown-option': fault('{name} 使用了不存在的选项“{given}”', '{name} uses unknown option {given}'),
  'define.unknown-template': fault('{name} 的模板名“{given}”形式不对', '{name}: {given} is not the form of a template'),
  'define.wrong-value': fault('{name} 不能取值“{given}”', '{name} cannot have the value {given}'),
  'define.no-span': fault('{name} 的“{given}”不是时长', '{name}: {given} is no span such as 3wd'),
  'define.kinds-differ': fault(
    '“{given}”在 {name} 与别处类型不同',
    '{given} has another kind in {name} than elsewhere',
  ),
  'define.asks-differ': fault('“{given}”在 {name} 与别处类型不同', '{given} has another kind in {name} than elsewhere'),
  'define.extends-by-text': fault('{name} 的“{given}”不是时长字段', '{name}: {given} is asked as text, not as a span'),
  'define.classes-differ': fault(
    '“{given}”在 {name} 与字段的密级不同',
    '{given} has another class in {name} than as field',
  ),
  'define.no-unit-asked': fault('{name} 要移交单位，却没有必填的“unit”', '{name} hands over but asks no unit'),
  'define.quiet-changes': warning('{name} 注明不改版本，却改变“{given}”', '{name} is quiet and yet changes {given}'),
  'define.no-opening': fault('没有登记动作', 'no verb opens a case'),
  'define.opening-stays': fault(
    '{name} 是登记动作，不能停留在原状态',
    '{name} opens a case and cannot stay where it is',
  ),
  'define.dead-end': fault('状态“{given}”走不到任何终态', 'no final state can be reached from state {given}'),
  'define.unreachable-state': fault('状态“{given}”无法到达', 'no path leads to state {given}'),
  'define.final-with-way-out': fault('终态“{given}”还能经 {name} 离开', 'final state {given} can be left by {name}'),
  'define.open-choice': fault('{name} 没有写明选“{given}”之后的状态', '{name} does not say what follows {given}'),
  'define.no-owner': fault('状态“{given}”没有责任人', 'state {given} has no owner'),
  'define.owner-of-final': fault('终态“{given}”不应有责任人', 'final state {given} has an owner'),
  'define.owner-cannot-act': fault(
    '{name} 的责任人“{given}”没有可办的动作',
    '{given} owns {name} but has no verb there',
  ),
  'define.role-without-verb': fault('角色“{given}”没有出现在任何动作中', 'role {given} appears in no verb'),
  'define.role-nobody-holds': fault('没有城市设有角色“{given}”的岗位', 'no post of a city holds role {given}'),
  'define.deadline-never-starts': fault('时限“{given}”永远不会起算', 'deadline {given} never starts'),
  'define.deadline-never-met': fault('时限“{given}”起算后无法办结', 'deadline {given} cannot be met once it runs'),
  'define.starts-in-final': fault('时限“{given}”在终态起算', 'deadline {given} starts in a final state'),
  'define.breach-meets-itself': fault(
    '{name} 的超期动作“{given}”自己办结了该时限',
    '{name}: {given} meets what it answers',
  ),
  'define.not-by-system': fault('{name} 的动作“{given}”平台无权办理', '{name}: the platform may not take {given}'),
  'define.system-cannot-say': fault(
    '{name} 的动作“{given}”有必填项，平台无法填写',
    '{name}: {given} asks what no timer can say',
  ),
  'define.timer-out-of-reach': fault(
    '{name} 的动作“{given}”在时限运行的状态下都不能办理',
    '{name}: no state allows {given}',
  ),
  'define.expiry-stuck': fault(
    '{name} 的动作“{given}”在部分状态下不能办理',
    '{name}: {given} is not allowed in some states',
  ),
  'define.expiry-stays': fault('{name} 的动作“{given}”之后时限仍在运行', '{name}: the term still runs after {given}'),
  'define.bound-missing': fault('{name} 须早于时限“{given}”，后者须先声明', '{name} must stand after deadline {given}'),
  'define.import-closed': fault('{name} 须是终态，“{given}”不是', '{name} must be a final state; {given} is not'),
  'define.import-open': fault(
    '{name} 须是说明理由的待接续状态，“{given}”不是',
    '{name} must be an open state that says why no clock runs; {given} is not',
  ),
  'define.no-clock': fault('状态“{given}”没有时限在运行，也没有说明理由', 'no clock can run in state {given}'),
  'define.path-without-clock': warning(
    '状态“{given}”可经 {name} 到达而没有时限在运行',
    'state {given} can be reached without a clock by {name}',
  ),
  'define.too-wide': warning('时限组合过多，未能查完', 'too many combinations of clocks to look at all of them'),
} as const satisfies Readonly<Record<string, FaultText>>;

export type FaultCode = keyof typeof definitionFaults;
