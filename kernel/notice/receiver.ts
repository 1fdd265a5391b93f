import type { Pool } from 'pg';
import type { Lang } from '../clock/words.ts';
import { type CityKeys, openValue, placeOfValue } from '../store/private.ts';
import type { NoticeTo } from './channel.ts';

/** Where a message goes: a telephone number, a mail address, a user of the work messenger. */
export type Receiver = { readonly address: string; readonly lang: Lang };

/** Finds the address at the moment of sending. Null: nobody there to tell, or the value was erased by law. */
export interface ReceiverLookup {
  find(to: NoticeTo, channel: string): Promise<Receiver | null>;
}

/** Addresses of units and posts: they stand in the registers and are not private. */
export interface DeskAddresses {
  find(to: NoticeTo, channel: string): Receiver | null;
}

/** The private field of a case that holds the reporter's address, by channel. */
const REPORTER_FIELDS: Readonly<Record<string, string>> = { sms: 'reporterPhone', mail: 'reporterMail' };

export type CaseReceivers = {
  readonly city: string;
  /** Pool of the role `writer`. */
  readonly pool: Pool;
  readonly keys: CityKeys;
  readonly desks: DeskAddresses;
};

/**
 * Reporters are found by the private values of their case, opened for this one message; all others by the registers.
 */
export function caseReceivers({ city, pool, keys, desks }: CaseReceivers): ReceiverLookup {
  return {
    find: async (to, channel) => {
      if (to.kind !== 'reporter') return desks.find(to, channel);
      const field = REPORTER_FIELDS[channel];
      if (!field) return null;
      const { rows } = await pool.query<{ seq: number; key_id: string; value: Buffer }>({
        name: 'notice_value',
        text: 'select seq, key_id, value from notice_value($1, $2, $3)',
        values: [city, to.ref, field],
      });
      const sealed = rows[0];
      if (!sealed) return null;
      const place = placeOfValue(city, 'case', to.ref, sealed.seq, field);
      return { address: openValue(keys, place, sealed.key_id, sealed.value), lang: 'zh' };
    },
  };
}
