import { maskText } from '@huying/kernel/access/mask';
import type { CaseBinding, Default, Effect, Guard } from '@huying/kernel/case/binding';
import { newestDeadline } from '@huying/kernel/case/case-state';
import type { GivenPosition } from '@huying/kernel/case/facts';
import { refuse } from '@huying/kernel/define/refusal';
import { callBackRules, judgeRules, levelRules } from '@huying/patterns/answer-rules';
import { returnRules } from '@huying/patterns/return-rules';
import { waitingRules } from '@huying/patterns/waiting-rules';
import { hotlineRequest } from './request.ts';

const limits = 'hotline.limits';
const clocks = { limits, handling: 'handling', response: 'response' };
const returns = returnRules(clocks);
const waiting = waitingRules(clocks);
const calls = callBackRules(limits);
const judged = judgeRules(limits);

const isProtected = (data: Readonly<Record<string, unknown>>): boolean =>
  data.kind === 'report' || data.confidential === true;

const guards: Readonly<Record<string, Guard>> = {
  ...returns.guards,
  ...waiting.guards,
  ...levelRules.guards,
  ...calls.guards,
  ...judged.guards,

  textDrafted: ({ state }) => (state.data.textConfirmed ? null : refuse('hotline.text-not-drafted')),
  secondPersonConfirms: ({ state, actor }) =>
    actor.person !== undefined && actor.person === state.marks.draftText?.by.person
      ? refuse('hotline.second-person')
      : null,
  textForUnitConfirmed: ({ state, input }) => {
    if (!isProtected(state.data)) return null;
    // a text that comes with the dispatch itself has been seen by one person only
    return state.data.textConfirmed === 'confirmed' && input.textForUnit === undefined
      ? null
      : refuse('hotline.text-not-confirmed');
  },
  unitNotComplainedOf: ({ state, input }) =>
    state.data.against !== undefined && state.data.against === input.unit
      ? refuse('hotline.unit-complained-of', { field: 'input.unit', given: String(input.unit) })
      : null,
  dispatchableUnit: ({ input, facts }) =>
    input.unit === facts.centre
      ? refuse('hotline.not-dispatchable', { field: 'input.unit', given: String(input.unit) })
      : null,
  dialledWhenCalled: ({ input }) => {
    const calls = input.contactChannel === 'phone' || input.contactChannel === 'sms';
    return calls && input.contactResult !== 'anonymous' && !input.dialled
      ? refuse('hotline.number-needed', { field: 'input.dialled' })
      : null;
  },
  contactBehindReply: ({ state }) => (newestDeadline(state, 'response')?.metAt ? null : refuse('hotline.no-contact')),
  coHandlersDone: ({ state, facts }) => {
    const open = facts.children.filter((child) => !child.final).length;
    return open === 0 || state.marks.overruleCoHandlers
      ? null
      : refuse('hotline.co-handlers-open', { values: { open } });
  },
  withdrawalAsked: ({ state }) => (state.data.withdrawal === 'asked' ? null : refuse('hotline.no-withdrawal')),
};

const defaults: Readonly<Record<string, Default>> = {
  ordinaryUrgency: () => 'normal',
  gridOfPosition: ({ input, facts }) => {
    if (!input.position) return input.where ? (facts.places.find?.(String(input.where)) ?? undefined) : undefined;
    const located = facts.places.locate(input.position as GivenPosition);
    return located.ok ? (located.value.place ?? undefined) : undefined;
  },
  proposedUnit: ({ state }) => state.data.proposedUnit,
  reasonOfProposal: ({ state }) =>
    state.data.proposedBy ? `按派单目录第 ${String(state.data.proposedBy)} 条` : undefined,
};

/**
 * Urgent matters, reports and secrets are looked at by a person; the rest goes by the catalogue where it is certain.
 */
const mayGoByItself = (data: Readonly<Record<string, unknown>>): boolean =>
  !isProtected(data) && data.urgency !== 'danger' && data.against === undefined;

const proposeUnit: Effect = ({ state, input, facts }) => {
  const data = { ...state.data, ...input };
  const place = typeof input.place === 'string' ? facts.places.path(input.place) : state.place;
  const proposal = facts.propose(String(data.category ?? state.category), place);
  const unit = proposal?.units[0];
  if (!proposal || !unit) return {};
  const certain = proposal.certain && mayGoByItself(data);
  return {
    set: { proposedUnit: unit, proposedBy: proposal.row },
    ...(certain ? { follow: [{ verb: 'dispatch', input: {} }] } : {}),
  };
};

/**
 * What the unit reads: the text given or drafted, else the caller's words with everything masked that betrays
 * somebody.
 */
const maskTextForUnit: Effect = ({ state, input, facts }) => {
  if (state.data.textConfirmed === 'confirmed') return {};
  const { originalText = '', title = '', reporterName, reporterPhone } = facts.opened;
  const text = typeof input.textForUnit === 'string' ? input.textForUnit : `${title}\n${originalText}`;
  return { set: { textForUnit: maskText(text, [reporterName, reporterPhone]) } };
};

const effects: Readonly<Record<string, Effect>> = {
  ...returns.effects,
  ...calls.effects,
  ...judged.effects,
  proposeUnit,
  maskTextForUnit,
  keepFirstReceiver: ({ state, input }) => (state.firstReceiver ? {} : { firstReceiver: String(input.unit) }),
  setFirstReceiver: ({ input }) => ({ firstReceiver: String(input.newReceiver) }),
  recordContact: ({ input }) => ({
    contacts: [
      {
        channel: String(input.contactChannel),
        direction: 'out',
        result: String(input.contactResult),
        relation: 'about',
      },
    ],
  }),
  openCoOrders: ({ input }) => ({
    open: (input.coUnits as readonly string[]).map((unit) => ({
      definition: 'hotline.coOrder',
      verb: 'open',
      input: { task: input.task },
      unit,
    })),
  }),
  noteHandover: ({ state }) => ({ send: [{ channel: 'police', body: { action: 'handover', number: state.number } }] }),
  confirmToPolice: () => ({ send: [{ channel: 'police', body: { action: 'accepted' } }] }),
};

export const hotlineRequestBinding: CaseBinding = {
  definition: hotlineRequest,
  guards,
  defaults,
  effects,
  ruleFacts: (state) => ({ round: Number(state.data.redoCount ?? 0) > 0 ? 'redo' : 'first' }),
};
