import { type AnyCase, type Condition, type Counted, listed, type Verb, type Within } from './case-definition.ts';
import { metaOf } from './check-labels.ts';
import type { FaultList } from './definition-fault.ts';
import type { FaultCode } from './errors.ts';
import { span } from './field.ts';

type Names = Readonly<Record<string, unknown>>;

const TEMPLATE = /^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/;
/** Stands for any value of a field in a condition. */
const ANY = '*';
const spanSchema = span('时长');

/** Every name in the literal leads to what it names. The types say so too, but a pattern may have widened them. */
export function checkReferences(definition: AnyCase, list: FaultList): void {
  for (const [name, verb] of Object.entries(definition.verbs)) checkVerb(definition, `verbs.${name}`, verb, list);
  checkDeadlineNames(definition, list);
  for (const [name, indicator] of Object.entries(definition.indicators ?? {})) {
    checkCounted(definition, `indicators.${name}.share`, indicator.share, list);
    if (indicator.of) checkCounted(definition, `indicators.${name}.of`, indicator.of, list);
  }
  checkProtection(definition, list);
}

/** Adds a fault for each given name that is not declared. */
function each(list: FaultList, code: FaultCode, path: string, given: readonly string[], declared: Names): void {
  for (const one of given) if (!Object.hasOwn(declared, one)) list.add(code, path, one);
}

function checkVerb(definition: AnyCase, path: string, verb: Verb, list: FaultList): void {
  const { states, roles } = definition;
  each(list, 'define.unknown-state', `${path}.from`, verb.from === null ? [] : listed(verb.from), states);
  const targets = typeof verb.to === 'string' ? [verb.to] : Object.values(verb.to.is);
  const named = targets.filter((to) => to !== 'same');
  each(list, 'define.unknown-state', `${path}.to`, named, states);
  if (verb.from === null && named.length < targets.length) list.add('define.opening-stays', path);
  each(list, 'define.unknown-role', `${path}.by`, listed(verb.by), roles);
  for (const { to, template } of verb.tells ?? []) {
    each(list, 'define.unknown-role', `${path}.tells`, [to], roles);
    if (!TEMPLATE.test(template)) list.add('define.unknown-template', `${path}.tells`, template);
  }
  each(list, 'define.unknown-asked', `${path}.defaults`, Object.keys(verb.defaults ?? {}), verb.asks ?? {});
  each(list, 'define.unknown-field', `${path}.sets`, Object.keys(verb.sets ?? {}), definition.fields);
}

function checkDeadlineNames(definition: AnyCase, list: FaultList): void {
  const { verbs, states, roles, deadlines } = definition;
  const declared: Record<string, true> = {};
  for (const [name, deadline] of Object.entries(deadlines)) {
    const path = `deadlines.${name}`;
    for (const key of ['startsOn', 'metBy', 'reopenedBy', 'endedBy', 'onBreach', 'onExpiry'] as const) {
      each(list, 'define.unknown-verb', `${path}.${key}`, listed(deadline[key]), verbs);
    }
    each(list, 'define.unknown-verb', `${path}.extendedBy`, Object.keys(deadline.extendedBy ?? {}), verbs);
    each(list, 'define.unknown-state', `${path}.pausedIn`, listed(deadline.pausedIn), states);
    each(list, 'define.unknown-role', `${path}.owes`, [deadline.owes], roles);
    checkLength(`${path}.within`, deadline.within, declared, list);
    for (const warning of deadline.warn ?? []) {
      each(list, 'define.unknown-verb', `${path}.warn`, listed(warning.verb), verbs);
      checkLength(`${path}.warn`, warning.before, declared, list);
    }
    declared[name] = true;
  }
}

/** A reserve lies before another deadline; that one moves first, so it is declared first. */
function checkLength(path: string, within: Within, declared: Names, list: FaultList): void {
  if ('span' in within) {
    if (!spanSchema.safeParse(within.span).success) list.add('define.no-span', path, within.span);
    return;
  }
  if (!TEMPLATE.test(within.rule)) list.add('define.bad-code', path, within.rule);
  if (within.before !== undefined) each(list, 'define.bound-missing', path, [within.before], declared);
}

function checkCounted(definition: AnyCase, path: string, counted: Counted, list: FaultList): void {
  each(list, 'define.unknown-verb', `${path}.on`, [counted.on], definition.verbs);
  for (const condition of counted.all) checkCondition(definition, `${path}.all`, condition, list);
  for (const condition of counted.not ?? []) checkCondition(definition, `${path}.not`, condition, list);
}

function checkCondition(definition: AnyCase, path: string, condition: Condition, list: FaultList): void {
  if ('took' in condition) each(list, 'define.unknown-verb', path, [condition.took], definition.verbs);
  else if ('field' in condition) checkAnswers(definition, path, condition, list);
  else each(list, 'define.unknown-deadline', path, Object.values(condition), definition.deadlines);
}

type Answers = { readonly field: string; readonly is: readonly (string | number | boolean)[] };

/** A condition on a field: the field is declared and each value is one that it can have. */
function checkAnswers(definition: AnyCase, path: string, { field, is }: Answers, list: FaultList): void {
  const own = Object.hasOwn(definition.fields, field) ? definition.fields[field] : undefined;
  if (!own) {
    list.add('define.unknown-field', path, field);
    return;
  }
  const options = metaOf(own)?.options;
  for (const value of is) {
    if (value === ANY || own.safeParse(value).success) continue;
    list.add(options ? 'define.unknown-option' : 'define.wrong-value', `${path}.${field}`, String(value));
  }
}

function checkProtection(definition: AnyCase, list: FaultList): void {
  const { protects, fields } = definition;
  if (!protects) return;
  each(list, 'define.unknown-field', 'protects.always', protects.always, fields);
  each(list, 'define.unknown-field', 'protects.fields', protects.fields, fields);
  for (const condition of protects.when) checkAnswers(definition, 'protects.when', condition, list);
}
