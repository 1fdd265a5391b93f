import { type AnyCase, listed, type Verb } from '../define/case-definition.ts';
import { accept, type Refusal, type Result, refuse } from '../define/refusal.ts';
import type { CaseBinding, ChildOrder, ContactRecord, EffectResult, VerbContext } from './binding.ts';
import { type CaseChanges, type CaseState, foldEvent } from './case-state.ts';
import { isOpen, moveDeadlines } from './deadlines.ts';
import { type Actor, authorOf, type DecideFacts } from './facts.ts';
import { playsRole } from './play-role.ts';
import { readInput } from './read-input.ts';
import { protectedClass, separate } from './separate.ts';

type Values = Readonly<Record<string, unknown>>;

/** What somebody asks for. */
export type VerbRequest = {
  readonly verb: string;
  readonly input: Values;
  readonly actor: Actor;
  /** Claimed time of happening, with the reason for entering it late. */
  readonly happenedAt?: Date;
  readonly happenedBecause?: string;
  /** For an opening: number, channel and the foreign number, given by the door. */
  readonly opening?: Opening;
};

export type Opening = {
  readonly number: string;
  readonly channel: string;
  readonly foreignSystem?: string;
  readonly foreignId?: string;
  readonly parent?: string;
  /** Keyed hash of the code by which the reporter follows the case. */
  readonly receipt?: string;
  /** A child is held by its unit from the first moment. */
  readonly unit?: string;
};

/** One event to be written: everything but its number, its commitments and its hash, which the log gives. */
export type EventDraft = {
  readonly type: string;
  readonly happened?: string;
  readonly input: Values;
  /** Private values by name; the log replaces them by commitments. */
  readonly secrets: Readonly<Record<string, { readonly class: string; readonly value: string }>>;
  readonly changes: CaseChanges;
};

export type Decision = {
  readonly event: EventDraft;
  /** The case after the event. */
  readonly after: CaseState;
  readonly children: readonly ChildOrder[];
  readonly follow: readonly { readonly verb: string; readonly input: Values }[];
  /** Who took it. */
  readonly actor: Actor;
  readonly contacts: readonly ContactRecord[];
  readonly tells: readonly { readonly to: string; readonly template: string }[];
  readonly send: readonly { readonly channel: string; readonly body: Values }[];
  readonly receipt?: string;
};

/**
 * Decides one verb on one case: a refusal with a code, or a decision. Pure: same arguments, same answer.
 * Refusals come in this order: unknown verb, wrong state, wrong role, wrong time, wrong input, guards as listed.
 */
export function decide(
  binding: CaseBinding,
  state: CaseState,
  request: VerbRequest,
  facts: DecideFacts,
): Result<Decision> {
  const { definition } = binding;
  const allowed = mayTake(definition, state, request.verb, request.actor, facts);
  if (!allowed.ok) return allowed;
  const verb = allowed.value;
  const wrongTime = checkHappened(verb, request, state, facts);
  if (wrongTime) return wrongTime;

  const proposed = { ...defaultsOf(binding, verb, state, request, facts), ...given(request.input) };
  const input = readInput(verb.asks ?? {}, proposed, facts);
  if (!input.ok) return input;
  const context: VerbContext = {
    definition,
    verbName: request.verb,
    state,
    actor: request.actor,
    input: input.value,
    facts,
  };
  for (const name of verb.guards ?? []) {
    const refusal = binding.guards?.[name]?.(context);
    if (refusal) return refusal;
  }
  const effects = (verb.effects ?? []).map((name) => binding.effects?.[name]?.(context) ?? {});
  return accept(compose(binding, verb, request, context, effects));
}

