import { choice, longText, optional, text } from '@huying/kernel/define/field';

/**
 * Pause 挂起, waiting for the citizen: needs a logged contact and the centre's approval, once, for a limited term;
 * it ends by itself on any word of the citizen and at the end of its term. It stops the unit's clock and no other.
 */
export function pause<
  const Working extends string,
  const UnitRole extends string,
  const Decider extends string,
  const Reporter extends string,
  const Moot extends string,
>(host: {
  readonly working: Working;
  readonly unit: UnitRole;
  readonly decider: Decider;
  readonly reporter: Reporter;
  readonly limits: string;
  /** Verbs after which there is nothing left to decide. */
  readonly moot: readonly Moot[];
}) {
  return {
    fields: { pauseAsked: optional(choice('挂起申请', { pending: '待批', granted: '已同意', refused: '未同意' })) },
    states: { paused: { label: '挂起（等待诉求人）', owner: host.unit } },
    verbs: {
      askPause: {
        label: '申请挂起',
        from: host.working,
        to: 'same',
        by: host.unit,
        asks: { pauseReason: longText('挂起理由', { class: 'internal', max: 1000 }) },
        sets: { pauseAsked: 'pending' },
        guards: ['contactedFirst', 'firstPause', 'noPausePending'],
      },
      grantPause: {
        label: '同意挂起',
        from: host.working,
        to: 'paused',
        by: host.decider,
        sets: { pauseAsked: 'granted' },
        guards: ['pausePending'],
        tells: [{ to: 'reporter', template: 'pause.granted' }],
      },
      refusePause: {
        label: '不同意挂起',
        from: host.working,
        to: 'same',
        by: host.decider,
        asks: { refusal: text('理由', { class: 'internal' }) },
        sets: { pauseAsked: 'refused' },
        guards: ['pausePending'],
      },
      resume: { label: '恢复办理', from: 'paused', to: host.working, by: [host.unit, host.decider, 'system'] },
      supplement: {
        label: '补充说明',
        from: 'paused',
        to: host.working,
        by: [host.reporter, 'operator'],
        asks: { supplement: longText('补充内容') },
        tells: [{ to: host.unit, template: 'request.supplemented' }],
      },
    },
    deadlines: {
      pauseDecision: {
        label: '挂起审批时限',
        owes: host.decider,
        startsOn: 'askPause',
        metBy: ['grantPause', 'refusePause'],
        endedBy: host.moot,
        within: { rule: host.limits, as: 'pauseDecision' },
      },
      pauseTerm: {
        label: '挂起期限',
        owes: host.unit,
        startsOn: 'grantPause',
        metBy: ['resume', 'supplement'],
        within: { rule: host.limits, as: 'pauseTerm' },
        onExpiry: 'resume',
      },
    },
  } as const;
}
