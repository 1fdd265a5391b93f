import type { AnyCase } from '../define/case-definition.ts';
import { fieldMeta } from '../define/field.ts';
import { sealEvent } from '../log/event.ts';
import type {
  BatchRows,
  ContactCaseRow,
  ContactRow,
  EventRow,
  KeyRow,
  OutboxRow,
  PrivateRow,
  TallyRow,
} from '../store/batch.ts';
import { newId } from '../store/id.ts';
import { blindIndex, type CityKeys, normalNumber, placeOfValue, sealValue } from '../store/private.ts';
import { rowOf } from './case-row.ts';
import type { CaseState } from './case-state.ts';
import { nextMoment } from './deadlines.ts';
import type { Decision } from './decide.ts';
import { authorOf, type CaseUnits } from './facts.ts';
import { scopeChanges, scopesOf } from './scopes.ts';
import { talliesOf } from './tallies.ts';

export type AssembleContext = {
  readonly city: string;
  readonly definition: AnyCase;
  readonly keys: CityKeys;
  readonly units: CaseUnits;
  readonly centre: string;
  readonly now: Date;
  dayOf(iso: string): string;
  /** Units of the open child cases, before and after this commit. */
  readonly coHandlers: { readonly before: readonly string[]; readonly after: readonly string[] };
};

/** From the decisions on one case, in order, to the rows of its commit. `head` is the hash of its last event. */
export function assembleCase(
  before: CaseState,
  head: Buffer,
  decisions: readonly Decision[],
  context: AssembleContext,
): BatchRows {
  const rows = { events: [] as EventRow[], private: [] as PrivateRow[], keys: [] as KeyRow[] };
  const more = { outbox: [] as OutboxRow[], contacts: [] as ContactRow[], contactCases: [] as ContactCaseRow[] };
  const tallies: TallyRow[] = [];
  let state = before;
  let last = head;
  for (const decision of decisions) {
    const sealed = sealSecrets(decision, context);
    const event = sealEvent(bodyOf(decision, sealed.commitments, context), last);
    last = event.hash;
    rows.events.push(eventRow(event.text, event.hash, decision, context));
    rows.private.push(...sealed.rows);
    rows.keys.push(...keysOf(decision, context));
    tallies.push(...tallyRows(state, decision, context));
    more.outbox.push(...outboxOf(decision, context));
    const contacts = contactsOf(decision, context);
    more.contacts.push(...contacts.map((one) => one.contact));
    more.contactCases.push(...contacts.map((one) => one.link));
    state = decision.after;
  }
  const at = context.now.toISOString();
  const scopes = scopeChanges(
    before.seq === 0 ? [] : scopesOf(before, context.units, context.centre, context.coHandlers.before),
    scopesOf(state, context.units, context.centre, context.coHandlers.after),
    at,
  );
  const moment = nextMoment(state);
  const timerMoved = moment !== (before.seq === 0 ? null : nextMoment(before));
  return {
    streams: [{ kind: 'case', id: state.id, expected: before.seq, seq: state.seq, head: last.toString('hex') }],
    ...rows,
    ...more,
    [before.seq === 0 ? 'opened' : 'changed']: [rowOf(state)],
    scopes: scopes.map((scope) => ({ case_id: state.id, ...scope })),
    tallies,
    ...(timerMoved ? { timers: [{ case_id: state.id, at: moment }] } : {}),
  };
}

function sealSecrets(decision: Decision, context: AssembleContext) {
  const rows: PrivateRow[] = [];
  const commitments: Record<string, string> = {};
  const { id, seq } = decision.after;
  for (const [field, secret] of Object.entries(decision.event.secrets)) {
    const sealed = sealValue(context.keys, placeOfValue(context.city, 'case', id, seq, field), secret.value);
    commitments[field] = sealed.commitment;
    rows.push({
      kind: 'case',
      id,
      seq,
      field,
      class: secret.class,
      salt: sealed.salt.toString('hex'),
      value: sealed.value.toString('base64'),
      key_id: sealed.keyId,
    });
  }
  return { rows, commitments };
}

