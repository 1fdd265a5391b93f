import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rowsIn } from '../../tests/support/outbox.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../../tests/support/test-city.ts';
import { followEvents, subscribe, subscriptionsOf, type WebhookBody, wants } from './webhook.ts';

const SECRET = 'a-shared-secret-of-forty-characters-0123';
let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());
beforeEach(async () => {
  for (const table of ['webhook_subscription', 'webhook_follow', 'outbox']) {
    await city.db.owner.query(`delete from ${table}`);
  }
});

const now = () => city.acting.runtime.now();
const ask = (eventTypes: readonly string[], secret = SECRET) =>
  subscribe(
    city.db.writer,
    city.keys,
    { city: TEST_CITY, url: 'https://x.test/', secret, eventTypes, by: 'admin' },
    now(),
  );
async function follower(...eventTypes: string[]): Promise<string> {
  const made = await ask(eventTypes);
  if (!made.ok) throw new Error(made.code);
  return made.value;
}
const laid = async () => {
  const rows = await rowsIn(city.db.owner, TEST_CITY);
  return rows.filter(({ channel }) => channel === 'webhook').map(({ body }) => body as unknown as WebhookBody);
};
const verbs = async (subscription: string) =>
  (await laid()).filter((one) => one.subscription === subscription).map(({ event }) => event.verb);
/** One case that goes to its unit by itself: two events in one transaction. */
const openAndDispatch = () => city.open({ category: 'road', position: { lat: 39.66, lng: 106.79 } });

/**
 * Follows until so many rows lie in the outbox. Transactions of other tests on the same engine hold the follower back
 * for as long as they run.
 */
async function until(rows: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await followEvents(city.db.writer, TEST_CITY);
        return (await laid()).length;
      },
      { timeout: 20_000 },
    )
    .toBe(rows);
}

/** Sizes of the steps of at most so many events, until six events were followed. */
async function stepsOf(most: number): Promise<readonly number[]> {
  await quiet();
  const steps: number[] = [];
  for (let sum = 0; sum < 6; sum += steps.at(-1) ?? 0) steps.push(await followEvents(city.db.writer, TEST_CITY, most));
  return steps;
}

/** Until no transaction that is older than now runs on the engine. */
async function quiet(): Promise<void> {
  const mine = await city.db.owner.query('select pg_current_xact_id()::text as tx');
  const settled = 'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as yes';
  await expect
    .poll(async () => (await city.db.owner.query(settled, [mine.rows[0].tx])).rows[0].yes, { timeout: 20_000 })
    .toBe(true);
}

describe('subscribing', () => {
  test.each([[['hotline']], [['*']], [['hotline.request.*', 'life.repairOrder.open']]])(
    '%j is taken',
    async (types) => {
      expect((await ask(types)).ok).toBe(true);
    },
  );

  test.each([[[]], [['']], [['Bad Type']], [['hotline.*.open']], [['*', 'hotline..open']], [Array(101).fill('*')]])(
    '%j is refused',
    async (types) => {
      expect(await ask(types)).toMatchObject({ ok: false, code: 'notice.event-type-unknown' });
    },
  );

  test('a short secret is refused', async () => {
    expect(await ask(['*'], 'x'.repeat(23))).toMatchObject({ ok: false, code: 'notice.secret-short' });
    expect((await ask(['*'], 'x'.repeat(24))).ok).toBe(true);
  });

  test('the secret lies sealed, is opened for a sending, and no reader sees it', async () => {
    const id = await follower('*');
    const subscriptions = subscriptionsOf(city.db.writer, TEST_CITY, city.keys, now);
    expect(await subscriptions.find(id)).toEqual({ url: 'https://x.test/', secret: SECRET, active: true });
    const stored = await city.db.owner.query('select s::text as line from webhook_subscription s');
    expect(stored.rows[0].line).not.toContain(Buffer.from(SECRET).toString('hex'));
    await expect(city.db.reader.query('select secret from webhook_subscription')).rejects.toThrow(/permission denied/);
    expect((await city.db.reader.query('select url, active from webhook_subscription')).rows).toHaveLength(1);
    await subscriptions.end(id, '410');
    expect((await subscriptions.find(id))?.active).toBe(false);
    expect(await subscriptions.find('00000000-0000-4000-8000-000000000000')).toBeNull();
  });

  test.each([
    ['*', 'hotline.request.open', true],
    ['hotline.request.open', 'hotline.request.open', true],
    ['hotline.request.open', 'hotline.request.openFromPolice', false],
    ['hotline.request.*', 'hotline.request.open', true],
    ['hotline.*', 'hotline.request.open', true],
    ['hotline.request.*', 'hotline.requests.open', false],
    ['life.*', 'hotline.request.open', false],
  ])('%s wants %s: %s', (pattern, type, wanted) => {
    expect(wants(pattern, type)).toBe(wanted);
  });
});

