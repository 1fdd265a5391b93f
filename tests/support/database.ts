import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createDatabase, type RolePasswords, type RoleUrls, roleUrls } from '../../kernel/store/roles.ts';
import { TEMPLATE } from './engine.ts';

export type TestDatabase = RoleUrls & {
  readonly name: string;
  readonly superuserUrl: string;
  readonly owner: pg.Pool;
  readonly reader: pg.Pool;
  readonly writer: pg.Pool;
  close(): Promise<void>;
};

/** A fresh, migrated, empty database. Databases are not dropped: the engine of the run is thrown away as a whole. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const engine = JSON.parse(process.env.HUYING_TEST_ENGINE ?? 'null') as {
    superuserUrl: string;
    passwords: RolePasswords;
  } | null;
  if (!engine) throw new Error('no engine runs: start tests with npm test, which sets it up (tests/support/engine.ts)');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(engine.superuserUrl, name, TEMPLATE);
  const urls = roleUrls(engine.superuserUrl, name, engine.passwords);
  const pool = (connectionString: string) => new pg.Pool({ connectionString, max: 10 });
  const [owner, reader, writer] = [pool(urls.ownerUrl), pool(urls.readerUrl), pool(urls.writerUrl)];
  const superuserUrl = new URL(engine.superuserUrl);
  superuserUrl.pathname = `/${name}`;
  return {
    ...urls,
    name,
    superuserUrl: superuserUrl.toString(),
    owner,
    reader,
    writer,
    close: async () => {
      await Promise.all([owner.end(), reader.end(), writer.end()]);
    },
  };
}
