/**
 * Masks, as people know them: 138****2345, 150302********3456, 王**. Source: practice of government services; worked
 * examples SC-1. A mask keeps so little that sorting or searching by it tells nothing.
 */
export const maskPhone = (value: string): string => {
  const digits = value.replace(/[^\d+]/g, '');
  if (digits.length < 7) return '*'.repeat(digits.length);
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
};

export const maskCitizenNumber = (value: string): string => `${value.slice(0, 6)}********${value.slice(-4)}`;

export const maskName = (value: string): string => `${[...value][0] ?? ''}**`;

const CITIZEN_NUMBER =
  /(?<![\dA-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g;
/** Bank cards: 16 to 19 digits in one run or in groups of four. */
const BANK_CARD = /(?<!\d)(?:\d{4}[ -]?){3}\d{4,7}(?!\d)/g;
const MOBILE = /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g;
const LANDLINE = /(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)/g;
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\s]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]/g;

/**
 * Takes out of a free text what would betray a person: telephones, citizen numbers, plates, bank cards, and every
 * occurrence of the given words (the reporter's own name, number and address). Full-width digits count as digits.
 */
export function maskText(text: string, words: readonly (string | undefined)[] = []): string {
  let masked = narrow(text);
  for (const word of words) {
    const plain = word ? narrow(word).trim() : '';
    if (plain && plain.length >= 2) masked = masked.replaceAll(plain, '＊＊');
  }
  return masked
    .replace(CITIZEN_NUMBER, '［证件号］')
    .replace(BANK_CARD, '［卡号］')
    .replace(MOBILE, '［电话］')
    .replace(LANDLINE, '［电话］')
    .replace(PLATE, '［车牌］');
}

/** Full-width digits and letters become plain ones; the punctuation of Chinese stays as it is. */
function narrow(text: string): string {
  return text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}
