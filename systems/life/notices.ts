import type { NoticeTemplates } from '@huying/kernel/notice/template';

/**
 * What the services of daily life say by themselves: to the workshop by the work messenger, to the resident by short
 * message. `due` is the first clock of an order, by which a craftsman has to be found; a resident is not told of it.
 */
export const lifeNotices: NoticeTemplates = {
  'repair.asked': {
    label: { zh: '新的小修小补', en: 'New repair' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '居民下了小修小补单{number}，请在{due}前安排工匠应单。',
        en: 'A resident asks for repair {number}. Please find a craftsman for it by {due}.',
      },
      {
        zh: '居民下了小修小补单{number}，请及时安排工匠应单。',
        en: 'A resident asks for repair {number}. Please find a craftsman for it.',
      },
    ],
    atNight: 'waits',
  },
  'repair.ready': {
    label: { zh: '物品已修好', en: 'Repair ready' },
    values: { number: 'text', unit: 'unit' },
    forms: [
      {
        zh: '您的小修小补单{number}已经修好，请到{unit}的社区工坊取件。',
        en: 'Your repair {number} is done. Please collect it at the workshop of {unit}.',
      },
      {
        zh: '您的小修小补单{number}已经修好，请到社区工坊取件。',
        en: 'Your repair {number} is done. Please collect it at the community workshop.',
      },
    ],
    atNight: 'waits',
  },
};
