import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { EMPTY_HEAD, type EventBody, sealEvent } from '../log/event.ts';
import { commitBatch } from '../store/commit.ts';
import { newId } from '../store/id.ts';
import { type Incoming, incomingKey } from './receive-once.ts';

const city = 'testcity';
const at = '2025-09-26T08:40:00.000Z';
let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.writer.query('select found_city($1, $2, $3, $4)', [city, 'test', 'Asia/Shanghai', at]);
});
afterAll(() => db.close());

/** Acts on a message from outside: one event in a new stream. */
async function receive(incoming: Incoming) {
  const id = newId();
  const by = { kind: 'system' as const, id: incoming.system };
  const body: EventBody = { v: 1, city, kind: 'thing', id, seq: 1, type: 'received', at, by, changes: {} };
  const { text, hash } = sealEvent(body, EMPTY_HEAD);
  const head = hash.toString('hex');
  const event = {
    kind: 'thing',
    id,
    seq: 1,
    type: 'received',
    recorded_at: at,
    happened_at: null,
    body: text,
    hash: head,
  };
  const { outcome } = await commitBatch(db.writer, {
    city,
    streams: [{ kind: 'thing', id, expected: 0, seq: 1, head }],
    events: [event],
    idempotency: { ...incomingKey(incoming), body_hash: 'ab', result: { id }, at },
  });
  return outcome;
}

test('a message that comes twice, also at once, is acted on once; another system may use the same number', async () => {
  const police = { system: 'police', number: '7' };
  const outcomes = await Promise.all([receive(police), receive(police), receive(police)]);
  expect(outcomes.toSorted()).toEqual(['committed', 'repeated', 'repeated']);
  expect(await receive({ system: 'province', number: '7' })).toBe('committed');
  expect(await receive({ system: 'police', number: '8' })).toBe('committed');
  const events = await db.owner.query(`select 1 from event where type = 'received'`);
  expect(events.rowCount).toBe(3);
});

test.each([
  { system: '', number: '7' },
  { system: 'police', number: '' },
])('a message without a number of its own cannot be received once: %j', (incoming) => {
  expect(() => incomingKey(incoming)).toThrow(/number/);
});
