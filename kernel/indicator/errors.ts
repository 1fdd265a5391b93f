import { catalogue } from '../define/refusal.ts';

export const indicatorRefusals = catalogue('indicator', {
  'indicator.already-published': {
    status: 409,
    zh: '“{set}”{from} 至 {to} 已经公布，公布后不再改动。',
    zhDo: '后来的决定作为调整项列入下一期。',
    en: '{set} for {from} to {to} is published and stays as it is.',
    enDo: 'Enter a later decision as an adjustment line of the next period.',
  },
});
