import type { Lang } from '../clock/words.ts';

/**
 * The doors to the world outside. A channel sends one message; connect/ holds one adapter for each, and a simulator.
 * Sending is at least once: the same message may be sent again after a crash, always under the same id, so that a
 * receiver can drop doubles.
 */

/** Whom a message is for: the reporter of a case (by its id), a unit, a post, a connected system (by its name). */
export type NoticeTo = {
  readonly kind: 'reporter' | 'unit' | 'post' | 'system';
  readonly ref: string;
};

/** The event after which a message was written. */
export type About = { readonly kind: string; readonly id: string; readonly seq: number };

type MessageBase = {
  /** Id of the outbox row, the same on every attempt: the idempotency key for the receiver. */
  readonly id: string;
  readonly city: string;
  readonly about: About;
  /** 1 for the first attempt. */
  readonly attempt: number;
};

/** Words for a person. The address was looked up for this attempt and is stored nowhere. */
export type NoticeMessage = MessageBase & {
  readonly is: 'notice';
  readonly template: string;
  readonly to: NoticeTo;
  readonly address: string;
  readonly lang: Lang;
  /** What the message is about, for channels that have a subject line. */
  readonly subject: string;
  readonly text: string;
};

/** Codes, ids and times for a system. */
export type DataMessage = MessageBase & {
  readonly is: 'data';
  readonly body: Readonly<Record<string, unknown>>;
};

export type Message = NoticeMessage | DataMessage;

/**
 * Not taken. `retry: false` is final: the message is parked at once. `afterSeconds` is what the other side asked for.
 */
export type NotSent = {
  readonly ok: false;
  readonly retry: boolean;
  readonly reason: string;
  readonly afterSeconds?: number;
};

export type Sent =
  /** The other side has taken it. `receipt` is its own id of the message, under which it reports later. */
  { readonly ok: true; readonly receipt: string | null } | NotSent;

export interface Channel {
  /** Sends one message; stops when `signal` is aborted. An exception counts as a failure that may pass. */
  send(message: Message, signal: AbortSignal): Promise<Sent>;
}

/** Channels by the name that stands in the outbox: `sms`, `wecom`, `mail`, `webhook`, `police`. */
export type Channels = Readonly<Record<string, Channel>>;

export const refused = (reason: string, afterSeconds?: number): NotSent => ({
  ok: false,
  retry: true,
  reason,
  ...(afterSeconds === undefined ? {} : { afterSeconds }),
});

export const refusedForGood = (reason: string): NotSent => ({ ok: false, retry: false, reason });
