import type { Guard } from '@huying/kernel/case/binding';
import { newestDeadline } from '@huying/kernel/case/case-state';
import { refuse } from '@huying/kernel/define/refusal';

type Host = { readonly limits: string; readonly handling: string; readonly response: string };

const partsOf = (span: string): { n: number; unit: string } => {
  const found = /^(\d+)([a-z]+)$/.exec(span);
  return { n: Number(found?.[1] ?? 0), unit: found?.[2] ?? '' };
};

/** Guards of extension and pause: what makes a unit's clock longer is asked for once, in time, and with a contact. */
export function waitingRules(host: Host) {
  const handlingNotOverdue: Guard = ({ state, facts }) => {
    const handling = newestDeadline(state, host.handling);
    const over = handling?.overdueSince || (handling && Date.parse(handling.due) < facts.now.getTime());
    return over ? refuse('extension.overdue') : null;
  };

  const extensionsLeft: Guard = ({ state, facts }) => {
    const most = Number(facts.rule(host.limits, 'extensionsMax', state).value);
    return (state.marks.grantExtension?.n ?? 0) < most ? null : refuse('extension.used-up', { values: { most } });
  };

  /** An extension is at most as long as the first limit, and in its unit. */
  const extraWithinOriginal: Guard = ({ state, input }) => {
    const first = state.deadlines.find((one) => one.name === host.handling);
    if (!first) return null;
    const original = partsOf(first.within);
    const extra = partsOf(String(input.extra));
    if (extra.unit === original.unit && extra.n <= original.n) return null;
    return refuse('extension.too-long', {
      field: 'input.extra',
      given: String(input.extra),
      values: { most: first.within },
    });
  };

  const noExtensionPending: Guard = ({ state }) =>
    state.data.extensionAsked === 'pending' ? refuse('extension.pending') : null;
  const extensionPending: Guard = ({ state }) =>
    state.data.extensionAsked === 'pending' ? null : refuse('extension.not-asked');

  const contactedFirst: Guard = ({ state }) =>
    newestDeadline(state, host.response)?.metAt ? null : refuse('pause.no-contact');
  const firstPause: Guard = ({ state }) => (state.marks.grantPause ? refuse('pause.used-up') : null);
  const noPausePending: Guard = ({ state }) => (state.data.pauseAsked === 'pending' ? refuse('pause.pending') : null);
  const pausePending: Guard = ({ state }) => (state.data.pauseAsked === 'pending' ? null : refuse('pause.not-asked'));

  return {
    guards: {
      handlingNotOverdue,
      extensionsLeft,
      extraWithinOriginal,
      noExtensionPending,
      extensionPending,
      contactedFirst,
      firstPause,
      noPausePending,
      pausePending,
    },
  };
}
