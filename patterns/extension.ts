import { choice, longText, optional, span, text } from '@huying/kernel/define/field';

/**
 * Extension 延期: asked before the order is overdue, decided by the centre, at most as often as the dial says.
 * The unit goes on working while the centre decides; the citizen's clock does not move.
 */
export function extension<
  const Held extends string,
  const UnitRole extends string,
  const Decider extends string,
  const Moot extends string,
>(host: {
  readonly held: readonly Held[];
  readonly unit: UnitRole;
  readonly decider: Decider;
  readonly limits: string;
  /** Verbs after which there is nothing left to decide. */
  readonly moot: readonly Moot[];
}) {
  return {
    fields: {
      extensionAsked: optional(choice('延期申请', { pending: '待批', granted: '已同意', refused: '未同意' })),
    },
    verbs: {
      askExtension: {
        label: '申请延期',
        from: host.held,
        to: 'same',
        by: host.unit,
        asks: {
          extra: span('延长'),
          extensionReason: longText('延期理由', { class: 'internal', max: 1000 }),
        },
        sets: { extensionAsked: 'pending' },
        guards: ['handlingNotOverdue', 'extensionsLeft', 'extraWithinOriginal', 'noExtensionPending'],
      },
      grantExtension: {
        label: '同意延期',
        from: host.held,
        to: 'same',
        by: host.decider,
        asks: { extra: span('延长') },
        sets: { extensionAsked: 'granted' },
        guards: ['extensionPending', 'handlingNotOverdue', 'extraWithinOriginal'],
        tells: [{ to: 'reporter', template: 'extension.granted' }],
      },
      refuseExtension: {
        label: '不同意延期',
        from: host.held,
        to: 'same',
        by: host.decider,
        asks: { refusal: text('理由', { class: 'internal' }) },
        sets: { extensionAsked: 'refused' },
        guards: ['extensionPending'],
      },
    },
    deadlines: {
      extensionDecision: {
        label: '延期审批时限',
        owes: host.decider,
        startsOn: 'askExtension',
        metBy: ['grantExtension', 'refuseExtension'],
        endedBy: host.moot,
        within: { rule: host.limits, as: 'extensionDecision' },
      },
    },
  } as const;
}