/** May this actor take this verb on this case as it stands? Input and guards are not looked at. */
export function mayTake(
  definition: AnyCase,
  state: CaseState,
  verbName: string,
  actor: Actor,
  facts: DecideFacts,
): Result<Verb> {
  const verb = Object.hasOwn(definition.verbs, verbName) ? definition.verbs[verbName] : undefined;
  if (!verb) return refuse('case.unknown-verb', { values: { definition: definition.label, verb: verbName } });
  const opened = state.seq > 0;
  const inState = verb.from === null ? !opened : opened && listed(verb.from).includes(state.state);
  if (!inState) {
    const label = definition.states[state.state]?.label ?? '未登记';
    return refuse('case.wrong-state', { values: { state: label, label: verb.label } });
  }
  const roles = listed(verb.by);
  const plays = roles.some((name) => {
    const role = definition.roles[name];
    return role !== undefined && playsRole(role, actor, state, facts.units);
  });
  if (plays) return accept(verb);
  const labels = roles.map((name) => definition.roles[name]?.label ?? name);
  return refuse('case.wrong-role', { values: { label: verb.label, roles: labels } });
}

const given = (input: Values): Values =>
  Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );

function defaultsOf(
  binding: CaseBinding,
  verb: Verb,
  state: CaseState,
  request: VerbRequest,
  facts: DecideFacts,
): Values {
  const values: Record<string, unknown> = {};
  const context = { definition: binding.definition, verbName: request.verb, state, actor: request.actor, facts };
  for (const [name, bound] of Object.entries(verb.defaults ?? {})) {
    if (request.input[name] !== undefined) continue;
    const value = binding.defaults?.[bound]?.({ ...context, input: request.input });
    if (value !== undefined && value !== null) values[name] = value;
  }
  return values;
}

const DAY_MS = 86_400_000;

function checkHappened(verb: Verb, request: VerbRequest, state: CaseState, facts: DecideFacts): Refusal | null {
  const { happenedAt } = request;
  if (!happenedAt) return null;
  const days = verb.happenedWithinDays;
  if (days === undefined) {
    return refuse('case.happened-not-taken', { field: 'happenedAt', values: { label: verb.label } });
  }
  const at = happenedAt.getTime();
  const tooOld = facts.now.getTime() - at > days * DAY_MS;
  const beforeLast = state.lastAt !== '' && at < Date.parse(state.lastAt);
  if (tooOld || beforeLast || at > facts.now.getTime()) {
    return refuse('case.happened-outside', { field: 'happenedAt', given: happenedAt.toISOString(), values: { days } });
  }
  return request.happenedBecause ? null : refuse('case.reason-needed', { field: 'happenedBecause' });
}

