import { createCipheriv, createDecipheriv, createHash, createHmac, type KeyObject, randomFillSync } from 'node:crypto';

/**
 * Private values lie beside the log: encrypted, salted, erasable. The log holds only the commitment, so that the chain
 * still verifies when salt and value are gone, and nobody can guess a value from its commitment without the salt.
 */
export type CityKeys = {
  /** Id of the key that new values are written with. */
  readonly current: string;
  /** 32-byte keys for AES-256-GCM by id; old ones stay for reading. */
  readonly values: Readonly<Record<string, KeyObject>>;
  /** Key of the blind index (look-up by telephone or citizen number) and of search tokens. Never changes by itself. */
  readonly index: KeyObject;
};

export type SealedValue = {
  readonly salt: Buffer;
  readonly value: Buffer;
  readonly keyId: string;
  /** Hex, for the event. */
  readonly commitment: string;
};

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts one value and commits to it. The place of the value is authenticated: it cannot be moved to another case.
 */
export function sealValue(keys: CityKeys, place: string, value: string): SealedValue {
  const key = keys.values[keys.current];
  if (!key) throw new Error(`key ${keys.current} is not in the key file`);
  const random = takeRandom(SALT_BYTES + NONCE_BYTES);
  const salt = random.subarray(0, SALT_BYTES);
  const nonce = random.subarray(SALT_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return {
    salt,
    value: Buffer.concat([nonce, cipher.getAuthTag(), text]),
    keyId: keys.current,
    commitment: commitmentOf(salt, value),
  };
}

/** Chance is drawn in large portions: one call of the system for some hundred values. */
const PORTION = 8192;
let portion = Buffer.alloc(0);

function takeRandom(bytes: number): Buffer {
  if (portion.length < bytes) portion = randomFillSync(Buffer.allocUnsafeSlow(PORTION));
  const taken = portion.subarray(0, bytes);
  portion = portion.subarray(bytes);
  return taken;
}

/** Opens a sealed value. Throws where key, place or bytes do not fit: that is tampering or a lost key. */
export function openValue(keys: CityKeys, place: string, keyId: string, sealed: Buffer): string {
  const key = keys.values[keyId];
  if (!key) throw new Error(`key ${keyId} is not in the key file`);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  decipher.setAAD(Buffer.from(place, 'utf8'));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}

export const commitmentOf = (salt: Buffer, value: string): string =>
  createHash('sha256').update(salt).update(value, 'utf8').digest('hex');

/** The authenticated place of a value: city, stream, event number and field. */
export const placeOfValue = (city: string, kind: string, id: string, seq: number, field: string): string =>
  `${city}/${kind}/${id}/${seq}/${field}`;

/** Keyed hash for look-up by equality: the same number gives the same text, the text tells nothing about the number. */
export const blindIndex = (keys: CityKeys, field: string, value: string): string =>
  createHmac('sha256', keys.index).update(`${field}:${value}`, 'utf8').digest('base64url').slice(0, 32);

/** Telephone and citizen numbers are compared without spaces, hyphens and the country's 86 (`+86 138-4731 2345`). */
export const normalNumber = (value: string): string =>
  value
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replace(/^(\+|00)86(?=1\d{10}$)/, '');
