/** How a text is counted and billed as a short message (3GPP TS 23.038 and 23.040). */
export type SmsLength = {
  readonly coding: 'gsm7' | 'ucs2';
  /** Characters as the network counts them: septets, or UTF-16 units. */
  readonly characters: number;
  /** Messages that are billed. */
  readonly segments: number;
};

const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These take an escape and count twice. */
const GSM7_EXTENDED = '\f^{}\\[~]|€';

/** Characters of a message alone, and of one part of a longer message: the parts carry a header. */
const ROOM = { gsm7: { alone: 160, part: 153 }, ucs2: { alone: 70, part: 67 } } as const;

/** Counts a text. One Chinese character makes the whole message UCS-2. */
export function smsLength(text: string): SmsLength {
  const characters = [...text];
  const septets = characters.map(septetsOf);
  if (!septets.includes(0)) return counted('gsm7', septets);
  const units = characters.map((character) => character.length);
  return counted('ucs2', units);
}

/** 0 where the character is not in the alphabet. */
const septetsOf = (character: string): number =>
  GSM7.includes(character) ? 1 : GSM7_EXTENDED.includes(character) ? 2 : 0;

/** A character of two places is never divided between two parts: the first part ends one place earlier. */
function counted(coding: 'gsm7' | 'ucs2', widths: readonly number[]): SmsLength {
  const characters = widths.reduce((total, width) => total + width, 0);
  const { alone, part } = ROOM[coding];
  if (characters <= alone) return { coding, characters, segments: 1 };
  let segments = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > part) {
      segments += 1;
      filled = 0;
    }
    filled += width;
  }
  return { coding, characters, segments };
}
