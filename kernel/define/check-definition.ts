import { type AnyCase, type Deadline, listed, targetsOf, type Verb } from './case-definition.ts';
import { fieldMeta } from './field.ts';
import { reachableStates, statesWhereOpen, takenFrom } from './paths.ts';

/** What is wrong with a definition, by name: a boot check and `huying define check`. */
export type DefinitionFault = {
  readonly code: `define.${string}`;
  readonly definition: string;
  /** The state, verb, role, deadline or field that it is about. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
};

export type CheckOptions = {
  /** Roles that posts of the city have; absent: roles of posts are not compared. */
  readonly postRoles?: readonly string[];
};

const KEYS_MAX = 12;

/** All faults of a definition; an empty list means that it may go into service. */
export function checkDefinition(definition: AnyCase, options: CheckOptions = {}): readonly DefinitionFault[] {
  const fault: Fault = (code, name, zh, en) => ({
    code: `define.${code}`,
    definition: definition.code,
    name,
    zh,
    en,
  });
  return [
    ...formFaults(definition, fault),
    ...stateFaults(definition, fault),
    ...roleFaults(definition, options, fault),
    ...verbFaults(definition, fault),
    ...deadlineFaults(definition, fault),
    ...nameFaults(definition, fault),
  ];
}

type Fault = (code: string, name: string, zh: string, en: string) => DefinitionFault;
type Named = readonly [string, Verb];

const verbsOf = (definition: AnyCase): readonly Named[] => Object.entries(definition.verbs);

function formFaults(definition: AnyCase, fault: Fault): readonly DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  if (Object.keys(definition).length > KEYS_MAX) {
    faults.push(
      fault('too-many-keys', definition.code, `超过 ${KEYS_MAX} 个顶层键`, `more than ${KEYS_MAX} top-level keys`),
    );
  }
  if (!/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/.test(definition.code)) {
    faults.push(
      fault('bad-code', definition.code, '代码须形如 system.matter', 'the code must look like system.matter'),
    );
  }
  for (const kind of ['states', 'verbs', 'roles', 'deadlines'] as const) {
    for (const [name, { label }] of Object.entries(definition[kind])) {
      if (!label) faults.push(fault('no-label', name, `${kind} 缺少名称`, `${kind} without a label`));
    }
  }
  return faults;
}

function stateFaults(definition: AnyCase, fault: Fault): readonly DefinitionFault[] {
  const reachable = reachableStates(definition);
  return Object.entries(definition.states).flatMap(([name, state]) => {
    const faults: DefinitionFault[] = [];
    if (!reachable.has(name)) faults.push(fault('unreachable-state', name, '没有动作能到达', 'no verb leads here'));
    if (state.final) {
      const out = takenFrom(definition, name).filter(([, verb]) => targetsOf(verb, name).some((to) => to !== name));
      for (const [verb] of out) {
        faults.push(fault('final-with-way-out', name, `终态仍可由“${verb}”离开`, `${verb} leads out of a final state`));
      }
      return faults;
    }
    if (!state.owner) faults.push(fault('no-owner', name, '没有责任人', 'nobody owns a case in it'));
    const ends = reachableStates(definition, name);
    if (![...ends].some((end) => definition.states[end]?.final)) {
      faults.push(fault('dead-end', name, '到不了任何终态', 'no final state can be reached from it'));
    }
    const clocked = Object.values(definition.deadlines).some((one) => statesWhereOpen(definition, one).has(name));
    if (!state.idle && !clocked) {
      faults.push(
        fault('no-clock', name, '没有时限在走，也没有说明原因', 'no clock can run in it and no reason is given'),
      );
    }
    return faults;
  });
}

function roleFaults(definition: AnyCase, options: CheckOptions, fault: Fault): readonly DefinitionFault[] {
  const used = new Set(verbsOf(definition).flatMap(([, verb]) => listed(verb.by)));
  const named = new Set([
    ...used,
    ...Object.values(definition.states).flatMap((state) => state.owner ?? []),
    ...Object.values(definition.deadlines).map((one) => one.owes),
    ...verbsOf(definition).flatMap(([, verb]) => (verb.tells ?? []).map((tell) => tell.to)),
  ]);
  const unknown = [...named].filter((name) => !Object.hasOwn(definition.roles, name));
  const known = options.postRoles ? new Set(options.postRoles) : null;
  return [
    ...unknown.map((name) => fault('unknown-role', name, '没有声明的角色', 'a role that is not declared')),
    ...Object.entries(definition.roles).flatMap(([name, role]) => {
      const posts = 'posts' in role ? (role.posts ?? []) : [];
      const held = !known || posts.length === 0 || posts.some((post) => known.has(post));
      if (!held) return [fault('role-nobody-holds', name, '没有岗位具有该角色', 'no post has this role')];
      return used.has(name) ? [] : [fault('role-without-verb', name, '该角色没有任何动作', 'the role has no verb')];
    }),
  ];
}

