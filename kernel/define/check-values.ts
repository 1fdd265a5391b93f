import { type AnyCase, listed, type Verb } from './case-definition.ts';
import { fieldsOf, metaOf } from './check-labels.ts';
import type { FaultList } from './definition-fault.ts';
import { type Field, isOptional } from './field.ts';

/** What verbs ask and set fits the fields of the case, and what clocks and targets read is really asked. */
export function checkValues(definition: AnyCase, list: FaultList): void {
  checkKinds(definition, list);
  for (const [name, verb] of Object.entries(definition.verbs)) {
    const path = `verbs.${name}`;
    checkChoice(path, verb, list);
    checkSets(definition, path, verb, list);
    checkAsked(definition, path, verb, list);
    checkHands(path, verb, list);
    checkQuiet(definition, path, verb, list);
  }
  checkClockValues(definition, list);
}

/** Kind and whether it is one or many: two schemas that differ in this would store two forms under one name. */
function shapeOf(field: Field): string {
  const many = unwrapped(field).def?.type === 'array' ? '[]' : '';
  return `${metaOf(field)?.kind ?? ''}${many}`;
}

type Schema = { readonly def?: { readonly type?: string; readonly innerType?: Schema } };

function unwrapped(field: unknown): Schema {
  const schema = field as Schema;
  return schema.def?.innerType ? unwrapped(schema.def.innerType) : schema;
}

/**
 * One name, one kind: a field never changes its type, so an ask of its name has its kind. Two asks that are no field of
 * the case are kept apart by their verbs; they are told, since people and import columns know them by one name.
 */
function checkKinds(definition: AnyCase, list: FaultList): void {
  const first = new Map<string, string>();
  for (const [path, field] of fieldsOf(definition)) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const shape = shapeOf(field);
    const before = first.get(name);
    if (before === undefined) first.set(name, shape);
    else if (before !== shape) {
      const isField = Object.hasOwn(definition.fields, name);
      list.add(isField ? 'define.kinds-differ' : 'define.asks-differ', path, name);
    }
  }
}

/** `to.by` is a choice that must be answered, and every option has its state. */
function checkChoice(path: string, verb: Verb, list: FaultList): void {
  if (typeof verb.to === 'string') return;
  const { by, is } = verb.to;
  const asked = verb.asks?.[by];
  const options = metaOf(asked)?.options;
  if (!asked || !options || isOptional(asked)) {
    list.add('define.unknown-asked', `${path}.to.by`, by);
    return;
  }
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(is, option)) list.add('define.open-choice', `${path}.to`, option);
  }
  for (const option of Object.keys(is)) {
    if (!Object.hasOwn(options, option)) list.add('define.unknown-option', `${path}.to`, option);
  }
}

function checkSets(definition: AnyCase, path: string, verb: Verb, list: FaultList): void {
  for (const [name, value] of Object.entries(verb.sets ?? {})) {
    const field = definition.fields[name];
    if (!field || value === null || field.safeParse(value).success) continue;
    list.add('define.wrong-value', `${path}.sets.${name}`, String(value));
  }
}

/** What is asked under the name of a field becomes that field: its options and its class must be the field's. */
function checkAsked(definition: AnyCase, path: string, verb: Verb, list: FaultList): void {
  for (const [name, asked] of Object.entries(verb.asks ?? {})) {
    const [own, given] = [metaOf(definition.fields[name]), metaOf(asked)];
    if (!own || !given) continue;
    if (own.class !== given.class) list.add('define.classes-differ', `${path}.asks.${name}`, name);
    for (const option of Object.keys(given.options ?? {})) {
      const known = !own.options || Object.hasOwn(own.options, option);
      if (!known) list.add('define.unknown-option', `${path}.asks.${name}`, option);
    }
  }
}

function checkHands(path: string, verb: Verb, list: FaultList): void {
  if (verb.hands !== 'set' && verb.hands !== 'push') return;
  const unit = verb.asks?.unit;
  if (!unit || isOptional(unit) || shapeOf(unit) !== 'unit') list.add('define.no-unit-asked', path);
}

/** The ETag stays over a quiet verb, so a page that was read before it would not notice what it changed. */
function checkQuiet(definition: AnyCase, path: string, verb: Verb, list: FaultList): void {
  if (!verb.quiet) return;
  const asked = Object.keys(verb.asks ?? {}).filter((name) => Object.hasOwn(definition.fields, name));
  const moved = verb.to === 'same' ? [] : ['state'];
  const handed = verb.hands ? ['holder'] : [];
  for (const name of [...Object.keys(verb.sets ?? {}), ...asked, ...moved, ...handed]) {
    list.add('define.quiet-changes', path, name);
  }
}

function checkClockValues(definition: AnyCase, list: FaultList): void {
  for (const [name, deadline] of Object.entries(definition.deadlines)) {
    for (const [verb, asked] of Object.entries(deadline.extendedBy ?? {})) {
      const field = definition.verbs[verb]?.asks?.[asked ?? ''];
      const where = `deadlines.${name}.extendedBy.${verb}`;
      if (!field || isOptional(field)) list.add('define.unknown-asked', where, asked ?? '');
      else if (shapeOf(field) !== 'span') list.add('define.extends-by-text', where, asked ?? '');
    }
    const when = deadline.metWhen;
    if (!when) continue;
    for (const verb of listed(deadline.metBy)) {
      const options = metaOf(definition.verbs[verb]?.asks?.[when.by])?.options;
      if (!options) list.add('define.unknown-asked', `deadlines.${name}.metWhen`, when.by);
      const unknown = when.is.filter((option) => options && !Object.hasOwn(options, option));
      for (const option of unknown) list.add('define.unknown-option', `deadlines.${name}.metWhen`, option);
    }
  }
}
