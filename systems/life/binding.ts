import type { CaseBinding } from '@huying/kernel/case/binding';
import { catalogue, refuse } from '@huying/kernel/define/refusal';
import type { RuleRow, RuleTable } from '@huying/kernel/rule/table';
import { repairOrder } from './repair-order.ts';

export const repairOrderBinding: CaseBinding = {
  definition: repairOrder,
  defaults: {
    workshopOfPlace: ({ input, facts }) => facts.units.unitOfPlace(String(input.place), 'community') ?? undefined,
  },
  guards: { notYetRated: ({ state }) => (state.data.stars ? refuse('life.rated') : null) },
};

export const lifeRefusals = catalogue('life', {
  'life.rated': {
    status: 409,
    zh: '这一单已经评价过。',
    zhDo: '每单只能评价一次。',
    en: 'This order was rated.',
    enDo: 'An order can be rated once.',
  },
});

const row = (as: string, gives: string): RuleRow => ({
  id: `life.${as}`,
  validFrom: '2000-01-01',
  validTo: null,
  basis: '默认值：尚无依据',
  default: true,
  when: { as },
  gives,
});

export const lifeLimits: RuleTable = {
  code: 'life.limits',
  label: '小修小补时限',
  dimensions: ['as'],
  rows: [row('answer', '1wd'), row('offer', '2h'), row('repair', '3wd'), row('pickUp', '10wd')],
};
