import type { AnyCase, Verb } from '../define/case-definition.ts';
import { fieldMeta, isPrivate } from '../define/field.ts';

type Values = Readonly<Record<string, unknown>>;

/** Public and internal values stand in the event and the row; everything else becomes a private value. */
export function separate(
  definition: AnyCase,
  verb: Pick<Verb, 'asks'>,
  input: Values,
  set: Values,
  classOf: (name: string, own: string) => string,
) {
  const data: Record<string, unknown> = {};
  const eventInput: Record<string, unknown> = {};
  const secrets: Record<string, { class: string; value: string }> = {};
  const seal = (name: string, fieldClass: string, value: unknown) => {
    secrets[name] = {
      class: classOf(name, fieldClass),
      value: typeof value === 'string' ? value : JSON.stringify(value),
    };
  };
  for (const [name, value] of Object.entries(input)) {
    const field = verb.asks?.[name];
    if (!field) continue;
    const meta = fieldMeta(field);
    if (isPrivate(field) || meta.kind === 'longText' || meta.kind === 'text') seal(name, meta.class, value);
    else eventInput[name] = value;
  }
  for (const [name, value] of Object.entries(set)) {
    const field = definition.fields[name];
    if (!field) throw new Error(`${definition.code}: an effect or verb sets unknown field ${name}`);
    const meta = fieldMeta(field);
    const secret = isPrivate(field) || meta.kind === 'longText' || meta.kind === 'text';
    if (!secret) data[name] = value;
    else if (value !== null) seal(name, meta.class, value);
  }
  return { data, secrets, eventInput };
}

/**
 * The class under which a value is kept: what only the centre may see is a whistle-blower's, whatever its field says,
 * so that the database itself withholds it.
 */
export function protectedClass(definition: AnyCase, data: Values): (name: string, own: string) => string {
  const rules = definition.protects;
  if (!rules) return (_, own) => own;
  const held = rules.when.some(({ field, is }) => is.includes(data[field] as string | boolean));
  const hidden = new Set<string>([...rules.always, ...(held ? rules.fields : [])]);
  return (name, own) => (hidden.has(name) ? 'whistleblower' : own);
}
