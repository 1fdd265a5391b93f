import { type Field, type FieldMeta, type Fields, fieldMeta, isOptional } from '../define/field.ts';
import { accept, type Refusal, type Result, refuse } from '../define/refusal.ts';
import type { DecideFacts, GivenPosition } from './facts.ts';

type Values = Readonly<Record<string, unknown>>;

/** Checks input against the asked fields: unknown, missing and wrong ones are refused, all of them at once. */
export function readInput(asks: Fields, given: Values, facts: DecideFacts): Result<Values> {
  const refusals: Refusal[] = [];
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(asks, name)) {
      refusals.push(refuse('case.unknown-field', { field: `input.${name}`, values: { field: name } }));
    }
  }
  for (const [name, field] of Object.entries(asks)) {
    const value = given[name];
    if (value === undefined || value === null || value === '') {
      if (!isOptional(field)) refusals.push(missing(name, field));
      continue;
    }
    const read = readField(name, field, value, facts);
    if (read.ok) values[name] = read.value;
    else refusals.push(read);
  }
  const [first, ...more] = refusals;
  if (!first) return accept(values);
  return more.length > 0 ? { ...first, more } : first;
}

const missing = (name: string, field: Field) =>
  refuse('case.missing-field', { field: `input.${name}`, values: { label: fieldMeta(field).label } });

function readField(name: string, field: Field, value: unknown, facts: DecideFacts): Result<unknown> {
  const parsed = field.safeParse(value);
  const meta = fieldMeta(field);
  const path = `input.${name}`;
  if (!parsed.success) return refuseField(path, meta, value, parsed.error.issues[0]);
  if (meta.kind === 'position') return locate(path, parsed.data as GivenPosition, facts);
  const known = checkReference(path, meta, parsed.data, facts);
  return known ?? accept(parsed.data);
}

type Issue = {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly maximum?: unknown;
  readonly minimum?: unknown;
};

const CODES: Readonly<Record<string, string>> = {
  too_big: 'case.too-long',
  too_small: 'case.too-short',
  invalid_value: 'case.not-an-option',
  invalid_format: 'case.wrong-form',
  invalid_type: 'case.wrong-type',
  unrecognized_keys: 'case.unknown-field',
};

/** What is wrong with one value, as a code of ours: the words of the library are no words for a clerk. */
function refuseField(path: string, meta: FieldMeta, value: unknown, issue: Issue | undefined): Refusal {
  const inner = issue?.path.length ? `.${issue.path.join('.')}` : '';
  const known = issue?.message === 'control-character' || issue?.message === 'repeated' ? issue.message : null;
  return refuse(known ? `case.${known}` : (CODES[issue?.code ?? ''] ?? 'case.wrong-form'), {
    field: `${path}${inner}`,
    // what was given is shown only where it cannot be somebody's name, number or story
    ...(meta.class === 'public' ? { given: String(value) } : {}),
    values: {
      label: meta.label,
      field: path,
      most: Number(issue?.maximum ?? 0),
      least: Number(issue?.minimum ?? 0),
      options: meta.options ? Object.entries(meta.options).map(([key, label]) => `${key}（${label}）`) : [],
    },
  });
}

/** A position is stored as WGS-84, with the system that was assumed for it. */
function locate(path: string, given: GivenPosition, facts: DecideFacts): Result<unknown> {
  const located = facts.places.locate(given);
  if (!located.ok) return { ...located, field: path };
  const { lat, lng, assumed } = located.value;
  return accept({ lat, lng, crs: 'wgs84', assumed });
}

function checkReference(path: string, meta: FieldMeta, value: unknown, facts: DecideFacts): Refusal | null {
  const { kind, codes, label } = meta;
  if (kind === 'code' && codes && facts.hasCode?.(codes, String(value)) === false) {
    return refuse('case.unknown-code', { field: path, given: String(value), values: { label, given: String(value) } });
  }
  const ids = Array.isArray(value) ? value : [value];
  for (const id of ids) {
    if (kind === 'unit' && !facts.units.exists(String(id))) {
      return refuse('case.unknown-unit', { field: path, given: String(id), values: { given: String(id) } });
    }
    if (kind === 'place' && !facts.places.exists(String(id))) {
      return refuse('case.unknown-place', { field: path, given: String(id), values: { given: String(id) } });
    }
  }
  return null;
}
