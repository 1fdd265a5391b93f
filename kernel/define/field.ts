import { z } from 'zod';

/**
 * Who may see a value: see docs/GLOSSARY.md, field class. Everything but public and internal lives in private values.
 */
export type FieldClass = 'public' | 'internal' | 'personal' | 'sensitive' | 'whistleblower';

export const PRIVATE_CLASSES: readonly FieldClass[] = ['personal', 'sensitive', 'whistleblower'];

/** How a page draws the field and how a machine reads it, beyond what its schema says. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'phone'
  | 'citizenNumber'
  | 'choice'
  | 'code'
  | 'flag'
  | 'integer'
  | 'day'
  | 'moment'
  | 'position'
  | 'place'
  | 'unit'
  | 'span'
  | 'files'
  | 'structure';

export type FieldMeta = {
  readonly label: string;
  readonly kind: FieldKind;
  readonly class: FieldClass;
  /** Looked up by equality (`key`, over a keyed hash where the class is private) or found by its words (`words`). */
  readonly searched?: 'key' | 'words';
  /** Name of the city's code list for kind `code`. */
  readonly codes?: string;
  /** Labels of the options for kind `choice`. */
  readonly options?: Readonly<Record<string, string>>;
  /** A second name under which a request may give it, such as `text` for `originalText`. */
  readonly also?: string;
  /** Unit of an integer, such as `fen`, `m`, `day`. */
  readonly unit?: string;
};

export type Field<T = unknown> = z.ZodType<T> & { readonly __field?: true };
export type Fields = Readonly<Record<string, Field>>;
export type FieldValues<F extends Fields> = { [K in keyof F]?: z.infer<F[K]> };

type TextOptions = { class?: FieldClass; max?: number; min?: number; searched?: 'key' | 'words'; also?: string };

/** Text length limits, in characters. A text over its limit is refused, never cut. */
export const TEXT_LENGTH_MAX = 200;
export const LONG_TEXT_LENGTH_MAX = 10_000;
export const CODE_LENGTH_MAX = 100;
export const FILES_PER_FIELD_MAX = 20;

/** Control characters other than line feed and tab are refused: they hide text from the person who reads it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point of the check
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const clean = (schema: z.ZodString) => schema.refine((value) => !CONTROL.test(value), { message: 'control-character' });

function withMeta<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  return schema.meta(meta as unknown as Record<string, unknown>);
}

function textField(label: string, kind: FieldKind, max: number, options: TextOptions = {}) {
  const schema = z
    .string()
    .trim()
    .min(options.min ?? 1)
    .max(options.max ?? max);
  return withMeta(clean(schema), {
    label,
    kind,
    class: options.class ?? 'personal',
    ...(options.searched ? { searched: options.searched } : {}),
    ...(options.also ? { also: options.also } : {}),
  });
}

/** One line of free text. Free text is personal unless said otherwise: people write names into it. */
export const text = (label: string, options?: TextOptions) => textField(label, 'text', TEXT_LENGTH_MAX, options);

/** Free text of several lines. */
export const longText = (label: string, options?: TextOptions) =>
  textField(label, 'longText', LONG_TEXT_LENGTH_MAX, options);

const PHONE = /^\+?[0-9][0-9 -]{4,18}[0-9]$/;

/** A telephone number: digits, spaces and hyphens, 6 to 20 characters; compared without spaces and hyphens. */
export const phone = (label: string, options: { class?: FieldClass; also?: string } = {}) =>
  withMeta(z.string().trim().regex(PHONE), {
    label,
    kind: 'phone',
    class: options.class ?? 'personal',
    searched: 'key',
    ...(options.also ? { also: options.also } : {}),
  });

/** A citizen number (GB 11643): 17 digits and a check character, stored upper case. */
export const citizenNumber = (label: string) =>
  withMeta(
    z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[0-9]{17}[0-9X]$/),
    {
      label,
      kind: 'citizenNumber',
      class: 'sensitive',
      searched: 'key',
    },
  );

/** One of a few options that belong to the law of the matter: `{ key: label }`. What a city may change is a `code`. */
export function choice<const O extends Readonly<Record<string, string>>>(
  label: string,
  options: O,
  settings: { class?: FieldClass; searched?: 'key' } = {},
) {
  const keys = Object.keys(options) as [keyof O & string, ...(keyof O & string)[]];
  return withMeta(z.enum(keys), { label, kind: 'choice', class: settings.class ?? 'public', options, ...settings });
}

