import { createHmac, timingSafeEqual } from 'node:crypto';
import { accept, type Result, refuse } from '../define/refusal.ts';

/** The headers that let a receiver know a push for ours (the form of standardwebhooks.com, version 1). */
export type WebhookHeaders = {
  /** The same on every attempt: what a receiver drops doubles by. */
  readonly 'webhook-id': string;
  /** Seconds since 1970, the moment of this attempt. */
  readonly 'webhook-timestamp': string;
  /** `v1,` and the HMAC-SHA256 over id, time and body in base64. */
  readonly 'webhook-signature': string;
};

/** A message that is older, or further ahead of our clock, is not taken: nobody can send an old one again. */
export const SIGNATURE_MINUTES_MAX = 5;
const VERSION = 'v1';
/** A secret in this form is base64; any other is taken as it stands. */
const BASE64_SECRET = 'whsec_';

/** Signs the bytes of one attempt: `body` is the text exactly as it is sent. */
export function signWebhook(
  secret: string,
  push: { readonly id: string; readonly at: Date; readonly body: string },
): WebhookHeaders {
  const seconds = String(Math.floor(push.at.getTime() / 1000));
  return {
    'webhook-id': push.id,
    'webhook-timestamp': seconds,
    'webhook-signature': `${VERSION},${signatureOf(secret, push.id, seconds, push.body)}`,
  };
}

/**
 * What a receiver does; ours are the simulator and a deployment that is told by another one. Several signatures, parted
 * by blanks, stand there while a secret is changed. Refusals: `notice.signature-wrong`, `notice.signature-old`.
 */
export function checkWebhook(secret: string, headers: WebhookHeaders, body: string, now: Date): Result<true> {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': given } = headers;
  const expected = Buffer.from(`${VERSION},${signatureOf(secret, id, seconds, body)}`);
  const fits = given.split(' ').some((one) => {
    const bytes = Buffer.from(one);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  if (!fits) return refuse('notice.signature-wrong');
  const apart = Math.abs(now.getTime() - Number(seconds) * 1000);
  if (apart <= SIGNATURE_MINUTES_MAX * 60_000) return accept(true);
  return refuse('notice.signature-old', { values: { minutes: SIGNATURE_MINUTES_MAX } });
}

function signatureOf(secret: string, id: string, seconds: string, body: string): string {
  const key = secret.startsWith(BASE64_SECRET)
    ? Buffer.from(secret.slice(BASE64_SECRET.length), 'base64')
    : Buffer.from(secret, 'utf8');
  return createHmac('sha256', key).update(`${id}.${seconds}.${body}`, 'utf8').digest('base64');
}
