import { createHash, createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The port behind which a city may put its own check (slider, picture, message code). What is asked for is given to the
 * caller as it is, what comes back stands in the header `Human-Check`.
 */
export interface HumanCheck {
  ask(now: Date): Readonly<Record<string, string | number>>;
  passes(answer: string, now: Date): boolean;
}

const VALID_MS = 10 * 60_000;
/** About a second of work in a browser; a machine that wants ten thousand intakes needs hours. */
const BITS = 18;
const REMEMBERED_MAX = 100_000;

/**
 * A small piece of work instead of a puzzle: nothing leaves the city, no picture has to be read by eyes that are weak.
 * `challenge` is signed and valid for ten minutes, an answer is `challenge:n` where SHA-256 of it begins with `bits`
 * zero bits; each challenge is good for one answer a server.
 */
export function workCheck(key: KeyObject, bits = BITS): HumanCheck {
  const used = new Map<string, number>();
  const sign = (text: string) => createHmac('sha256', key).update(`human:${text}`).digest('base64url').slice(0, 24);
  return {
    ask: (now) => {
      const text = `${now.getTime() + VALID_MS}.${randomBytes(9).toString('base64url')}`;
      return { kind: 'work', challenge: `${text}.${sign(text)}`, bits };
    },
    passes: (answer, now) => {
      const [challenge = '', nonce = ''] = answer.split(':');
      const [until = '', salt = '', signature = ''] = challenge.split('.');
      const right = sign(`${until}.${salt}`);
      if (!/^\d{1,16}$/.test(nonce) || signature.length !== right.length) return false;
      if (!timingSafeEqual(Buffer.from(signature), Buffer.from(right))) return false;
      if (Number(until) < now.getTime() || used.has(challenge)) return false;
      if (zeroBits(createHash('sha256').update(answer).digest()) < bits) return false;
      if (used.size >= REMEMBERED_MAX) used.clear();
      used.set(challenge, Number(until));
      return true;
    },
  };
}

/** Zero bits at the beginning. */
export function zeroBits(bytes: Uint8Array): number {
  let bits = 0;
  for (const byte of bytes) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}
