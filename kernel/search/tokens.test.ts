import { generateKeySync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalText, tokeniser, tokensOf } from './tokens.ts';

const keys = () => ({
  current: 'k1',
  values: {},
  index: generateKeySync('hmac', { length: 256 }),
});

test.each([
  ['暖气不热', ['暖气', '气不', '不热']],
  ['停水，已经３天', ['停水', '已经', '3']],
  ['ＡＢ座 301室', ['ab', '301']],
  ['电话13847312345', ['电话', '13847312345', '2345']],
  ['Wi-Fi坏了', ['wi', 'fi', '坏了']],
  ['热', []],
  ['……！', []],
])('%s gives %j', (text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens);
});

test('a text that holds a word has all tokens of the word, wherever it stands', () => {
  const han = fc.string({ unit: fc.constantFrom(...'暖气停水乌达热不小区路灯'), minLength: 2, maxLength: 6 });
  const around = fc.string({ unit: fc.constantFrom(...'暖气停水，。 aB3'), maxLength: 12 });
  fc.assert(
    fc.property(han, around, around, (word, before, after) => {
      const text = `${before}${word}${after}`;
      const has = new Set(tokensOf(text));
      expect(tokensOf(word).filter((token) => !has.has(token))).toEqual([]);
      expect(normalText(text)).toContain(normalText(word));
    }),
  );
});

test('the same token has another number under another key, and nothing of the text can be read from it', () => {
  const [one, other] = [tokeniser(keys()), tokeniser(keys())];
  expect(one.ofText('暖气不热')).toEqual(one.ofText('暖气不热，暖气'));
  expect(one.number('暖气')).not.toBe(other.number('暖气'));
});
