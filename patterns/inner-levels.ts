import { longText, text, unit } from '@huying/kernel/define/field';

/**
 * Inner levels 下派: below the centre an order passes down a chain of up to three units and comes back up the same way.
 * Each step has its own inner clock, never later than the unit's; no inner verb touches the unit's clock.
 */
export function innerLevels<
  const Working extends string,
  const Holder extends string,
  const Inner extends string,
  const Upper extends string,
>(host: {
  readonly working: Working;
  /** Whoever holds the order now. */
  readonly holder: Holder;
  /** Whoever holds it below the first level. */
  readonly inner: Inner;
  /** The unit one step above the holder. */
  readonly upper: Upper;
  readonly limits: string;
}) {
  return {
    states: { upReview: { label: '上级审核', owner: host.upper } },
    verbs: {
      subassign: {
        label: '下派',
        from: host.working,
        to: 'same',
        by: host.holder,
        hands: 'push',
        asks: { unit: unit('下级承办单位'), instruction: text('办理要求', { class: 'internal' }) },
        guards: ['unitStandsBelow', 'chainNotFull'],
        tells: [{ to: host.holder, template: 'order.subassigned' }],
      },
      returnUp: {
        label: '退回上级',
        from: host.working,
        to: 'same',
        by: host.inner,
        hands: 'pop',
        asks: { innerReason: text('退回理由', { class: 'internal' }) },
        tells: [{ to: host.holder, template: 'order.returnedUp' }],
      },
      replyUp: {
        label: '上报',
        from: host.working,
        to: 'upReview',
        by: host.inner,
        asks: { innerReport: longText('办理情况', { class: 'personal' }) },
      },
      approveUp: {
        label: '审核通过',
        from: 'upReview',
        to: host.working,
        by: host.upper,
        hands: 'pop',
      },
      rejectUp: {
        label: '审核退回',
        from: 'upReview',
        to: host.working,
        by: host.upper,
        asks: { innerRejection: text('退回意见', { class: 'internal' }) },
        tells: [{ to: host.holder, template: 'order.rejectedUp' }],
      },
    },
    deadlines: {
      inner: {
        label: '内部时限',
        owes: host.inner,
        startsOn: 'subassign',
        metBy: 'replyUp',
        reopenedBy: 'rejectUp',
        endedBy: 'returnUp',
        within: { rule: host.limits, as: 'innerReserve', before: 'handling' },
      },
    },
  } as const;
}
