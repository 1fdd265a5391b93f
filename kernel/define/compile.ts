import { z } from 'zod';
import type { AnyCase, State, Verb } from './case-definition.ts';
import { type Field, type FieldMeta, type Fields, fieldMeta, isOptional } from './field.ts';

/** Plain JSON: what can be stored, hashed, sent to a browser and read without this program. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A field as JSON: its metadata, whether it may be left out, and its schema (JSON Schema 2020-12). */
export type CompiledField = FieldMeta & { readonly optional: boolean; readonly schema: JsonObject };

export type CompiledVerb = Omit<Verb, 'asks'> & { readonly asks: Readonly<Record<string, CompiledField>> };

/** A definition as plain JSON: everything of the literal, with fields in place of schemas. */
export type CompiledCase = Omit<AnyCase, 'fields' | 'verbs'> & {
  readonly fields: Readonly<Record<string, CompiledField>>;
  readonly verbs: Readonly<Record<string, CompiledVerb>>;
};

/** Compiles a definition to plain JSON. Two definitions with the same rules compile to the same JSON. */
export function compileDefinition(definition: AnyCase): CompiledCase {
  const verbs = Object.entries(definition.verbs).map(
    ([name, verb]) => [name, { ...verb, asks: compileFields(verb.asks ?? {}) }] as const,
  );
  const compiled = { ...definition, fields: compileFields(definition.fields), verbs: Object.fromEntries(verbs) };
  // through text, so that nothing is left in it that only lives in this process
  return JSON.parse(JSON.stringify(compiled)) as CompiledCase;
}

const compileFields = (fields: Fields): Readonly<Record<string, CompiledField>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, compileField(field)]));

/** Metadata stands beside the schema and not in it, so the registry of metadata given to zod is an empty one. */
const noMetadata = z.registry<never>();

function compileField(field: Field): CompiledField {
  const schema = z.toJSONSchema(field, { metadata: noMetadata as never, io: 'input' }) as JsonObject;
  return { ...fieldMeta(field), optional: isOptional(field), schema: withoutEcho(schema) };
}

/** Leaves out what says the same twice: the dialect, and the pattern that zod adds to a named format. */
function withoutEcho(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).filter(([key]) => {
    const echoed = key === '$schema' || (key === 'pattern' && typeof schema.format === 'string');
    return !echoed;
  });
  return Object.fromEntries(kept.map(([key, value]) => [key, isObject(value) ? withoutEcho(value) : value]));
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The definition without what only people read: labels of everything, labels of options, reasons for idle states. Two
 * versions that differ in labels only are the same version; the order of options is theirs to choose as well.
 */
export function withoutLabels(compiled: CompiledCase): JsonObject {
  const { fields, roles, states, verbs, deadlines, indicators, ...rest } = compiled;
  const bare = {
    ...rest,
    label: undefined,
    fields: each(fields, bareField),
    roles: each(roles, unlabelled),
    states: each(states, (state: State) => ({ ...unlabelled(state), ...(state.idle ? { idle: true } : {}) })),
    verbs: each(verbs, (verb: CompiledVerb) => ({ ...unlabelled(verb), asks: each(verb.asks, bareField) })),
    deadlines: each(deadlines, unlabelled),
    indicators: indicators ? each(indicators, unlabelled) : undefined,
  };
  return JSON.parse(JSON.stringify(bare)) as JsonObject;
}

const each = <T>(all: Readonly<Record<string, T>>, bare: (one: T) => object): Readonly<Record<string, object>> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, bare(one)]));

const unlabelled = (one: { readonly label: string }): object => ({ ...one, label: undefined });

function bareField(field: CompiledField): object {
  const { options, schema } = field;
  const sorted = Array.isArray(schema.enum) ? { ...schema, enum: schema.enum.toSorted() } : schema;
  return { ...unlabelled(field), schema: sorted, ...(options ? { options: Object.keys(options).toSorted() } : {}) };
}

/**
 * Paths of what differs between two definitions, labels aside, such as `verbs.dispatch.by`: what the boot says when a
 * version stands in the database with other rules. A part that one of them lacks is named as a whole.
 */
export function differingKeys(one: CompiledCase, other: CompiledCase): readonly string[] {
  return differing(withoutLabels(one), withoutLabels(other), '');
}

function differing(one: Json | undefined, other: Json | undefined, path: string): readonly string[] {
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
    return keys.flatMap((key) => differing(one[key], other[key], path ? `${path}.${key}` : key));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
}
