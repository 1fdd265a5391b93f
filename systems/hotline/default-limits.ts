import type { RuleRow, RuleTable } from '@huying/kernel/rule/table';

/**
 * The dials of the hotline as they are shipped. The newspaper pages give no limit in hours or days, and no method of
 * the city could be read in print, so every row is a default: common practice of other cities, to be replaced by dated
 * rows with the city's own legal basis.
 */
const BASIS = '默认值：参照各地通行做法，尚无本市依据';

const row = (as: string, gives: string, when: Readonly<Record<string, string>> = {}): RuleRow => ({
  id: ['hotline', as, ...Object.values(when)].join('.'),
  validFrom: '2000-01-01',
  validTo: null,
  basis: BASIS,
  default: true,
  when: { as, ...when },
  gives,
});

/** Limits by kind; a redo has half of the first limit, rounded up; danger and urgency come before the kind. */
const byKind = (as: string): readonly RuleRow[] => [
  row(as, '5wd'),
  row(as, '3wd', { kind: 'consult' }),
  row(as, '24h', { urgency: 'urgent' }),
  row(as, '2h', { urgency: 'danger' }),
];

export const hotlineLimits: RuleTable = {
  code: 'hotline.limits',
  label: '12345 时限与次数',
  dimensions: ['as', 'urgency', 'round', 'kind'],
  rows: [
    ...byKind('citizen'),
    ...byKind('handling'),
    row('handling', '3wd', { round: 'redo' }),
    row('handling', '2wd', { round: 'redo', kind: 'consult' }),
    row('dispatching', '1wd'),
    row('dispatching', '1h', { urgency: 'urgent' }),
    row('dispatching', '15min', { urgency: 'danger' }),
    row('response', '24h'),
    row('response', '1h', { urgency: 'danger' }),
    row('review', '1wd'),
    row('returnWindow', '1wd'),
    row('returnDecision', '1wd'),
    row('extensionDecision', '1wd'),
    row('extensionsMax', '1'),
    row('pauseDecision', '1wd'),
    row('pauseTerm', '5wd'),
    row('innerReserve', '1wd'),
    row('coHandling', '3wd'),
    row('remindBefore', '48h'),
    row('keyBefore', '24h'),
    row('handover', '30min'),
    row('callBack', '3wd'),
    row('callBackAttempts', '3'),
    row('judge', '1wd'),
    row('ending', '2wd'),
    row('redosMax', '2'),
  ],
};
