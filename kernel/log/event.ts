import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * An event is one line of a stream's history. Its body is canonical text (RFC 8785, JSON canonicalization scheme);
 * its hash covers the body's bytes and the hash before it. The body holds codes, ids, times and commitments, never a
 * name, a number, an address or a free text: those are private values, and the body holds only their commitments.
 */
export type EventBody = {
  /** Form of the body. */
  readonly v: 1;
  readonly city: string;
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  /** The verb, or an event type of the kernel such as `overdue`. */
  readonly type: string;
  /** When the server recorded it (UTC), never earlier than the event before. */
  readonly at: string;
  /** When it happened, as claimed. */
  readonly happened?: string;
  readonly by: Author;
  /** Public and internal values of the input, by name. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** SHA-256 over salt and value of each private value, by name. */
  readonly sealed?: Readonly<Record<string, string>>;
  /** What the event changed: folding the changes of a stream gives its row. */
  readonly changes: Readonly<Record<string, unknown>>;
};

export type Author = {
  /** `post`, `reporter`, `anyone`, `system`. */
  readonly kind: string;
  /** Id of the post or of the connected system; absent for a reporter. */
  readonly id?: string;
  readonly person?: string;
  readonly unit?: string;
  /** Post for which a deputy acted. */
  readonly deputyOf?: string;
};

export type HashAlgorithm = 'sha256' | 'sm3';

/** One event as it is stored. */
export type StoredEvent = {
  readonly body: EventBody;
  readonly text: string;
  readonly hash: Buffer;
};

export const EMPTY_HEAD = Buffer.alloc(0);

/** SHA-256 over the head before and the body's bytes. */
export function chainHash(before: Buffer, text: string): Buffer {
  return createHash('sha256').update(before).update(text, 'utf8').digest();
}

/** Writes the body as canonical text and chains it to `before`. */
export function sealEvent(body: EventBody, before: Buffer): StoredEvent {
  const text = canonicalize(body);
  if (text === undefined) throw new Error(`event ${body.type} of ${body.kind} ${body.id} has no canonical text`);
  return { body, text, hash: chainHash(before, text) };
}
