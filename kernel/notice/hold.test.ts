import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { asData, layRows, rowsIn, simulatedChannel } from '../../tests/support/outbox.ts';
import { refusedForGood } from './channel.ts';
import { deliverDue } from './deliver.ts';
import { backlogOf, holdDelivery, holdOf, listOpen, releaseDelivery, sendAgain, setAside } from './hold.ts';

const now = new Date('2025-09-26T08:40:00Z');
let db: TestDatabase;
let city: string;
let cities = 0;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(() => {
  cities += 1;
  city = `city${cities}`;
});

const hold = (which = city) =>
  holdDelivery(db.writer, { city: which, reason: 'restored from a backup', by: 'admin', now });
const release = (except: readonly string[] = []) => releaseDelivery(db.writer, { city, by: 'admin', now, except });
const lay = (many: number) =>
  layRows(
    db.owner,
    city,
    Array.from({ length: many }, () => ({ at: now })),
  );
const states = async () => (await rowsIn(db.owner, city)).map(({ state }) => state);
async function deliver(sms = simulatedChannel()) {
  await deliverDue(db.writer, { sms }, { city, now: () => now, prepare: asData(city) });
  return sms.given.map(({ id }) => id);
}

test('while a city is held nothing of it leaves, and other cities go on', async () => {
  const [id] = await lay(1);
  expect(await hold()).toBe(true);
  expect(await hold()).toBe(false);
  expect(await holdOf(db.reader, city)).toEqual({ since: now, reason: 'restored from a backup', heldBy: 'admin' });
  expect(await deliver()).toEqual([]);
  const sms = simulatedChannel();
  await layRows(db.owner, `${city}-other`, [{ at: now }]);
  await deliverDue(db.writer, { sms }, { city: `${city}-other`, now: () => now, prepare: asData(city) });
  expect(sms.given).toHaveLength(1);
  expect(await release()).toEqual({ ok: true, value: true });
  expect(await holdOf(db.reader, city)).toBeNull();
  expect(await deliver()).toEqual([id]);
});

test('what went out long ago is set aside in the step that releases the rest', async () => {
  const [first, second, third] = await lay(3);
  await hold();
  expect((await listOpen(db.reader, { city, state: 'waiting' })).map(({ id }) => id)).toEqual([first, second, third]);
  await release([first as string, third as string]);
  expect(await deliver()).toEqual([second]);
  expect(await states()).toEqual(['held', 'sent', 'held']);
  const aside = await listOpen(db.reader, { city, state: 'held' });
  expect(aside.map(({ id, lastError }) => [id, lastError])).toEqual([
    [first, 'set aside at the release by admin'],
    [third, 'set aside at the release by admin'],
  ]);
});

test('a release where nothing is held is refused and sets nothing aside', async () => {
  const ids = await lay(1);
  expect(await release(ids)).toMatchObject({ ok: false, code: 'notice.nothing-held' });
  expect(await states()).toEqual(['waiting']);
});

test('a city may be held again at the same moment at which it was released', async () => {
  await lay(1);
  await hold();
  await release();
  expect(await hold()).toBe(true);
  expect(await deliver()).toEqual([]);
});

test('two administrators who hold and release at once leave one hold, and one of them has released it', async () => {
  expect((await Promise.all([hold(), hold(), hold()])).filter(Boolean)).toHaveLength(1);
  const released = await Promise.all([release(), release()]);
  expect(released.filter(({ ok }) => ok)).toHaveLength(1);
});

test('parked rows and rows set aside are listed and counted, and go again when they are asked for', async () => {
  const [parked = '', aside = '', untouched = ''] = await lay(3);
  expect(await setAside(db.writer, city, [aside], 'told by telephone')).toBe(1);
  await deliver(simulatedChannel(({ id }) => (id === parked ? refusedForGood('no') : { ok: true, receipt: 'r' })));
  expect(await states()).toEqual(['parked', 'held', 'sent']);
  expect((await backlogOf(db.reader, city)).map(({ state, messages }) => [state, messages])).toEqual([
    ['held', 1],
    ['parked', 1],
  ]);
  expect((await listOpen(db.reader, { city, state: 'held' }))[0]?.lastError).toBe('told by telephone');
  expect(await sendAgain(db.writer, city, [parked, aside, untouched], now)).toBe(2);
  expect((await deliver()).sort()).toEqual([parked, aside].sort());
  expect(await backlogOf(db.reader, city)).toEqual([]);
  expect(await setAside(db.writer, city, [untouched], 'too late')).toBe(0);
});
