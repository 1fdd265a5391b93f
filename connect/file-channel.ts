import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
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
 * A channel for places without a gateway: each message is one line of a file a day, written before it counts as sent
 * (a killed process loses none; the disk is not waited for, since that would hold up the commits on the same disk).
 * A message that stands in the file already (the runner died after it was written) is not written again, and gives the
 * same receipt. Lines are whole, also when two processes write: each is one append.
 */
export function fileChannel({ folder, name, days }: FileChannelOptions): Channel {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (day: string) => join(folder, `${name}-${day}.ndjson`);
  const known = new Map<string, Known>();
  const holds = (file: string, id: string): boolean => {
    const ids = readOn(file, known.get(file));
    known.set(file, ids);
    return ids.ids.has(id);
  };
  return {
    send: async (message) => {
      const [today, yesterday] = days();
      if ([today, yesterday].some((day) => holds(fileOf(day), message.id))) return { ok: true, receipt: message.id };
      const file = openSync(fileOf(today), 'a', 0o600);
      try {
        writeSync(file, `${JSON.stringify(lineOf(message))}\n`);
      } finally {
        closeSync(file);
      }
      return { ok: true, receipt: message.id };
    },
  };
}

/** Ids of the lines of a file up to a place in it. */
type Known = { readonly ids: Set<string>; readonly size: number };

const ID = /^\{"id":"([0-9a-f-]{36})"/gm;

/** Reads what another process, or this one, has written since the last look. */
function readOn(file: string, before: Known = { ids: new Set(), size: 0 }): Known {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size === before.size) return before;
  const handle = openSync(file, 'r');
  const bytes = Buffer.alloc(size - before.size);
  readSync(handle, bytes, 0, bytes.length, before.size);
  closeSync(handle);
  // a line that another process is in the middle of writing is read with the next look
  const end = bytes.lastIndexOf(10) + 1;
  for (const [, id = ''] of bytes.subarray(0, end).toString('utf8').matchAll(ID)) before.ids.add(id);
  return { ids: before.ids, size: before.size + end };
}

/**
 * The id stands first, so that it is found without reading the rest. A file is no gateway: whoever looks at a trial
 * does not need the whole number, and an erasure must find none in it.
 */
function lineOf({ id, ...rest }: Message): object {
  return 'address' in rest ? { id, ...rest, address: masked(rest.address) } : { id, ...rest };
}

/** `138****2345`; addresses of desks and systems stay as they are. */
const masked = (address: string): string =>
  /^\+?[\d -]{7,}$/.test(address) ? address.replace(/^(.{3}).*(.{4})$/, '$1****$2') : address;
