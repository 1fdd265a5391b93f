import { catalogue } from '@huying/kernel/define/refusal';

export const hotlineRatesRefusals = catalogue('hotline', {
  'hotline.rate-weights': {
    status: 422,
    zh: '{day} 有效的三率权重（{weights}）无法读取，或合计不为 1。',
    zhDo: '请更正参数表“12345 三率考核”。',
    en: 'The weights of the three rates on {day} ({weights}) cannot be read or do not make 1.',
    enDo: 'Mend the rule table hotline.rates.',
  },
});