/** A value of one of the city's code lists, such as a category of the dispatch catalogue. */
export const code = (label: string, codes: string, options: { searched?: 'key' } = {}) =>
  withMeta(z.string().min(1).max(CODE_LENGTH_MAX), { label, kind: 'code', class: 'public', codes, ...options });

export const flag = (label: string, fieldClass: FieldClass = 'public') =>
  withMeta(z.boolean(), { label, kind: 'flag', class: fieldClass });

export const integer = (label: string, options: { unit?: string; min?: number; max?: number } = {}) =>
  withMeta(
    z
      .number()
      .int()
      .min(options.min ?? 0)
      .max(options.max ?? Number.MAX_SAFE_INTEGER),
    { label, kind: 'integer', class: 'public', ...(options.unit ? { unit: options.unit } : {}) },
  );

/** A day of the city, `2025-09-26`. */
export const day = (label: string) =>
  withMeta(z.string().regex(/^\d{4}-\d{2}-\d{2}$/), { label, kind: 'day', class: 'public' });

/** An instant, ISO 8601; without an offset it is the city's local time. */
export const moment = (label: string, fieldClass: FieldClass = 'public') =>
  withMeta(z.string().min(10).max(40), { label, kind: 'moment', class: fieldClass });

/** A length of time such as `3wd` (kernel/clock/span). */
export const span = (label: string) =>
  withMeta(z.string().regex(/^[1-9]\d{0,3}(wd|wh|h|d|mo|min)$/), { label, kind: 'span', class: 'public' });

/** A point on the earth with the system it is stated in; absent means the channel's own (docs/GLOSSARY.md, crs). */
export const position = (label: string) =>
  withMeta(
    z.strictObject({
      lat: z.number().finite(),
      lng: z.number().finite(),
      crs: z.enum(['wgs84', 'gcj02', 'bd09']).optional(),
    }),
    { label, kind: 'position', class: 'personal' },
  );

/** A node of the place tree by its own id. */
export const place = (label: string) => withMeta(z.string().min(1).max(120), { label, kind: 'place', class: 'public' });

/** A unit by its own id. */
export const unit = (label: string) => withMeta(z.string().min(1).max(120), { label, kind: 'unit', class: 'public' });

/** Several units, without repetition. */
export const units = (label: string) =>
  withMeta(
    z
      .array(z.string().min(1).max(120))
      .min(1)
      .max(20)
      .refine((ids) => new Set(ids).size === ids.length, { message: 'repeated' }),
    { label, kind: 'unit', class: 'public' },
  );

/** Files by their ids; the bytes were sent before (kernel/file). */
export const files = (label: string) =>
  withMeta(z.array(z.uuid()).max(FILES_PER_FIELD_MAX), { label, kind: 'files', class: 'personal' });

/** A value with parts of its own, such as an outline or the conditions of a rule row. Never private. */
export const structure = <T extends z.ZodType>(label: string, schema: T): T =>
  withMeta(schema, { label, kind: 'structure', class: 'public' });

/** The metadata that every field of a definition carries. A schema without it is no field: that is a bug. */
export function fieldMeta(field: Field): FieldMeta {
  const known = metas.get(field);
  if (known) return known;
  const meta = readMeta(field);
  metas.set(field, meta);
  return meta;
}

/** Definitions live as long as the process, and each field is asked for its metadata many times a request. */
const metas = new WeakMap<Field, FieldMeta>();

function readMeta(field: Field): FieldMeta {
  const own = field.meta() as FieldMeta | undefined;
  if (own?.label) return own;
  const inner = (field as unknown as { def?: { innerType?: Field } }).def?.innerType;
  if (inner) return fieldMeta(inner);
  throw new Error('a schema without field metadata stands in a definition; build it with kernel/define/field');
}

export const isPrivate = (field: Field): boolean => PRIVATE_CLASSES.includes(fieldMeta(field).class);

/** A field that need not be given: `optional(text('备注'))`. */
export const optional = <T extends z.ZodType>(field: T) => field.optional();

export const isOptional = (field: Field): boolean => field.safeParse(undefined).success;
