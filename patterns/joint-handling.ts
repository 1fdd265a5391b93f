import { longText, text, units } from '@huying/kernel/define/field';

/**
 * Joint handling 联办: the lead unit keeps the order; each co-handler gets a child case with its own clock.
 * The lead's reply is blocked until every co-handler has fed back, or the block is overruled with a note.
 */
export function jointHandling<const Held extends string, const Decider extends string>(host: {
  readonly held: readonly Held[];
  readonly decider: Decider;
  /** Definition of the child case. */
  readonly child: string;
}) {
  return {
    verbs: {
      addCoHandlers: {
        label: '增加协办单位',
        from: host.held,
        to: 'same',
        by: host.decider,
        asks: { coUnits: units('协办单位'), task: longText('协办事项', { class: 'internal', max: 2000 }) },
        effects: ['openCoOrders'],
      },
      overruleCoHandlers: {
        label: '不等协办反馈',
        from: host.held,
        to: 'same',
        by: host.decider,
        asks: { overruling: text('理由', { class: 'internal' }) },
      },
    },
    children: { coOrder: host.child },
  } as const;
}
