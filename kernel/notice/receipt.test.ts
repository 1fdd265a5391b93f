import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { asData, layRows, rowWith, simulatedChannel } from '../../tests/support/outbox.ts';
import { refused, refusedForGood, type Sent } from './channel.ts';
import { deliverDue } from './deliver.ts';
import { sendAgain } from './hold.ts';
import { type DeliveryReceipt, noteReceipt } from './receipt.ts';

const now = new Date('2025-09-26T08:40:00Z');
const later = new Date('2025-10-09T08:40:00Z');
let db: TestDatabase;
let city: string;
let id: string;
let cities = 0;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  cities += 1;
  city = `city${cities}`;
  id = (await layRows(db.owner, city, [{ at: now }]))[0] ?? '';
});

/** The gateway's number of a message. */
const number = () => `g-${id}`;
const note = (receipt: Partial<DeliveryReceipt>, at = now) =>
  noteReceipt(db.writer, { city, channel: 'sms', delivered: true, ...receipt }, at);
const row = () => rowWith(db.owner, city, id);
const deliver = (answer: () => Sent | Promise<Sent> = () => ({ ok: true, receipt: number() })) =>
  deliverDue(db.writer, { sms: simulatedChannel(answer) }, { city, now: () => now, prepare: asData(city) });

test('a receipt names a message by our id or by the gateway’s number; a double changes nothing', async () => {
  await deliver();
  expect((await row()).state).toBe('sent');
  expect(await note({ receipt: number() })).toBe(true);
  expect(await row()).toMatchObject({ state: 'delivered', sent_at: now });
  expect(await note({ receipt: number() })).toBe(false);
  expect(await note({ id })).toBe(false);
});

test('a receipt that comes days later is taken, with the reason of a failure', async () => {
  await deliver();
  expect(await note({ id, delivered: false, reason: 'number is off' }, later)).toBe(true);
  expect(await row()).toMatchObject({ state: 'parked', last_error: 'number is off', sent_at: now });
  expect(await note({ id, delivered: false, reason: 'again' }, later)).toBe(false);
  expect((await row()).last_error).toBe('number is off');
});

test('a failure after a delivery changes nothing, a delivery after a failure does', async () => {
  await deliver();
  await note({ id });
  expect(await note({ id, delivered: false })).toBe(false);
  expect((await row()).state).toBe('delivered');
  const [other = ''] = await layRows(db.owner, city, [{ at: now }]);
  await deliver();
  await note({ id: other, delivered: false });
  expect(await note({ id: other })).toBe(true);
  expect(await rowWith(db.owner, city, other)).toMatchObject({ state: 'delivered', last_error: null });
});

test.each([true, false])(
  'a receipt by our id that is here before the gateway’s answer stays (delivered: %s)',
  async (delivered) => {
    await deliver(async () => {
      expect(await note({ id, delivered, reason: 'blocked' })).toBe(true);
      return { ok: true, receipt: number() };
    });
    expect(await row()).toMatchObject({
      state: delivered ? 'delivered' : 'parked',
      last_error: delivered ? null : 'blocked',
      receipt: number(),
    });
  },
);

test.each([true, false])(
  'a receipt by the gateway’s number before its answer waits for it (delivered: %s)',
  async (delivered) => {
    await deliver(async () => {
      const early = { receipt: number(), delivered, reason: 'blocked' };
      expect(await note(early)).toBe(true);
      expect(await note(early)).toBe(false);
      expect((await row()).state).toBe('waiting');
      return { ok: true, receipt: number() };
    });
    expect(await row()).toMatchObject({
      state: delivered ? 'delivered' : 'parked',
      last_error: delivered ? null : 'blocked',
    });
    const kept = await db.owner.query('select 1 from receipt_early where city = $1', [city]);
    expect(kept.rowCount).toBe(0);
  },
);

test('receipt and answer at the same moment are never lost between each other', async () => {
  const ids = await layRows(
    db.owner,
    city,
    Array.from({ length: 40 }, () => ({ at: now })),
  );
  const sms = simulatedChannel(({ id: given }) => {
    void note({ receipt: `x-${given}` });
    return { ok: true, receipt: `x-${given}` };
  });
  while ((await deliverDue(db.writer, { sms }, { city, now: () => now, prepare: asData(city) })).taken > 0);
  await expect
    .poll(async () => Promise.all(ids.map(async (one) => (await rowWith(db.owner, city, one)).state)))
    .toEqual(ids.map(() => 'delivered'));
});

test('a receipt that nobody asked for is kept for a week, and touches no other message', async () => {
  await deliver();
  expect(await note({ receipt: 'g-unknown' })).toBe(true);
  expect(await note({ channel: 'mail', receipt: number() })).toBe(true);
  expect(await noteReceipt(db.writer, { city: 'elsewhere', channel: 'sms', id, delivered: true }, now)).toBe(false);
  expect(await note({ id: '00000000-0000-4000-8000-000000000000' })).toBe(false);
  expect(await note({})).toBe(false);
  expect((await row()).state).toBe('sent');
  await note({ receipt: 'g-newer' }, later);
  const kept = await db.owner.query('select receipt from receipt_early where city = $1', [city]);
  expect(kept.rows).toEqual([{ receipt: 'g-newer' }]);
});

test('a row that was parked by a failed attempt counts as sent when an earlier runner says so', async () => {
  await deliver(() => refusedForGood('no'));
  await db.writer.query('select outbox_done($1, $2, $3, $4)', [city, id, number(), now]);
  expect(await row()).toMatchObject({ state: 'sent', last_error: null });
});

test('a message that is sent again after a failed delivery has a receipt of its own', async () => {
  await deliver();
  await note({ id, delivered: false });
  expect(await sendAgain(db.writer, city, [id], now)).toBe(1);
  expect(await row()).toMatchObject({ state: 'waiting', attempts: 0, sent_at: null, receipt: null });
  await deliver(() => ({ ok: true, receipt: 'second' }));
  expect(await row()).toMatchObject({ state: 'sent', receipt: 'second', last_error: null });
  expect(await note({ receipt: 'second' })).toBe(true);
  expect((await row()).state).toBe('delivered');
});

test('a message that is on its way to another attempt is done with once it was delivered', async () => {
  await deliver(() => refused('no answer'));
  expect(await note({ id })).toBe(true);
  expect(
    (await deliverDue(db.writer, { sms: simulatedChannel() }, { city, now: () => later, prepare: asData(city) })).taken,
  ).toBe(0);
  expect((await row()).state).toBe('delivered');
});
