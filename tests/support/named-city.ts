import { generateKeySync } from 'node:crypto';
import { movingClock } from '../../kernel/clock/now.ts';
import type { CityKeys } from '../../kernel/store/private.ts';
import { actingFor, type LiveCity } from '../../server/cities.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

/** A city of city/ in service on a fresh database, with a clock of its own. */
export type NamedCity = {
  readonly db: TestDatabase;
  readonly acting: LiveCity;
  readonly keys: CityKeys;
  setClock(time: string): void;
  query<R>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
  close(): Promise<void>;
};

/** `time` with its offset: `2026-01-15T12:00:00-08:00`. */
export async function openNamedCity(name: string, time: string): Promise<NamedCity> {
  const db = await openTestDatabase();
  const key = () => generateKeySync('hmac', { length: 256 });
  const keys: CityKeys = { current: 'k1', values: { k1: key() }, index: key() };
  const clock = movingClock(new Date(time));
  const deployment = {
    pools: { reader: db.reader, writer: db.writer },
    keys: { keysOf: () => keys },
    engine: null,
    migrated: [],
    ready: async () => true,
    revive: async () => false,
    close: async () => undefined,
  };
  const acting = await actingFor(name, deployment, clock);
  if (!acting) throw new Error(`no city ${name}`);
  return {
    db,
    acting,
    keys,
    setClock: (text) => clock.set(new Date(text)),
    query: async <R>(text: string, values: readonly unknown[] = []) => {
      const client = await db.owner.connect();
      try {
        return (await client.query(text, [...values])).rows as R[];
      } finally {
        client.release();
      }
    },
    close: () => db.close(),
  };
}
