import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskCitizenNumber, maskName, maskPhone, maskText } from './mask.ts';

test('SC-1: masks as people know them', () => {
  expect(maskPhone('13847312345')).toBe('138****2345');
  expect(maskCitizenNumber('150302198501123456')).toBe('150302********3456');
  expect(maskName('王小明')).toBe('王**');
});

test('a mobile number is masked however it is written, and other numbers stay', () => {
  for (const number of ['13847312345', '138 4731 2345', '138-4731-2345', '+8613847312345', '１３８４７３１２３４５']) {
    expect(maskText(`请打${number}找我`)).toBe('请打［电话］找我');
  }
  expect(maskText('三号楼202室停水48小时，编号1503-261124-000101-0')).toBe(
    '三号楼202室停水48小时，编号1503-261124-000101-0',
  );
});

test('no text keeps a planted mobile number or a given word', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const number = fc.integer({ min: 0, max: 999_999_999 }).map((n) => `13${String(n).padStart(9, '0')}`);
  fc.assert(
    fc.property(text, text, number, (before, after, phone) => {
      const masked = maskText(`${before}，${phone}，呼斯楞${after}`, ['呼斯楞']);
      expect(masked).not.toContain(phone);
      expect(masked).not.toContain('呼斯楞');
    }),
  );
});
