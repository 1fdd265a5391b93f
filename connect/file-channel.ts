import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Channel, Message } from '@huying/kernel/notice/channel';

export type FileChannelOptions = {
  readonly folder: string;
  /** Name of the files: `sms` gives `sms-2025-09-26.ndjson`. */
  readonly name: string;
  /** The day that a message falls on, and the day before it. */
  days(): readonly [today: string, yesterday: string];
};

/**
 * A channel for places without a gateway: each message is one line of a file a day, on disk before it counts as sent.
 * A message that stands in the file already (the runner died after it was written) is not written again, and gives the
 * same receipt. Lines are whole, also when two processes write: each is one append.
 */
export function fileChannel({ folder, name, days }: FileChannelOptions): Channel {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (day: string) => join(folder, `${name}-${day}.ndjson`);
  return {
    send: async (message) => {
      const [today, yesterday] = days();
      if ([today, yesterday].some((day) => holds(fileOf(day), message.id))) return { ok: true, receipt: message.id };
      const file = openSync(fileOf(today), 'a', 0o600);
      try {
        writeSync(file, `${JSON.stringify(lineOf(message))}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return { ok: true, receipt: message.id };
    },
  };
}

const holds = (file: string, id: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8').includes(`{"id":"${id}"`);

/** The id stands first, so that it is found without reading the rest. */
function lineOf({ id, ...rest }: Message): object {
  return { id, ...rest };
}
