import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { asData, layRows, pause, rowsIn, rowWith, simulatedChannel } from '../../tests/support/outbox.ts';
import { movingClock } from '../clock/now.ts';
import { newId } from '../store/id.ts';
import { type Channels, type Message, refused, refusedForGood, type Sent } from './channel.ts';
import { ATTEMPTS_MAX, backoffSeconds, type DeliverOptions, deliverDue } from './deliver.ts';

const start = new Date('2025-09-26T08:40:00Z');
const clock = movingClock(start);
const taken: Sent = { ok: true, receipt: null };
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
  clock.set(start);
});

const deliver = (channels: Channels, more: Partial<DeliverOptions> = {}) =>
  deliverDue(db.writer, channels, { city, now: clock.now, prepare: asData(city), ...more });
const lay = (rows: Parameters<typeof layRows>[2]) => layRows(db.owner, city, rows);
const row = (id: string | undefined) => rowWith(db.owner, city, id);
const seqs = (messages: readonly Message[]) => messages.map(({ about }) => about.seq);
/** A runner that takes what is due and dies before it has done anything. */
const takeAndDie = (seconds: number) =>
  db.writer.query('select * from outbox_take($1, $2, 50, make_interval(secs => $3), $4)', [
    city,
    clock.now(),
    seconds,
    ['sms'],
  ]);

