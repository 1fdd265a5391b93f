import type { Pool } from 'pg';
import { accept, type Result, refuse } from '../define/refusal.ts';
import { newId } from '../store/id.ts';
import { type CityKeys, openValue, placeOfValue, sealValue } from '../store/private.ts';

/** Who wants to be told of events, and the way of an event into the outbox. connect/webhook sends. */
export type NewSubscription = {
  readonly city: string;
  readonly url: string;
  /** Shared secret of the signature; stored sealed. */
  readonly secret: string;
  /** `hotline.request.dispatch`, `hotline.request.*` or `*`. */
  readonly eventTypes: readonly string[];
  /** Post that asks for it. */
  readonly by: string;
};

export type Subscription = { readonly url: string; readonly secret: string; readonly active: boolean };

/** What the sending adapter needs to know of a subscription. */
export interface Subscriptions {
  find(id: string): Promise<Subscription | null>;
  /** The receiver wants no more. */
  end(id: string, because: string): Promise<void>;
}

/** Events that one step lays into the outbox, about. */
const EVENTS_A_STEP = 500;
const EVENT_TYPE = /^(\*|[a-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*(\.\*)?)$/;
const EVENT_TYPES_MAX = 100;
/** A shorter secret could be guessed from one signed message. */
export const SECRET_CHARACTERS_MIN = 24;

/**
 * Writes a subscription and returns its id. It is told of events from now on. Whether the address may be pushed to is
 * checked by the door that takes it (connect/webhook/guard) and again at every sending. Refusal:
 * `notice.event-type-unknown`, `notice.secret-short`.
 */
export async function subscribe(
  writer: Pool,
  keys: CityKeys,
  wanted: NewSubscription,
  now: Date,
): Promise<Result<string>> {
  const wrong = wanted.eventTypes.find((type) => !EVENT_TYPE.test(type));
  if (wrong !== undefined || wanted.eventTypes.length === 0 || wanted.eventTypes.length > EVENT_TYPES_MAX) {
    return refuse('notice.event-type-unknown', { field: 'eventTypes', given: wrong ?? '' });
  }
  if (wanted.secret.length < SECRET_CHARACTERS_MIN) {
    return refuse('notice.secret-short', { field: 'secret', values: { least: SECRET_CHARACTERS_MIN } });
  }
  const id = newId();
  const sealed = sealValue(keys, secretPlace(wanted.city, id), wanted.secret);
  await writer.query('select webhook_subscribe($1, $2, $3, $4, $5, $6, $7, $8)', [
    wanted.city,
    id,
    wanted.url,
    sealed.value,
    sealed.keyId,
    wanted.eventTypes,
    wanted.by,
    now,
  ]);
  return accept(id);
}

const secretPlace = (city: string, id: string): string => placeOfValue(city, 'webhook', id, 0, 'secret');

/** The subscriptions of a city; secrets are opened for one sending. */
export function subscriptionsOf(writer: Pool, city: string, keys: CityKeys, now: () => Date): Subscriptions {
  return {
    find: async (id) => {
      const { rows } = await writer.query<{ url: string; secret: Buffer; key_id: string; active: boolean }>(
        'select url, secret, key_id, active from webhook_find($1, $2)',
        [city, id],
      );
      const row = rows[0];
      if (!row) return null;
      return {
        url: row.url,
        secret: openValue(keys, secretPlace(city, id), row.key_id, row.secret),
        active: row.active,
      };
    },
    end: async (id, because) => {
      await writer.query('select webhook_end($1, $2, $3, $4)', [city, id, because, now()]);
    },
  };
}

/** One event for one subscriber, as it stands in the outbox: ids and codes, nothing that a verb was told. */
export type WebhookBody = {
  readonly subscription: string;
  readonly event: {
    /** Case and number of the event in it: what a receiver drops doubles by. */
    readonly caseId: string;
    readonly seq: number;
    readonly number: string;
    readonly definition: string;
    readonly verb: string;
    readonly at: string;
  };
};

type Step = {
  readonly from: string;
  readonly to: string;
  readonly events: readonly {
    readonly stream: string;
    readonly seq: number;
    readonly verb: string;
    readonly definition: string;
    readonly number: string;
    readonly at: string;
  }[];
  readonly subscriptions: readonly { readonly id: string; readonly types: readonly string[]; readonly since: string }[];
};

/** Does a subscription to `pattern` want events of `type`? */
export const wants = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

/**
 * Lays the newest events into the outbox for their subscribers, following the log below the oldest running
 * transaction: no event is missed, and none is laid twice by two servers. Transactions are taken whole, so that a step
 * may be larger than `most` events. Says how many rows it wrote.
 */
export async function followEvents(writer: Pool, city: string, most = EVENTS_A_STEP): Promise<number> {
  const { rows } = await writer.query<{ step: Step | null }>('select webhook_next($1, $2) as step', [city, most]);
  const step = rows[0]?.step;
  if (!step) return 0;
  const messages = step.events.flatMap(({ stream, seq, verb, definition, number, at }) =>
    step.subscriptions
      .filter(({ types, since }) => {
        const type = `${definition}.${verb}`;
        return Date.parse(at) >= Date.parse(since) && types.some((pattern) => wants(pattern, type));
      })
      .map(({ id }) => {
        const event = { caseId: stream, seq, number, definition, verb, at: new Date(at).toISOString() };
        const body: WebhookBody = { subscription: id, event };
        return { id: newId(), stream, seq, body, at };
      }),
  );
  const put = await writer.query<{ put: boolean }>('select webhook_put($1, $2, $3, $4::jsonb) as put', [
    city,
    step.from,
    step.to,
    JSON.stringify(messages),
  ]);
  return put.rows[0]?.put ? messages.length : 0;
}
