import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { type Channel, type Message, refused, refusedForGood, type Sent } from '@huying/kernel/notice/channel';
import type { Subscriptions, WebhookBody } from '@huying/kernel/notice/webhook';
import { signWebhook } from '@huying/kernel/notice/webhook-signature';
import type { AddressGuard } from './address-guard.ts';

export type WebhookOptions = {
  readonly subscriptions: Subscriptions;
  readonly guard: AddressGuard;
  /** `source` of the CloudEvents, such as `/cities/wuhai`. */
  readonly source: string;
  /** Plain http, for networks that an administrator opened. */
  readonly allowHttp?: boolean;
  now(): Date;
};

const ANSWER_BYTES_MAX = 4096;

/**
 * Pushes events to subscribers as CloudEvents 1.0 (structured mode), signed in the form of standard webhooks. The name
 * is resolved once and the connection goes to exactly the address that was checked, redirects are not followed, and 410
 * ends the subscription.
 */
export function webhookChannel(options: WebhookOptions): Channel {
  return { send: (message, signal) => send(options, message, signal) };
}

async function send(options: WebhookOptions, message: Message, signal: AbortSignal): Promise<Sent> {
  if (message.is !== 'data') return refusedForGood('a webhook takes events only');
  const { subscription: id, event } = message.body as unknown as WebhookBody;
  const subscription = await options.subscriptions.find(id);
  if (!subscription?.active) return refusedForGood('the subscription has ended');
  const url = new URL(subscription.url);
  const address = await checkedAddress(url, options);
  if (address === null) return refusedForGood('notice.url-refused');
  const body = JSON.stringify({
    specversion: '1.0',
    // the same event on every attempt, for the receiver to drop doubles by
    id: `${event.caseId}/${event.seq}`,
    source: options.source,
    type: `${event.definition}.${event.verb}`,
    subject: event.number,
    time: event.at,
    datacontenttype: 'application/json',
    data: { caseId: event.caseId, seq: event.seq, number: event.number },
  });
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...signWebhook(subscription.secret, { id: `${event.caseId}/${event.seq}`, at: options.now(), body }),
    'user-agent': 'huying',
  };
  const { status, retryAfter } = await post(url, address, { headers, body, signal });
  if (status >= 200 && status < 300) return { ok: true, receipt: null };
  if (status === 410) {
    await options.subscriptions.end(id, 'the receiver answered 410');
    return refusedForGood('410');
  }
  return refused(String(status), retryAfter);
}

/** The one address that is connected to; null where any of them is closed, or the address is none that may be used. */
async function checkedAddress(url: URL, { guard, allowHttp }: WebhookOptions): Promise<string | null> {
  const scheme = url.protocol === 'https:' || (allowHttp === true && url.protocol === 'http:');
  if (!scheme || url.username !== '' || url.password !== '') return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  const first = found[0]?.address;
  return first !== undefined && found.every(({ address }) => guard(address)) ? first : null;
}

type Post = { readonly headers: Record<string, string>; readonly body: string; readonly signal: AbortSignal };

function post(url: URL, address: string, { headers, body, signal }: Post) {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const family = isIP(address);
  return new Promise<{ status: number; retryAfter?: number }>((done, fail) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers,
        signal,
        agent: false,
        // the name was looked up and checked: it is not looked up again
        lookup: (_name, options, answer) =>
          options.all ? answer(null, [{ address, family }]) : answer(null, address, family),
      },
      (response) => {
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > ANSWER_BYTES_MAX) response.destroy();
        });
        response.on('close', () => {
          const seconds = Number(response.headers['retry-after']);
          done({ status: response.statusCode ?? 0, ...(seconds > 0 ? { retryAfter: seconds } : {}) });
        });
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}
