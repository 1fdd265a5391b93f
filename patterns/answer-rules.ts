import type { Effect, Guard, VerbContext } from '@huying/kernel/case/binding';
import { holderOf } from '@huying/kernel/case/case-state';
import { refuse } from '@huying/kernel/define/refusal';

/** Levels below the centre on the inner chain. Practice: three levels between the centre and the person who acts. */
export const CHAIN_LENGTH_MAX = 3;

/** Guards of the inner levels. */
export const levelRules = {
  guards: {
    unitStandsBelow: (({ state, input, facts }) => {
      const holder = holderOf(state);
      const unit = String(input.unit);
      if (holder && unit !== holder && facts.units.isBelow(unit, holder)) return null;
      return refuse('level.not-below', { field: 'input.unit', given: unit });
    }) as Guard,
    chainNotFull: (({ state }) =>
      state.chain.length < CHAIN_LENGTH_MAX
        ? null
        : refuse('level.chain-full', { values: { most: CHAIN_LENGTH_MAX } })) as Guard,
  },
};

/** First and last hour of the day in which the city may telephone people for call-back. */
const CALLS_FROM = '08:00';
const CALLS_TO = '21:00';

const attemptsOf = (context: VerbContext): number => Number(context.state.data.attempts ?? 0);
const mostAttempts = (context: VerbContext, limits: string): number =>
  Number(context.facts.rule(limits, 'callBackAttempts', context.state).value);

const isContent = ({ input }: VerbContext): boolean => input.solved === 'yes' && Number(input.satisfaction) >= 3;

/** Guards and effects of call-back: a neutral caller, decent hours, attempts that deserve the name. */
export function callBackRules(limits: string) {
  const callerIsNeutral: Guard = ({ state, actor }) => {
    if (actor.kind === 'reporter') return null;
    const tookIt = [state.marks.open, state.marks.openFromPolice].some(
      (mark) => mark?.by.person !== undefined && mark.by.person === actor.person,
    );
    const handled = actor.unit !== undefined && state.chain.includes(actor.unit);
    return tookIt || handled ? refuse('callback.not-neutral') : null;
  };

  const callHour: Guard = ({ facts }) => {
    const clock = facts.time.clock(facts.now);
    return clock >= CALLS_FROM && clock < CALLS_TO
      ? null
      : refuse('callback.night', { values: { from: CALLS_FROM, to: CALLS_TO } });
  };

  /** The last attempt must not fall on the same day as all the others, and no attempt in the hour of the one before. */
  const attemptsOnTwoDays: Guard = (context) => {
    const { state, facts } = context;
    const done = attemptsOf(context);
    const most = mostAttempts(context, limits);
    if (done >= most) return refuse('callback.attempts-spent', { values: { most } });
    const mark = state.marks.attemptCall;
    if (!mark || done === 0) return null;
    const hour = (at: Date) => facts.time.day(at) + facts.time.clock(at).slice(0, 2);
    if (hour(new Date(mark.last)) === hour(facts.now)) return refuse('callback.same-hour');
    const sameDay = facts.time.day(new Date(mark.first)) === facts.time.day(facts.now);
    return done === most - 1 && sameDay ? refuse('callback.same-day') : null;
  };

  const attemptsSpent: Guard = (context) => {
    const most = mostAttempts(context, limits);
    return attemptsOf(context) >= most ? null : refuse('callback.attempts-left', { values: { most } });
  };

  const answersAreContent: Guard = (context) => (isContent(context) ? null : refuse('callback.not-content'));
  const answersAreDiscontent: Guard = (context) => (isContent(context) ? refuse('callback.is-content') : null);
  const countAttempt: Effect = (context) => ({ set: { attempts: attemptsOf(context) + 1 } });

  return {
    guards: { callerIsNeutral, callHour, attemptsOnTwoDays, attemptsSpent, answersAreContent, answersAreDiscontent },
    effects: { countAttempt },
  };
}

/** Guards and effects of judge and redo: redos are few, the last one is supervised, an end needs two people. */
export function judgeRules(limits: string) {
  const redosOf = ({ state }: VerbContext): number => Number(state.data.redoCount ?? 0);
  const mostRedos = ({ facts, state }: VerbContext): number => Number(facts.rule(limits, 'redosMax', state).value);

  const redosLeft: Guard = (context) =>
    redosOf(context) < mostRedos(context)
      ? null
      : refuse('judge.redos-spent', { values: { most: mostRedos(context) } });

  const secondApprover: Guard = ({ state, actor }) =>
    actor.person !== undefined && actor.person === state.marks.approveEnd?.by.person
      ? refuse('judge.same-approver')
      : null;

  const countRedo: Effect = (context) => {
    const count = redosOf(context) + 1;
    const last = count >= mostRedos(context);
    return { set: { redoCount: count, attempts: 0, ...(last ? { supervised: 'key' } : {}) } };
  };

  return { guards: { redosLeft, secondApprover }, effects: { countRedo } };
}
