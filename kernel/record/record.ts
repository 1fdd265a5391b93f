import { fieldMeta, isOptional, isPrivate } from '../define/field.ts';
import { accept, type Refusal, type Result, refuse } from '../define/refusal.ts';
import type { AnyRegister } from '../define/register-definition.ts';
import { type Author, sealEvent } from '../log/event.ts';
import type { BatchRows, KeyRow, PrivateRow } from '../store/batch.ts';
import { idOfName } from '../store/id.ts';
import { blindIndex, type CityKeys, normalNumber, placeOfValue, sealValue } from '../store/private.ts';

type Values = Readonly<Record<string, unknown>>;

/** One row of a register as it stands. */
export type RecordState = {
  readonly id: string;
  readonly register: string;
  readonly ownId: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly place: string | null;
  readonly etag: number;
  readonly seq: number;
  readonly data: Values;
  readonly sealed: Readonly<Record<string, number>>;
};

/** What somebody wants of a row. `register` makes it, `change` sets fields, `end` closes its validity at a day. */
export type RecordChange =
  | {
      readonly type: 'register';
      readonly ownId: string;
      readonly validFrom: string;
      /** A row that has ended already when it is registered. */
      readonly validTo?: string | null;
      readonly place?: string | null;
      readonly values: Values;
    }
  | { readonly type: 'change'; readonly values: Values; readonly place?: string | null }
  | { readonly type: 'end'; readonly validTo: string; readonly reason: string };

export type RecordDecision = {
  readonly type: RecordChange['type'] | 'erased';
  readonly after: RecordState;
  readonly data: Values;
  readonly secrets: Readonly<Record<string, { readonly class: string; readonly value: string }>>;
  readonly reason?: string;
  /** Private values that were erased by law, with the basis. */
  readonly erased?: readonly string[];
};

/** Erases private values of a row by law: its place in the register stays, the person goes. Pure. */
export function decideErasure(before: RecordState, basis: string): RecordDecision {
  const after = { ...before, seq: before.seq + 1, etag: before.etag + 1, sealed: {} };
  return { type: 'erased', after, data: {}, secrets: {}, reason: basis, erased: Object.keys(before.sealed) };
}

/** Decides one change of one row: pure, all faults at once. `before` is null for a new row. */
export function decideRecord(
  register: AnyRegister,
  before: RecordState | null,
  change: RecordChange,
): Result<RecordDecision> {
  if (change.type === 'register') {
    if (before) return refuse('record.exists', { field: 'ownId', given: change.ownId });
    return compose(register, change, opened(register, change), change.values, true);
  }
  if (!before) return refuse('record.not-found');
  if (before.validTo !== null) return refuse('record.ended', { values: { validTo: before.validTo } });
  if (change.type === 'change') return compose(register, change, before, change.values, false);
  if (change.validTo < before.validFrom) {
    return refuse('record.ends-before-it-begins', { field: 'validTo', given: change.validTo });
  }
  const after = { ...before, validTo: change.validTo, seq: before.seq + 1, etag: before.etag + 1 };
  return accept({ type: 'end', after, data: {}, secrets: {}, reason: change.reason });
}

function opened(register: AnyRegister, change: RecordChange & { type: 'register' }): RecordState {
  return {
    id: idOfName(register.code, change.ownId),
    register: register.code,
    ownId: change.ownId,
    validFrom: change.validFrom,
    validTo: change.validTo ?? null,
    place: change.place ?? null,
    etag: 0,
    seq: 0,
    data: {},
    sealed: {},
  };
}