describe('leases', () => {
  test('three runners at once deliver each row once', async () => {
    await lay(Array.from({ length: 240 }, () => ({ at: start })));
    const sms = simulatedChannel(async () => {
      await pause(1);
      return taken;
    });
    const run = async () => {
      while ((await deliver({ sms }, { batch: 20 })).taken > 0);
    };
    await Promise.all([run(), run(), run()]);
    expect(sms.given.length).toBe(240);
    expect(new Set(sms.given.map(({ id }) => id)).size).toBe(240);
    const rows = await rowsIn(db.owner, city);
    expect(rows.every(({ state, attempts, sent_at }) => state === 'sent' && attempts === 1 && sent_at)).toBe(true);
  });

  test('a runner that died loses its rows when the lease ends, and not before', async () => {
    const [id] = await lay([{ at: start }]);
    expect((await takeAndDie(120)).rows).toHaveLength(1);
    const sms = simulatedChannel();
    clock.advance(119_999);
    expect((await deliver({ sms })).taken).toBe(0);
    clock.advance(1);
    expect(await deliver({ sms })).toMatchObject({ taken: 1, sent: 1 });
    expect(sms.given.map(({ id: given, attempt }) => [given, attempt])).toEqual([[id, 2]]);
  });

  test('a runner that lost its row changes nothing by failing late, and is believed when it has sent', async () => {
    const [one, other] = await lay([{ at: start }, { at: start }]);
    await takeAndDie(120);
    clock.advance(120_000);
    await takeAndDie(120);
    const late = await db.writer.query('select outbox_failed($1, $2, 1, $3, $4, true) as changed', [
      city,
      one,
      start,
      'late',
    ]);
    expect(late.rows[0].changed).toBe(false);
    expect((await row(one)).state).toBe('waiting');
    await db.writer.query('select outbox_done($1, $2, $3, $4)', [city, other, 'r1', clock.now()]);
    expect(await row(other)).toMatchObject({ state: 'sent', receipt: 'r1' });
  });

  test('what would outlast the lease is given back without an attempt', async () => {
    const ids = await lay(Array.from({ length: 12 }, () => ({ at: start })));
    const sms = simulatedChannel(() => {
      clock.advance(5_000);
      return taken;
    });
    const round = await deliver({ sms }, { leaseSeconds: 30, sendSeconds: 20 });
    expect(round).toEqual({ taken: 12, sent: round.sent, failed: 0, parked: 0, postponed: 12 - round.sent });
    // the first four begin at once; after 10 s nothing begins any more
    expect(round.sent).toBeGreaterThanOrEqual(2);
    expect(round.sent).toBeLessThanOrEqual(6);
    const rows = await rowsIn(db.owner, city);
    expect(rows.filter(({ state, attempts }) => state === 'waiting' && attempts === 0).length).toBe(round.postponed);
    while ((await deliver({ sms })).taken > 0);
    expect(sms.given.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  test('a sending may not last longer than its lease', async () => {
    await expect(deliver({}, { leaseSeconds: 20, sendSeconds: 20 })).rejects.toThrow(/lease/);
  });

  test('rows of a channel that the runner does not have, of another city and of tomorrow are left', async () => {
    await lay([{ at: start, channel: 'police' }, { at: new Date(start.getTime() + 1) }]);
    await layRows(db.owner, `${city}-other`, [{ at: start }]);
    const sms = simulatedChannel();
    expect((await deliver({ sms })).taken).toBe(0);
    clock.advance(1);
    expect((await deliver({ sms })).taken).toBe(1);
  });
});

describe('failures', () => {
  test('a message that fails comes back later and later, is parked after the last attempt, and no more after that', async () => {
    const [id = ''] = await lay([{ at: start }]);
    const sms = simulatedChannel(() => refused('busy'));
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt += 1) {
      expect(await deliver({ sms })).toMatchObject({ taken: 1, failed: 1 });
      const now = await row(id);
      expect(now).toMatchObject({ state: 'waiting', attempts: attempt, last_error: 'busy' });
      expect(now.at.getTime() - clock.now().getTime()).toBe(backoffSeconds(attempt, id) * 1000);
      clock.set(new Date(now.at.getTime() - 1));
      expect((await deliver({ sms })).taken).toBe(0);
      clock.set(now.at);
    }
    expect(await deliver({ sms })).toMatchObject({ taken: 1, parked: 1 });
    expect(await row(id)).toMatchObject({ state: 'parked', attempts: ATTEMPTS_MAX });
    clock.advance(365 * 86_400_000);
    expect((await deliver({ sms })).taken).toBe(0);
    expect(sms.given.map(({ attempt }) => attempt)).toEqual(Array.from({ length: ATTEMPTS_MAX }, (_, n) => n + 1));
    expect(new Set(sms.given.map((message) => message.id))).toEqual(new Set([id]));
  });

  test('the pause doubles, has an upper limit, and is always the same for the same message', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.uuid(), (attempt, id) => {
        const seconds = backoffSeconds(attempt, id);
        const plain = Math.min(30 * 2 ** (attempt - 1), 21_600);
        expect(seconds).toBeGreaterThanOrEqual(plain);
        expect(seconds).toBeLessThanOrEqual(Math.round(plain * 1.2));
        expect(backoffSeconds(attempt, id)).toBe(seconds);
      }),
    );
    expect(new Set(Array.from({ length: 50 }, () => backoffSeconds(8, newId()))).size).toBeGreaterThan(10);
  });

  test('a gateway that asks for more patience is given it; one that asks for less is not', async () => {
    const [long, short] = await lay([{ at: start }, { at: start }]);
    const sms = simulatedChannel(({ id }) => refused('slow down', id === long ? 7200 : 1));
    await deliver({ sms });
    expect((await row(long)).at.getTime() - start.getTime()).toBe(7_200_000);
    expect((await row(short)).at.getTime() - start.getTime()).toBeGreaterThanOrEqual(30_000);
  });

  test('a final refusal parks at once', async () => {
    const [id] = await lay([{ at: start }]);
    const sms = simulatedChannel(() => refusedForGood('no such number'));
    expect(await deliver({ sms })).toMatchObject({ taken: 1, parked: 1 });
    expect(await row(id)).toMatchObject({ state: 'parked', attempts: 1, last_error: 'no such number' });
  });

  test('a gateway that breaks and one that does not answer count as failures that may pass', async () => {
    const [breaks, hangs] = await lay([{ at: start }, { at: start }]);
    let aborted = false;
    const sms = simulatedChannel(({ id }, signal) => {
      if (id === breaks) throw new Error('socket closed');
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise<Sent>(() => undefined);
    });
    expect(await deliver({ sms }, { sendSeconds: 0.05 })).toMatchObject({ taken: 2, failed: 2 });
    expect(await row(breaks)).toMatchObject({ state: 'waiting', last_error: 'socket closed' });
    expect((await row(hangs)).last_error).toMatch(/no answer within 0.05 s/);
    expect(aborted).toBe(true);
  });

  test('a look-up that breaks is tried again, a message that can never be made is parked', async () => {
    const [breaks, never] = await lay([{ at: start }, { at: start }]);
    const sms = simulatedChannel();
    await deliver(
      { sms },
      {
        prepare: async ({ id }) => {
          if (id === breaks) throw new Error('register away');
          return { never: 'notice.template-unknown x' };
        },
      },
    );
    expect(await row(breaks)).toMatchObject({ state: 'waiting', attempts: 1, last_error: 'register away' });
    expect(await row(never)).toMatchObject({ state: 'parked', last_error: 'notice.template-unknown x' });
    expect(sms.given).toEqual([]);
  });
});