function bodyOf(decision: Decision, commitments: Readonly<Record<string, string>>, context: AssembleContext) {
  const { event, after } = decision;
  return {
    v: 1 as const,
    city: context.city,
    kind: 'case',
    id: after.id,
    seq: after.seq,
    type: event.type,
    at: context.now.toISOString(),
    ...(event.happened ? { happened: event.happened } : {}),
    by: authorOf(decision.actor),
    ...(Object.keys(event.input).length > 0 ? { input: event.input } : {}),
    ...(Object.keys(commitments).length > 0 ? { sealed: commitments } : {}),
    changes: event.changes,
  };
}

function eventRow(text: string, hash: Buffer, decision: Decision, context: AssembleContext): EventRow {
  return {
    kind: 'case',
    id: decision.after.id,
    seq: decision.after.seq,
    type: decision.event.type,
    recorded_at: context.now.toISOString(),
    happened_at: decision.event.happened ?? null,
    body: text,
    hash: hash.toString('hex'),
  };
}

/** Look-up by equality: the value itself for public fields, a keyed hash of the normal number for private ones. */
function keysOf(decision: Decision, context: AssembleContext): KeyRow[] {
  const { fields, code } = context.definition;
  const rows: KeyRow[] = [];
  const add = (field: string, value: string) => rows.push({ definition: code, field, value, id: decision.after.id });
  if (decision.receipt) add('receipt', decision.receipt);
  for (const [name, secret] of Object.entries(decision.event.secrets)) {
    const field = fields[name];
    if (field && fieldMeta(field).searched === 'key') {
      add(name, blindIndex(context.keys, name, normalNumber(secret.value)));
    }
  }
  for (const [name, value] of Object.entries(decision.event.changes.data ?? {})) {
    const field = fields[name];
    if (field && value !== null && fieldMeta(field).searched === 'key') add(name, String(value));
  }
  return rows;
}

function tallyRows(before: CaseState, decision: Decision, context: AssembleContext) {
  const known = before.seq === 0 ? null : before;
  return talliesOf(context.definition, known, decision.after, (iso) => context.dayOf(iso)).map((row) => ({
    ...row,
    case_id: decision.after.id,
    seq: decision.after.seq,
    recorded_at: context.now.toISOString(),
  }));
}

function outboxOf(decision: Decision, context: AssembleContext): OutboxRow[] {
  const { after } = decision;
  const row = (channel: string, body: Readonly<Record<string, unknown>>): OutboxRow => ({
    id: newId(),
    kind: 'case',
    stream: after.id,
    seq: after.seq,
    channel,
    body,
    at: context.now.toISOString(),
  });
  const told = decision.tells.flatMap(({ to, template }) => {
    const role = context.definition.roles[to]?.is;
    const unit = after.chain.at(-1);
    if (role === 'reporter') {
      // nobody can be told who left no number
      return after.sealed.reporterPhone ? [row('sms', message(template, 'reporter', after.id, after))] : [];
    }
    return unit ? [row('wecom', message(template, 'unit', unit, after))] : [];
  });
  return [...told, ...decision.send.map(({ channel, body }) => row(channel, body))];
}

function message(template: string, kind: string, ref: string, after: CaseState) {
  const due = after.deadlines[0]?.due;
  return {
    template,
    to: { kind, ref },
    values: { number: after.number, unit: after.chain[0] ?? null, due: due ?? null },
  };
}

function contactsOf(decision: Decision, context: AssembleContext) {
  return decision.contacts.map((record) => {
    const id = newId();
    const at = context.now.toISOString();
    const contact: ContactRow = {
      id,
      channel: record.channel,
      direction: record.direction,
      foreign_id: null,
      queued_at: null,
      rung_at: null,
      answered_at: null,
      ended_at: at,
      agent: decision.actor.kind === 'post' ? decision.actor.id : null,
      skill_group: null,
      recording: null,
      result: record.result,
      recorded_at: at,
    };
    const link: ContactCaseRow = { contact_id: id, case_id: decision.after.id, relation: record.relation };
    return { contact, link };
  });
}