function compose(
  register: AnyRegister,
  change: RecordChange & { type: 'register' | 'change' },
  before: RecordState,
  values: Values,
  all: boolean,
): Result<RecordDecision> {
  const refusals: Refusal[] = [];
  const data: Record<string, unknown> = {};
  const secrets: Record<string, { class: string; value: string }> = {};
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(register.fields, name)) {
      refusals.push(refuse('record.unknown-field', { field: name, values: { field: name } }));
    }
  }
  for (const [name, field] of Object.entries(register.fields)) {
    const value = values[name];
    if (value === undefined) {
      if (all && !isOptional(field)) {
        refusals.push(refuse('record.missing-field', { field: name, values: { label: fieldMeta(field).label } }));
      }
      continue;
    }
    const parsed = field.safeParse(value);
    if (!parsed.success) {
      const problem = parsed.error.issues[0]?.message ?? 'unreadable';
      refusals.push(refuse('record.bad-field', { field: name, values: { label: fieldMeta(field).label, problem } }));
    } else if (isPrivate(field)) {
      const text = typeof parsed.data === 'string' ? parsed.data : JSON.stringify(parsed.data);
      secrets[name] = { class: fieldMeta(field).class, value: text };
    } else data[name] = parsed.data;
  }
  const [first, ...more] = refusals;
  if (first) return more.length > 0 ? { ...first, more } : first;
  const seq = before.seq + 1;
  const after: RecordState = {
    ...before,
    seq,
    etag: before.etag + 1,
    ...(change.place === undefined ? {} : { place: change.place }),
    data: { ...before.data, ...data },
    sealed: { ...before.sealed, ...Object.fromEntries(Object.keys(secrets).map((name) => [name, seq])) },
  };
  return accept({ type: change.type, after, data, secrets });
}

export type RecordContext = {
  readonly city: string;
  readonly register: AnyRegister;
  readonly keys: CityKeys;
  readonly by: Author;
  readonly now: Date;
};

/** From a decision to the rows of its commit. `head` is the hash of the row's last event. */
export function assembleRecord(decision: RecordDecision, head: Buffer, context: RecordContext): BatchRows {
  const { after } = decision;
  const at = context.now.toISOString();
  const privates: PrivateRow[] = [];
  const keys: KeyRow[] = [];
  const commitments: Record<string, string> = {};
  for (const [field, secret] of Object.entries(decision.secrets)) {
    const place = placeOfValue(context.city, 'record', after.id, after.seq, field);
    const sealed = sealValue(context.keys, place, secret.value);
    commitments[field] = sealed.commitment;
    privates.push({
      kind: 'record',
      id: after.id,
      seq: after.seq,
      field,
      class: secret.class,
      salt: sealed.salt.toString('hex'),
      value: sealed.value.toString('base64'),
      key_id: sealed.keyId,
    });
    const definition = context.register.fields[field];
    if (definition && fieldMeta(definition).searched === 'key') {
      const value = blindIndex(context.keys, field, normalNumber(secret.value));
      keys.push({ definition: context.register.code, field, value, id: after.id });
    }
  }
  const event = sealEvent(
    {
      v: 1,
      city: context.city,
      kind: 'record',
      id: after.id,
      seq: after.seq,
      type: decision.type,
      at,
      by: context.by,
      ...(privates.length > 0 ? { sealed: commitments } : {}),
      changes: changesOf(decision),
    },
    head,
  );
  const hash = event.hash.toString('hex');
  return {
    streams: [{ kind: 'record', id: after.id, expected: after.seq - 1, seq: after.seq, head: hash }],
    events: [
      {
        kind: 'record',
        id: after.id,
        seq: after.seq,
        type: decision.type,
        recorded_at: at,
        happened_at: null,
        body: event.text,
        hash,
      },
    ],
    private: privates,
    keys,
    records: [rowOfRecord(after)],
  };
}

function changesOf({ type, after, data, reason, erased }: RecordDecision): Values {
  if (type === 'erased') return { erased, basis: reason };
  if (type === 'end') return { validTo: after.validTo, ...(reason ? { reason } : {}) };
  const place = after.place === null ? {} : { place: after.place };
  if (type === 'change') return { data, ...place };
  const end = after.validTo === null ? {} : { validTo: after.validTo };
  return { register: after.register, ownId: after.ownId, validFrom: after.validFrom, ...end, ...place, data };
}

const rowOfRecord = (state: RecordState) => ({
  id: state.id,
  register: state.register,
  own_id: state.ownId,
  valid_from: state.validFrom,
  valid_to: state.validTo,
  place: state.place,
  etag: state.etag,
  data: state.data,
  sealed: state.sealed,
});