function compose(
  binding: CaseBinding,
  verb: Verb,
  request: VerbRequest,
  context: VerbContext,
  effects: readonly EffectResult[],
): Decision {
  const { definition } = binding;
  const { state, facts, input } = context;
  const set = fieldsSet(definition, verb, input, effects);
  const classOf = protectedClass(definition, { ...state.data, ...set });
  const { data, secrets, eventInput } = separate(definition, verb, input, set, classOf);
  const to = targetOf(verb, state, input);
  const final = definition.states[to]?.final === true;
  const chain = chainAfter(verb, state, input, request.opening);
  const receiver = effects.find((effect) => effect.firstReceiver)?.firstReceiver;
  const owner = ownerOf(definition, to, chain, receiver ?? state.firstReceiver);
  const place = set.place === undefined ? undefined : facts.places.path(String(set.place));
  const base: CaseChanges = {
    ...(request.opening ? { opened: openingOf(definition, request.opening) } : {}),
    ...(to !== state.state ? { state: to } : {}),
    ...(final !== state.final ? { final } : {}),
    ...(chain !== state.chain ? { chain } : {}),
    ...(owner !== state.owner ? { owner } : {}),
    ...(receiver ? { firstReceiver: receiver } : {}),
    ...(place !== undefined ? { place } : {}),
    ...(set.category !== undefined ? { category: String(set.category) } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(verb.quiet ? { quiet: true as const } : {}),
  };
  const draft = { type: request.verb, input: eventInput, secrets, ...happened(request) };
  const halfway = foldDraft(state, { ...draft, changes: base }, request.actor, facts);
  const from = verb.from === null && request.happenedAt ? request.happenedAt : facts.now;
  const step = { verbName: request.verb, verb, before: state, after: halfway, input, from };
  const deadlines = moveDeadlines(definition.deadlines, step, facts);
  const event: EventDraft = { ...draft, changes: deadlines.length > 0 ? { ...base, deadlines } : base };
  const after = foldDraft(state, event, request.actor, facts);
  holdLawOne(definition, after);
  return {
    event,
    after,
    children: effects.flatMap((effect) => effect.open ?? []),
    follow: effects.flatMap((effect) => effect.follow ?? []),
    actor: request.actor,
    contacts: effects.flatMap((effect) => effect.contacts ?? []),
    tells: verb.tells ?? [],
    ...(request.opening?.receipt ? { receipt: request.opening.receipt } : {}),
    send: effects.flatMap((effect) => effect.send ?? []),
  };
}

const happened = (request: VerbRequest) => (request.happenedAt ? { happened: request.happenedAt.toISOString() } : {});

export const openingOf = (definition: AnyCase, opening: Opening): NonNullable<CaseChanges['opened']> => ({
  definition: definition.code,
  version: definition.version,
  number: opening.number,
  channel: opening.channel,
  foreignSystem: opening.foreignSystem ?? null,
  foreignId: opening.foreignId ?? null,
  parent: opening.parent ?? null,
});

/** Folds a draft as the log will fold the stored event; commitments do not matter to the fold, only their names. */
export function foldDraft(state: CaseState, draft: EventDraft, actor: Actor, facts: DecideFacts): CaseState {
  const sealed = Object.fromEntries(Object.keys(draft.secrets).map((name) => [name, '']));
  return foldEvent(state, {
    v: 1,
    city: '',
    kind: 'case',
    id: state.id,
    seq: state.seq + 1,
    type: draft.type,
    at: facts.now.toISOString(),
    ...(draft.happened ? { happened: draft.happened } : {}),
    by: authorOf(actor),
    input: draft.input,
    sealed,
    changes: draft.changes,
  });
}

function fieldsSet(definition: AnyCase, verb: Verb, input: Values, effects: readonly EffectResult[]): Values {
  const asked = Object.entries(input).filter(([name]) => Object.hasOwn(definition.fields, name));
  return Object.assign(Object.fromEntries(asked), verb.sets, ...effects.map((effect) => effect.set ?? {}));
}

/** Law 1 as a value: who has to act in this state. A role of a desk becomes `post:` and its first post role. */
export function ownerOf(
  definition: AnyCase,
  to: string,
  chain: readonly string[],
  firstReceiver: string | null,
): string | null {
  const state = definition.states[to];
  const role = state?.owner ? definition.roles[state.owner] : undefined;
  if (!role || state?.final) return null;
  switch (role.is) {
    case 'holder':
      return chain.at(-1) ?? null;
    case 'upper':
      return chain.at(-2) ?? null;
    case 'firstReceiver':
      return firstReceiver;
    case 'post':
      return `post:${role.posts[0] ?? ''}`;
    default:
      return `role:${state?.owner ?? ''}`;
  }
}

function targetOf(verb: Verb, state: CaseState, input: Values): string {
  const to = typeof verb.to === 'string' ? verb.to : verb.to.is[String(input[verb.to.by])];
  if (to === undefined) throw new Error(`no state follows ${JSON.stringify(verb.to)}`);
  return to === 'same' ? state.state : to;
}

function chainAfter(verb: Verb, state: CaseState, input: Values, opening: Opening | undefined): readonly string[] {
  if (opening?.unit) return [opening.unit];
  switch (verb.hands) {
    case 'set':
      return [String(input.unit)];
    case 'push':
      return [...state.chain, String(input.unit)];
    case 'pop':
      return state.chain.slice(0, -1);
    case 'clear':
      return [];
    default:
      return state.chain;
  }
}

/** Law 1: an open case has an owner and a running clock, or a recorded reason for having none. Else: a defect. */
function holdLawOne(definition: AnyCase, after: CaseState): void {
  if (after.final) return;
  const state = definition.states[after.state];
  if (!state?.owner || after.owner === null) {
    throw new Error(`${definition.code}: nobody owns a case in state ${after.state} (case ${after.id})`);
  }
  if (!state.idle && !after.deadlines.some(isOpen)) {
    throw new Error(`${definition.code}: no clock runs in state ${after.state} (case ${after.id})`);
  }
}
