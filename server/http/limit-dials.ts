import type { RuleRow, RuleTable } from '@huying/kernel/rule/table';

/** How much one caller may ask of the doors before somebody else is kept waiting. Every row is a default. */
const row = (as: string, gives: string): RuleRow => ({
  id: `door.limits.${as}`,
  validFrom: '2000-01-01',
  validTo: null,
  basis: '默认值：防止滥用的通行做法，尚无本市依据',
  default: true,
  when: { as },
  gives,
});

export const doorLimits: RuleTable = {
  code: 'door.limits',
  label: '接口访问限额',
  dimensions: ['as'],
  rows: [
    row('anonymousPerAddressHour', '20'),
    // an office or a school stands behind one address: whoever shows to be a person may go on
    row('anonymousPerAddressHourChecked', '200'),
    row('anonymousPerTelephoneDay', '10'),
    row('signInPerAddressHour', '60'),
    row('lookUpsPerAddressHour', '120'),
  ],
};
