import type { RuleRow, RuleTable } from '@huying/kernel/rule/table';

const BASIS = '默认值：演示用派单目录，尚无本市依据';

/**
 * Who gets what: category → templates of units. `bureau:housing@district` is the bureau of that line in the district
 * of the place; `firm:heat` a firm; `street` the street of the place. One template is an answer, several are
 * proposals.
 */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  housing: ['bureau:housing@district', 'street'],
  'housing.heating': ['firm:heat'],
  'housing.water': ['firm:water'],
  'housing.power': ['firm:power'],
  'housing.gas': ['firm:gas'],
  'housing.property': ['bureau:housing@district'],
  'housing.construction': ['bureau:housing@district', 'bureau:environment@district'],
  'housing.illegalBuilding': ['bureau:cityManagement@district'],
  'housing.street': ['bureau:housing@district'],
  'housing.stall': ['bureau:cityManagement@district'],
  labour: ['bureau:labour@district'],
  'labour.insurance': ['bureau:labour@city'],
  'labour.pension': ['bureau:labour@city'],
  education: ['bureau:education@district'],
  commerce: ['bureau:market@district'],
  'commerce.tourism': ['bureau:culture@district'],
  environment: ['bureau:environment@district'],
  'environment.waste': ['bureau:cityManagement@district', 'street'],
  'environment.noise': ['bureau:environment@district', 'bureau:cityManagement@district'],
  health: ['bureau:health@district'],
  transport: ['bureau:transport@district'],
  'transport.bus': ['bureau:transport@city'],
  'transport.taxi': ['bureau:transport@city'],
  'transport.parking': ['bureau:cityManagement@district'],
};

export const wuhaiDispatch: RuleTable<readonly string[]> = {
  code: 'hotline.dispatch',
  label: '派单目录',
  dimensions: ['level2', 'level1'],
  rows: Object.entries(ROWS).map(
    ([category, gives]): RuleRow<readonly string[]> => ({
      id: category,
      validFrom: '2000-01-01',
      validTo: null,
      basis: BASIS,
      default: true,
      when: category.includes('.') ? { level2: category } : { level1: category },
      gives,
    }),
  ),
};
