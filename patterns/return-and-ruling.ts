import { choice, longText, optional, text, unit, units } from '@huying/kernel/define/field';

/**
 * Return 退单: a unit says that an order is not its duty, once per unit and order. The centre grants it (another unit is
 * sought), refuses it (the unit must handle it), or rules 裁定: the named unit handles it and nobody may return it again.
 * Source: Weifang hotline regulation 2021; the window and the one-return rule are dials (practice: the games sheet).
 *
 * The host gives the names of its own states and roles and a deadline `handle` that `grantReturn` ends.
 */
export function returnAndRuling<
  const Held extends string,
  const Working extends string,
  const Waiting extends string,
  const UnitRole extends string,
  const Ruler extends string,
>(host: {
  /** States in which the unit may ask. */
  readonly held: readonly Held[];
  /** State of the unit's work, after a refusal or a ruling. */
  readonly working: Working;
  /** State in which a new unit is sought. */
  readonly waiting: Waiting;
  readonly unit: UnitRole;
  readonly ruler: Ruler;
  /** Where the limit of a decision stands: rule table. */
  readonly limits: string;
}) {
  return {
    fields: {
      /** Units that have asked to return this order, and those whose return was granted, in order of time. */
      returnAskedBy: optional(units('已申请退单单位')),
      returnedBy: optional(units('已退单单位')),
      proposedUnit: optional(unit('建议承办单位')),
      /** After a ruling nobody may return the order. */
      ruled: optional(choice('裁定', { yes: '已裁定，不得再退' })),
    },
    states: { returning: { label: '退单审核', owner: host.ruler } },
    verbs: {
      askReturn: {
        label: '申请退单',
        from: host.held,
        to: 'returning',
        by: host.unit,
        asks: {
          returnReason: choice('退单理由', {
            notOurDuty: '不属于本单位职责',
            notOurPlace: '不属于本辖区',
            wrongCategory: '分类有误',
            needsLead: '需要其他单位牵头',
          }),
          dutyRow: text('职责目录依据', { class: 'internal' }),
          proposedUnit: unit('建议承办单位'),
          returnNote: optional(longText('说明', { class: 'internal', max: 1000 })),
        },
        guards: ['orderNotRuled', 'returnWindowOpen', 'firstReturnOfUnit', 'noContactYet'],
        effects: ['noteReturnAsked'],
      },
      grantReturn: {
        label: '同意退单',
        from: 'returning',
        to: host.waiting,
        by: host.ruler,
        hands: 'clear',
        guards: ['noRulingNeeded'],
        effects: ['noteReturn'],
        tells: [{ to: host.unit, template: 'return.granted' }],
      },
      refuseReturn: {
        label: '驳回退单',
        from: 'returning',
        to: host.working,
        by: host.ruler,
        asks: { refusal: text('驳回理由', { class: 'internal' }) },
        tells: [{ to: host.unit, template: 'return.refused' }],
      },
      rule: {
        label: '裁定',
        from: ['returning', host.waiting],
        to: host.working,
        by: host.ruler,
        hands: 'set',
        asks: { unit: unit('裁定承办单位'), ruling: text('裁定依据', { class: 'internal' }) },
        sets: { ruled: 'yes' },
        guards: ['rulingHasCause'],
        effects: ['noteReturn'],
        tells: [{ to: host.unit, template: 'return.ruled' }],
      },
    },
    deadlines: {
      returnDecision: {
        label: '退单裁定时限',
        owes: host.ruler,
        startsOn: 'askReturn',
        metBy: ['grantReturn', 'refuseReturn', 'rule'],
        within: { rule: host.limits, as: 'returnDecision' },
      },
    },
  } as const;
}