function verbFaults(definition: AnyCase, fault: Fault): readonly DefinitionFault[] {
  return verbsOf(definition).flatMap(([name, verb]) => {
    const faults: DefinitionFault[] = [];
    const states = [...listed(verb.from ?? undefined), ...targetsOf(verb, null).filter(Boolean)];
    for (const state of states) {
      if (!Object.hasOwn(definition.states, state)) {
        faults.push(fault('unknown-state', name, `没有状态“${state}”`, `there is no state ${state}`));
      }
    }
    if (typeof verb.to !== 'string') {
      const asked = verb.asks?.[verb.to.by];
      const options = asked ? Object.keys(fieldMeta(asked).options ?? {}) : [];
      const missing = options.filter((option) => !Object.hasOwn((verb.to as { is: object }).is, option));
      if (!asked || missing.length > 0) {
        faults.push(
          fault('open-choice', name, `去向未覆盖：${missing.join('、')}`, `no target for ${missing.join(', ')}`),
        );
      }
    }
    const needsUnit = verb.hands === 'set' || verb.hands === 'push';
    if (needsUnit && !verb.asks?.unit) {
      faults.push(fault('no-unit-asked', name, '移交动作没有询问单位', 'hands over without asking for a unit'));
    }
    return faults;
  });
}

function deadlineFaults(definition: AnyCase, fault: Fault): readonly DefinitionFault[] {
  return Object.entries(definition.deadlines).flatMap(([name, deadline]) => {
    const faults: DefinitionFault[] = [];
    const reachable = reachableStates(definition);
    const starts = listed(deadline.startsOn).some((verb) => canBeTaken(definition, verb, reachable));
    if (!starts)
      faults.push(fault('deadline-never-starts', name, '永远不会开始计时', 'no verb that starts it can be taken'));
    faults.push(...breachFaults(definition, name, deadline, fault));
    return faults;
  });
}

function canBeTaken(definition: AnyCase, verb: string, reachable: ReadonlySet<string>): boolean {
  const from = definition.verbs[verb]?.from;
  if (from === undefined) return false;
  return from === null || listed(from).some((state) => reachable.has(state));
}

function breachFaults(definition: AnyCase, name: string, deadline: Deadline, fault: Fault): readonly DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  const { onBreach } = deadline;
  if (onBreach && listed(deadline.metBy).includes(onBreach)) {
    faults.push(fault('breach-meets-itself', name, `超期动作“${onBreach}”本身算作完成`, `${onBreach} would meet it`));
  }
  const open = statesWhereOpen(definition, deadline);
  const warned = (deadline.warn ?? []).flatMap((warning) => warning.verb ?? []);
  for (const verb of [onBreach, deadline.onExpiry, ...warned]) {
    if (!verb) continue;
    const own = definition.verbs[verb];
    const bySystem = own && listed(own.by).some((role) => definition.roles[role]?.is === 'system');
    const possible = own && listed(own.from ?? undefined).some((state) => open.has(state));
    if (!bySystem || !possible) {
      faults.push(fault('breach-impossible', name, `平台无法执行“${verb}”`, `the platform cannot take ${verb} then`));
    }
  }
  return faults;
}

/** Names that must exist: verbs of deadlines and indicators, fields of conditions and protections. */
function nameFaults(definition: AnyCase, fault: Fault): readonly DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  const verb = (owner: string, name: string) => {
    if (Object.hasOwn(definition.verbs, name)) return;
    faults.push(fault('unknown-verb', owner, `没有动作“${name}”`, `there is no verb ${name}`));
  };
  const field = (owner: string, name: string) => {
    if (Object.hasOwn(definition.fields, name)) return;
    faults.push(fault('unknown-field', owner, `没有字段“${name}”`, `there is no field ${name}`));
  };
  for (const [name, one] of Object.entries(definition.deadlines)) {
    const named = [one.startsOn, one.metBy, one.reopenedBy, one.endedBy].flatMap((verbs) => [...listed(verbs)]);
    for (const each of [...named, ...Object.keys(one.extendedBy ?? {})]) verb(name, each);
  }
  for (const [name, { share, of }] of Object.entries(definition.indicators ?? {})) {
    for (const counted of [share, ...(of ? [of] : [])]) {
      verb(name, counted.on);
      for (const one of [...counted.all, ...(counted.not ?? [])]) if ('field' in one) field(name, one.field);
    }
  }
  for (const [name, one] of verbsOf(definition)) for (const each of Object.keys(one.sets ?? {})) field(name, each);
  const { protects } = definition;
  for (const each of protects ? [...protects.always, ...protects.fields] : []) field('protects', each);
  return faults;
}
