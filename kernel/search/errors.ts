import { catalogue } from '../define/refusal.ts';

export const searchRefusals = catalogue('search', {
  'search.too-short': {
    status: 422,
    zh: '“{word}”太短，不能检索。',
    zhDo: '请至少输入两个汉字，或一个完整的字母词、号码。',
    en: '{word} is too short to be searched.',
    enDo: 'Give two Chinese characters, or a whole word or number.',
  },
  'search.too-many-words': {
    status: 422,
    zh: '一次最多检索 {most} 个词。',
    zhDo: '请减少词数。',
    en: 'At most {most} words are searched at once.',
    enDo: 'Use fewer words.',
  },
});
