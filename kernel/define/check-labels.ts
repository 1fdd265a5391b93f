import type { AnyCase } from './case-definition.ts';
import type { FaultList } from './definition-fault.ts';
import type { Field, FieldMeta } from './field.ts';
import { fieldMeta } from './field.ts';

/** A definition has at most this many keys; a further need is a new word or a pattern. */
export const TOP_KEYS_MAX = 12;

/** Types of events that the kernel writes beside the verbs of a definition. */
const RESERVED = ['warned', 'overdue', 'erased'];

const NAME = /^[a-z][A-Za-z0-9]*$/;
const CODE = /^[a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$/;

/** Codes, names and labels: everything that people and other systems will read. */
export function checkLabels(definition: AnyCase, list: FaultList): void {
  if (!CODE.test(definition.code)) list.add('define.bad-code', 'code', definition.code);
  if (!Number.isInteger(definition.version) || definition.version < 1) {
    list.add('define.wrong-version', 'version', definition.version);
  }
  const keys = Object.keys(definition).length;
  if (keys > TOP_KEYS_MAX) list.add('define.too-many-keys', 'definition', keys, { most: TOP_KEYS_MAX });
  if (!isLabel(definition.label)) list.add('define.no-label', 'label');
  checkGroups(definition, list);
  for (const [code, given] of Object.entries(definition.children ?? {})) {
    if (!CODE.test(given)) list.add('define.bad-code', `children.${code}`, given);
  }
  for (const [name, field] of fieldsOf(definition)) checkField(name, field, list);
}

function checkGroups(definition: AnyCase, list: FaultList): void {
  const { roles, states, verbs, deadlines, indicators = {} } = definition;
  for (const [group, all] of Object.entries({ roles, states, verbs, deadlines, indicators })) {
    for (const [name, { label }] of Object.entries(all)) {
      if (!NAME.test(name)) list.add('define.wrong-name', `${group}.${name}`, name);
      if (!isLabel(label)) list.add('define.no-label', `${group}.${name}`);
    }
  }
  for (const name of RESERVED) {
    if (Object.hasOwn(verbs, name)) list.add('define.reserved-name', `verbs.${name}`, name);
  }
}

/** Fields of the case and everything that verbs ask, by path. */
export function fieldsOf(definition: AnyCase): readonly (readonly [path: string, field: Field])[] {
  const own = Object.entries(definition.fields).map(([name, field]) => [`fields.${name}`, field] as const);
  const asked = Object.entries(definition.verbs).flatMap(([verb, { asks = {} }]) =>
    Object.entries(asks).map(([name, field]) => [`verbs.${verb}.asks.${name}`, field] as const),
  );
  return [...own, ...asked];
}

function checkField(path: string, field: Field, list: FaultList): void {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (!NAME.test(name)) list.add('define.wrong-name', path, name);
  const meta = metaOf(field);
  if (!meta) {
    list.add('define.no-metadata', path);
    return;
  }
  if (!isLabel(meta.label)) list.add('define.no-label', path);
  if (meta.kind === 'code' && !meta.codes) list.add('define.no-codes', path);
  for (const [option, label] of Object.entries(meta.options ?? {})) {
    if (!isLabel(label)) list.add('define.no-label', `${path}.${option}`);
  }
}

/** The field's metadata; undefined for a schema that was not built as a field. */
export function metaOf(field: Field | undefined): FieldMeta | undefined {
  try {
    return field && fieldMeta(field);
  } catch {
    return undefined;
  }
}

const isLabel = (label: unknown): boolean => typeof label === 'string' && label.trim() !== '';