describe('following', () => {
  test('each subscriber is told of what it asked for, in order, with ids and codes only', async () => {
    const all = await follower('*');
    const dispatches = await follower('hotline.request.dispatch');
    const { state } = await openAndDispatch();
    await city.must(state.id, 'roads', 'sign');
    await until(4);
    expect(await verbs(all)).toEqual(['open', 'dispatch', 'sign']);
    expect(await verbs(dispatches)).toEqual(['dispatch']);
    const [first] = (await laid()).filter(({ subscription }) => subscription === dispatches);
    expect(first?.event).toEqual({
      caseId: state.id,
      seq: 2,
      number: state.number,
      definition: 'hotline.request',
      verb: 'dispatch',
      at: now().toISOString(),
    });
  });

  test('nothing that happened before the subscription is told, to the first subscriber and to a later one', async () => {
    city.setClock('2025-09-26T16:40');
    await openAndDispatch();
    city.setClock('2025-09-26T16:41');
    const first = await follower('*');
    await openAndDispatch();
    city.setClock('2025-09-26T16:42');
    const second = await follower('*');
    await city.open({});
    await until(4);
    expect(await verbs(first)).toEqual(['open', 'dispatch', 'open']);
    expect(await verbs(second)).toEqual(['open']);
  });

  test('nobody is told after the end, and of the time between two subscriptions nobody', async () => {
    const gone = await follower('*');
    const subscriptions = subscriptionsOf(city.db.writer, TEST_CITY, city.keys, now);
    await subscriptions.end(gone, 'asked for');
    city.setClock('2025-09-26T16:50');
    await openAndDispatch();
    expect(await followEvents(city.db.writer, TEST_CITY)).toBe(0);
    city.setClock('2025-09-26T16:51');
    const place = async () => (await city.db.owner.query('select below::text from webhook_follow')).rows[0].below;
    const before = BigInt(await place());
    const next = await follower('hotline.request.open');
    // the follower does not read through the time in which nobody listened
    expect(BigInt(await place())).toBeGreaterThan(before);
    await city.open({});
    await until(1);
    expect([await verbs(gone), await verbs(next)]).toEqual([[], ['open']]);
  });

  test('a step takes transactions whole, also one that is larger than the step', async () => {
    await follower('*');
    for (let n = 0; n < 3; n += 1) await openAndDispatch();
    expect(await stepsOf(1)).toEqual([2, 2, 2]);
    for (let n = 0; n < 3; n += 1) await openAndDispatch();
    expect(await stepsOf(3)).toEqual([2, 2, 2]);
    for (let n = 0; n < 3; n += 1) await openAndDispatch();
    expect(await stepsOf(4)).toEqual([4, 2]);
  });

  test('a transaction that still runs holds the follower back, so that its event is not missed', async () => {
    const all = await follower('*');
    const { state } = await city.open({});
    await until(1);
    const slow = await city.db.owner.connect();
    try {
      await slow.query('begin');
      await slow.query(
        `insert into event (city, kind, id, seq, type, recorded_at, body, hash)
         values ($1, 'case', $2, 99, 'slow', $3, '{}', '')`,
        [TEST_CITY, state.id, now()],
      );
      await openAndDispatch();
      await followEvents(city.db.writer, TEST_CITY);
      expect(await verbs(all)).toEqual(['open']);
      await slow.query('commit');
    } finally {
      slow.release();
    }
    await until(4);
    expect((await verbs(all)).toSorted()).toEqual(['dispatch', 'open', 'open', 'slow']);
    await city.db.owner.query('delete from event where seq = 99');
  });

  test('servers at once lay each event once, and none is missed', async () => {
    await follower('hotline.request.open');
    const ids: string[] = [];
    let done = false;
    const server = async () => {
      while (!done) await followEvents(city.db.writer, TEST_CITY, 2);
    };
    const servers = [server(), server(), server()];
    for (let n = 0; n < 15; n += 1) ids.push((await openAndDispatch()).state.id);
    await expect.poll(async () => (await laid()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(15);
    done = true;
    await Promise.all(servers);
    expect((await laid()).map(({ event }) => event.caseId).toSorted()).toEqual(ids.toSorted());
  });

  test('after a restore into an engine whose transactions are younger nothing is told twice, and new events are', async () => {
    await follower('hotline.request.open');
    await city.open({});
    await until(1);
    await city.db.owner.query(`update webhook_follow set below = '9000000000000'`);
    expect(await followEvents(city.db.writer, TEST_CITY)).toBe(0);
    const { state } = await city.open({});
    await until(2);
    expect((await laid()).at(-1)?.event.caseId).toBe(state.id);
  });
});