describe('order within one case', () => {
  const seq = (stream: string, ...numbers: number[]) => numbers.map((n) => ({ stream, seq: n, at: start }));

  test('a message that fails is not overtaken, and holds up nobody else', async () => {
    const [slow, other] = [newId(), newId()];
    await lay([...seq(slow, 1, 2, 3), ...seq(other, 1, 2)]);
    const of = (stream: string) => seqs(sms.given.filter(({ about }) => about.id === stream));
    const sms = simulatedChannel(({ about, attempt }) =>
      about.id === slow && about.seq === 1 && attempt === 1 ? refused('busy') : taken,
    );
    for (let round = 0; round < 4; round += 1) await deliver({ sms });
    expect([of(slow), of(other)]).toEqual([[1], [1, 2]]);
    // they all wait for the same moment, so that no round looks at them in vain
    const waiting = (await rowsIn(db.owner, city)).filter(({ state }) => state === 'waiting');
    expect(new Set(waiting.map(({ at }) => at.getTime())).size).toBe(1);
    expect(waiting.map(({ attempts }) => attempts)).toEqual([1, 0, 0]);
    // what comes meanwhile waits as well
    clock.advance(10_000);
    await lay([{ stream: slow, seq: 4, at: clock.now() }]);
    expect((await deliver({ sms })).taken).toBe(0);
    clock.advance(60_000);
    while ((await deliver({ sms })).taken > 0);
    expect(of(slow)).toEqual([1, 1, 2, 3, 4]);
  });

  test('a message that was parked is overtaken', async () => {
    const stream = newId();
    await lay(seq(stream, 1, 2));
    const sms = simulatedChannel(({ about }) => (about.seq === 1 ? refusedForGood('blocked') : taken));
    while ((await deliver({ sms })).taken > 0);
    expect((await rowsIn(db.owner, city)).map(({ state }) => state)).toEqual(['parked', 'sent']);
  });

  test('the unit is told although the reporter cannot be, and one subscriber although another cannot', async () => {
    const stream = newId();
    const unit = { to: { kind: 'unit', ref: 'roads' } };
    await lay([
      { stream, seq: 1, at: start },
      { stream, seq: 2, at: start, body: unit },
      { stream, seq: 1, at: start, body: { subscription: 'a' }, channel: 'webhook' },
      { stream, seq: 2, at: start, body: { subscription: 'a' }, channel: 'webhook' },
      { stream, seq: 2, at: start, body: { subscription: 'b' }, channel: 'webhook' },
    ]);
    const sms = simulatedChannel(({ about }) => (about.seq === 1 ? refused('busy') : taken));
    const webhook = simulatedChannel((message) =>
      message.is === 'data' && message.body.subscription === 'a' ? refused('away') : taken,
    );
    for (let round = 0; round < 3; round += 1) await deliver({ sms, webhook });
    const states = (await rowsIn(db.owner, city)).map(({ state }) => state);
    expect(states).toEqual(['waiting', 'sent', 'waiting', 'waiting', 'sent']);
  });

  test('a mail to the reporter goes although the short message cannot', async () => {
    const stream = newId();
    await lay([
      { stream, seq: 1, at: start },
      { stream, seq: 2, at: start, channel: 'mail' },
    ]);
    const mail = simulatedChannel();
    const channels = { sms: simulatedChannel(() => refused('busy')), mail };
    for (let round = 0; round < 2; round += 1) await deliver(channels);
    expect(seqs(mail.given)).toEqual([2]);
  });

  test('runners at once never have two messages of one case on their way, and keep their order', async () => {
    const streams = Array.from({ length: 12 }, newId);
    await lay(streams.flatMap((stream) => seq(stream, 1, 2, 3, 4, 5)));
    const under = new Set<string>();
    let together = 0;
    const sms = simulatedChannel(async ({ about }) => {
      if (under.has(about.id)) together += 1;
      under.add(about.id);
      await pause(2);
      under.delete(about.id);
      return taken;
    });
    const run = async () => {
      for (let idle = 0; idle < 30; ) {
        const round = await deliver({ sms }, { batch: 7 });
        idle = round.taken > 0 ? 0 : idle + 1;
      }
    };
    await Promise.all([run(), run(), run()]);
    expect(together).toBe(0);
    for (const stream of streams) {
      expect(seqs(sms.given.filter(({ about }) => about.id === stream))).toEqual([1, 2, 3, 4, 5]);
    }
  });
});
