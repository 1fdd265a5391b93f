import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_HEAD, type EventBody, sealEvent } from '../../kernel/log/event.ts';
import type { Batch } from '../../kernel/store/batch.ts';
import { commitBatch } from '../../kernel/store/commit.ts';
import { newId } from '../../kernel/store/id.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let db: TestDatabase;
const at = '2025-09-26T08:40:00.000Z';

beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, $4)', ['testcity', 'test', 'Asia/Shanghai', at]);
});
afterAll(() => db.close());

function batchOf(id: string, seq: number, before: Buffer, more: Partial<Batch> = {}): { batch: Batch; head: Buffer } {
  const body: EventBody = {
    v: 1,
    city: 'testcity',
    kind: 'thing',
    id,
    seq,
    type: 'noted',
    at,
    by: { kind: 'system', id: 'test' },
    changes: { n: seq },
  };
  const event = sealEvent(body, before);
  const batch: Batch = {
    city: 'testcity',
    streams: [{ kind: 'thing', id, expected: seq - 1, seq, head: event.hash.toString('hex') }],
    events: [
      {
        kind: 'thing',
        id,
        seq,
        type: 'noted',
        recorded_at: at,
        happened_at: null,
        body: event.text,
        hash: event.hash.toString('hex'),
      },
    ],
    ...more,
  };
  return { batch, head: event.hash };
}

test('a second commit on the same number is a conflict and writes nothing', async () => {
  const id = newId();
  const first = batchOf(id, 1, EMPTY_HEAD);
  expect(await commitBatch(db.writer, first.batch)).toEqual({ outcome: 'committed' });
  expect((await commitBatch(db.writer, first.batch)).outcome).toBe('conflict');
  const second = batchOf(id, 2, first.head);
  expect(await commitBatch(db.writer, second.batch)).toEqual({ outcome: 'committed' });
  const { rows } = await db.owner.query('select count(*)::integer as n from event where id = $1', [id]);
  expect(rows[0].n).toBe(2);
});

test('an event that does not follow the one before it is refused by the database', async () => {
  const id = newId();
  const first = batchOf(id, 1, EMPTY_HEAD);
  await commitBatch(db.writer, first.batch);
  const forged = batchOf(id, 2, Buffer.from('somewhere else'));
  await expect(commitBatch(db.writer, forged.batch)).rejects.toThrow(/does not follow/);
});

test('a repeated idempotency key answers with the first result and writes nothing', async () => {
  const idempotency = { caller: 'c', key: 'k1', body_hash: 'ab', result: { case: 'x' }, at };
  const first = batchOf(newId(), 1, EMPTY_HEAD, { idempotency });
  expect((await commitBatch(db.writer, first.batch)).outcome).toBe('committed');
  const again = batchOf(newId(), 1, EMPTY_HEAD, { idempotency: { ...idempotency, result: { case: 'y' } } });
  expect(await commitBatch(db.writer, again.batch)).toEqual({
    outcome: 'repeated',
    bodyHash: 'ab',
    result: { case: 'x' },
  });
});

test('the writer may call the commit and touch no table; the reader may not write', async () => {
  await expect(db.writer.query('select * from event')).rejects.toThrow(/permission denied/);
  await expect(db.writer.query('update stream set seq = 9')).rejects.toThrow(/permission denied/);
  await expect(db.reader.query('delete from event')).rejects.toThrow(/permission denied/);
  await expect(db.reader.query("select commit_batch('{}')")).rejects.toThrow(/permission denied/);
});

test('every primary key and unique index begins with the city', async () => {
  const { rows } = await db.owner.query(`
    select c.relname as table, i.relname as index, a.attname as first
    from pg_index x
    join pg_class c on c.oid = x.indrelid
    join pg_class i on i.oid = x.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where n.nspname = 'public' and x.indisunique and c.relname <> 'schema_migration'`);
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.filter((row) => row.first !== 'city')).toEqual([]);
});
