import type { Effect, Guard, VerbContext } from '@huying/kernel/case/binding';
import { newestDeadline, unitOf } from '@huying/kernel/case/case-state';
import { refuse } from '@huying/kernel/define/refusal';

/** When this many units have returned an order, only a ruling remains. Practice: the games sheet. */
const RETURNS_BEFORE_RULING = 2;

const unitsIn = (context: VerbContext, field: string): readonly string[] =>
  (context.state.data[field] as readonly string[] | undefined) ?? [];

/** Guards and effects of return-and-ruling. `limits` is the rule table of its dials, `handling` the unit's deadline. */
export function returnRules(host: { readonly limits: string; readonly handling: string; readonly response: string }) {
  const orderNotRuled: Guard = ({ state }) => (state.data.ruled === 'yes' ? refuse('return.already-ruled') : null);

  const returnWindowOpen: Guard = ({ state, facts }) => {
    const handling = newestDeadline(state, host.handling);
    if (!handling) return null;
    const window = facts.rule(host.limits, 'returnWindow', state);
    const { due } = facts.time.due(new Date(handling.startedAt), window.value, []);
    if (facts.now.getTime() <= due.getTime()) return null;
    return refuse('return.window-over', { values: { until: due.toISOString(), rule: window.id } });
  };

  const firstReturnOfUnit: Guard = (context) => {
    const unit = unitOf(context.state);
    const asked = unit !== null && unitsIn(context, 'returnAskedBy').includes(unit);
    return asked ? refuse('return.asked-before') : null;
  };

  const noContactYet: Guard = ({ state }) =>
    newestDeadline(state, host.response)?.metAt ? refuse('return.after-contact') : null;

  const rulingOnly = (context: VerbContext): boolean => {
    const returned = unitsIn(context, 'returnedBy');
    const proposed = context.state.data.proposedUnit;
    return returned.length >= RETURNS_BEFORE_RULING || (typeof proposed === 'string' && returned.includes(proposed));
  };

  const noRulingNeeded: Guard = (context) => (rulingOnly(context) ? refuse('return.only-ruling') : null);

  const rulingHasCause: Guard = (context) =>
    context.state.state === 'returning' || unitsIn(context, 'returnedBy').length > 0
      ? null
      : refuse('return.nothing-to-rule');

  const rulingNotDue: Guard = (context) =>
    unitsIn(context, 'returnedBy').length >= RETURNS_BEFORE_RULING ? refuse('return.only-ruling') : null;

  const unitHasNotReturned: Guard = (context) =>
    unitsIn(context, 'returnedBy').includes(String(context.input.unit))
      ? refuse('return.unit-has-returned', { field: 'input.unit', given: String(context.input.unit) })
      : null;

  const noteReturnAsked: Effect = (context) => {
    const unit = unitOf(context.state);
    return unit ? { set: { returnAskedBy: [...unitsIn(context, 'returnAskedBy'), unit] } } : {};
  };

  /** A ruling for the unit that asked is no return of that unit. */
  const noteReturn: Effect = (context) => {
    const unit = unitOf(context.state);
    const returned = unitsIn(context, 'returnedBy');
    if (!unit || unit === context.input.unit || returned.includes(unit)) return {};
    return { set: { returnedBy: [...returned, unit] } };
  };

  return {
    guards: {
      orderNotRuled,
      returnWindowOpen,
      firstReturnOfUnit,
      noContactYet,
      noRulingNeeded,
      rulingHasCause,
      rulingNotDue,
      unitHasNotReturned,
    },
    effects: { noteReturnAsked, noteReturn },
  };
}
