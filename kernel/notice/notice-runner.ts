import type { Pool } from 'pg';
import type { Zone } from '../clock/zone.ts';
import type { CityKeys } from '../store/private.ts';
import type { Channels } from './channel.ts';
import { type DeliveryRound, deliverDue } from './deliver.ts';
import { type Preparing, prepareMessage } from './prepare.ts';
import { defaultQuietHours, type QuietHours } from './quiet-hours.ts';
import { caseReceivers, type DeskAddresses } from './receiver.ts';
import type { NoticeTemplates } from './template.ts';
import { followEvents } from './webhook.ts';
import { noticeWords } from './words.ts';

/** What a city gives so that its messages go out. */
export type NoticeCity = {
  readonly city: string;
  /** Pool of the role `writer`. */
  readonly writer: Pool;
  readonly keys: CityKeys;
  readonly zone: Zone;
  now(): Date;
  /** Names from the registers; null for what they do not know. */
  unitLabel(id: string): string | null;
  placeLabel(path: string): string | null;
  /** Templates of all systems in service (`joinTemplates`). */
  readonly templates: NoticeTemplates;
  /** Rows of channels that are not here wait. */
  readonly channels: Channels;
  /** Where units, posts and systems are reached. */
  readonly desks: DeskAddresses;
  /** Absent: `defaultQuietHours`. */
  readonly quiet?: QuietHours;
};

export type NoticeRunner = {
  /** Delivers what is due, round after round until nothing is; what is left then is left for the next call. */
  deliver(): Promise<DeliveryRound>;
  /** Lays new events into the outbox for the subscribers of webhooks; says how many rows. */
  follow(): Promise<number>;
};

/** Rounds of one call at most, so that a server that stops is not kept waiting by a long queue. */
const ROUNDS_MAX = 20;

/**
 * The messages of one city, to be run again and again (each second). Any number of servers may do so at once, and any
 * of them may be killed: leases and the place in the log stand in the database.
 */
export function noticeRunner(city: NoticeCity): NoticeRunner {
  const { city: name, writer, keys, zone, templates, channels, desks } = city;
  const now = () => city.now();
  const preparing: Preparing = {
    city: name,
    templates,
    words: noticeWords({ zone, unit: (id) => city.unitLabel(id), place: (path) => city.placeLabel(path), now }),
    receivers: caseReceivers({ city: name, pool: writer, keys, desks }),
    zone,
    quiet: city.quiet ?? defaultQuietHours,
  };
  const options = {
    city: name,
    now,
    prepare: (row: Parameters<typeof prepareMessage>[0], at: Date) => prepareMessage(row, at, preparing),
  };
  return {
    deliver: async () => {
      let sum: DeliveryRound = { taken: 0, sent: 0, failed: 0, parked: 0, postponed: 0 };
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const one = await deliverDue(writer, channels, options);
        if (one.taken === 0) break;
        sum = addRounds(sum, one);
      }
      return sum;
    },
    follow: () => followEvents(writer, name),
  };
}

const addRounds = (one: DeliveryRound, other: DeliveryRound): DeliveryRound => ({
  taken: one.taken + other.taken,
  sent: one.sent + other.sent,
  failed: one.failed + other.failed,
  parked: one.parked + other.parked,
  postponed: one.postponed + other.postponed,
});
