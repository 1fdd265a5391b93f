import { describe, expect, test } from 'vitest';
import { smsLength } from './sms-length.ts';

describe('short messages are counted as the network bills them', () => {
  test.each([
    ['', 'gsm7', 0, 1],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    ['€'.repeat(80), 'gsm7', 160, 1],
    ['€'.repeat(81), 'gsm7', 162, 2],
    ['热'.repeat(70), 'ucs2', 70, 1],
    ['热'.repeat(71), 'ucs2', 71, 2],
    ['热'.repeat(134), 'ucs2', 134, 2],
    ['热'.repeat(135), 'ucs2', 135, 3],
    [`${'a'.repeat(70)}热`, 'ucs2', 71, 2],
    ['😀'.repeat(35), 'ucs2', 70, 1],
  ])('%s', (text, coding, characters, segments) => {
    expect(smsLength(text)).toEqual({ coding, characters, segments });
  });

  test('a character of two places is not divided between two parts', () => {
    // 152 + 2 do not fit into the first part, so that 306 places take three parts
    expect(smsLength(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toEqual({
      coding: 'gsm7',
      characters: 306,
      segments: 3,
    });
    expect(smsLength(`${'a'.repeat(153)}€${'a'.repeat(151)}`)).toEqual({
      coding: 'gsm7',
      characters: 306,
      segments: 2,
    });
    expect(smsLength(`${'热'.repeat(66)}😀${'热'.repeat(66)}`).segments).toBe(3);
  });
});
