import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { checkDatabase } from './check-database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** The engine of a test run may do without fsync; everything else holds for it as for any other. */
const faults = async () => (await checkDatabase(db)).filter(({ what }) => what !== 'fsync');

test('a database as migrations leave it holds', async () => {
  expect(await faults()).toEqual([]);
});

test.each([
  ['row security of cases', 'alter table cases no force row level security'],
  ['row security of private_value', 'alter table private_value disable row level security'],
])('%s that was switched off is found, and the statement beside it mends it', async (what, statement) => {
  await db.owner.query(statement);
  const [fault] = await faults();
  expect(fault?.what).toBe(what);
  await db.owner.query(fault?.mend ?? '');
  expect(await faults()).toEqual([]);
});

test('a server that would connect as owner or superuser is told so', async () => {
  const superuser = new pg.Pool({ connectionString: db.superuserUrl, max: 1 });
  const found = await checkDatabase({ reader: superuser, writer: db.owner });
  await superuser.end();
  expect(found.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['postgres is no superuser', 'huying_owner owns no table']),
  );
});
