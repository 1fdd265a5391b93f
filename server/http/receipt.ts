import { randomBytes } from 'node:crypto';

/** Without the letters and digits that people mistake for each other: I, L, O, U, 0, 1. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/** A code of ten random characters by which its owner follows a case without signing in (49 bits). */
export function newReceiptCode(): string {
  let code = '';
  while (code.length < LENGTH) {
    for (const byte of randomBytes(16)) {
      // bytes above the last full round of the alphabet are left out, so that all letters are equally likely
      if (byte < 240 && code.length < LENGTH) code += LETTERS[byte % LETTERS.length];
    }
  }
  return code;
}

export const isReceiptCode = (text: string): boolean => new RegExp(`^[${LETTERS}]{${LENGTH}}$`).test(text);
