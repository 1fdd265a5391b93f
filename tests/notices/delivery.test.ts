import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Channel, Channels } from '../../kernel/notice/channel.ts';
import { holdDelivery, listOpen, releaseDelivery, sendAgain } from '../../kernel/notice/hold.ts';
import { noteReceipt } from '../../kernel/notice/receipt.ts';
import { missingTemplates, templateFaults } from '../../kernel/notice/template.ts';
import { viewerOfPost } from '../../server/access/sessions.ts';
import { eraseCase } from '../../server/erase-case.ts';
import { channelsOf, deliverCity } from '../../server/notices/deliver-city.ts';
import { NOTICES } from '../../server/notices/templates.ts';
import { BINDINGS } from '../../server/systems.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let folder: string;
let channels: Channels;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-notices-'));
  channels = channelsOf(city.acting.runtime, { folder, smtp: null, allowedNetworks: [] });
  await city.db.owner.query('delete from outbox');
  await city.db.owner.query('delete from delivery_hold');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Line = {
  readonly id: string;
  readonly template: string;
  readonly address: string;
  readonly text: string;
  readonly about: { readonly id: string; readonly seq: number };
};

function lines(): readonly Line[] {
  const own = join(folder, TEST_CITY);
  if (!existsSync(own)) return [];
  return readdirSync(own).flatMap((name) =>
    readFileSync(join(own, name), 'utf8')
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
  );
}

const deliver = (own: Channels = channels) => deliverCity(city.acting.runtime, own);
const states = async () => {
  const found = await city.db.owner.query(
    'select state, count(*)::integer as n from outbox group by state order by state',
  );
  return Object.fromEntries(found.rows.map(({ state, n }) => [state, n]));
};

const PHONE = '13847312345';
const reply = { result: 'solved', handlingReport: '已处理', replyToCitizen: '已恢复供暖' };

/** A request that is dispatched and answered by day: messages to the resident and to the unit. */
async function answered(): Promise<string> {
  await city.at('2025-09-26T10:00');
  const { state } = await city.open({ reporterName: '王小明', reporterPhone: PHONE });
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await city.must(state.id, 'north', 'sign');
  await city.must(state.id, 'north', 'contact', { contactChannel: 'phone', dialled: PHONE, contactResult: 'reached' });
  await city.must(state.id, 'north', 'reply', reply);
  await city.must(state.id, 'dispatcher', 'approveReply');
  return state.id;
}

test('every message that a verb tells has a template, whole in both languages', () => {
  expect(
    missingTemplates(
      BINDINGS.map(({ definition }) => definition),
      NOTICES,
    ),
  ).toEqual([]);
  expect(templateFaults(NOTICES)).toEqual([]);
});

describe('what is sent', () => {
  test('words for the resident and the unit, with number and due moment, and nothing private in them', async () => {
    const id = await answered();
    const { number } = await city.state(id);
    expect(await deliver()).toMatchObject({ sent: 4, failed: 0, parked: 0 });
    const sent = lines();
    expect(sent.map(({ template }) => template).toSorted()).toEqual([
      'order.dispatched',
      'request.answered',
      'request.dispatched',
      'request.received',
    ]);
    const received = sent.find(({ template }) => template === 'request.received');
    expect([received?.address, received?.text]).toEqual([
      '138****2345',
      `您的诉求已登记，编号${number}。我们将在10月10日（周五）17:30前答复您，请留意来电。`,
    ]);
    expect(sent.find(({ template }) => template === 'order.dispatched')?.address).toBe('unit:north');
    for (const { text } of sent) expect(text).not.toMatch(/王小明|\{|undefined|null/);
  });

  test('only what was committed: each message names an event that stands in the log', async () => {
    await answered();
    await deliver();
    for (const { about } of lines()) {
      const found = await city.db.owner.query('select from event where id = $1 and seq = $2', [about.id, about.seq]);
      expect(found.rowCount).toBe(1);
    }
  });

  test('once, also when the runner died after it was written, and when three runners work at once', async () => {
    await answered();
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(lines()).toHaveLength(4);
    await city.db.owner.query("update outbox set state = 'waiting', at = $1", [city.acting.runtime.now()]);
    expect(await deliver()).toMatchObject({ sent: 4 });
    expect(lines()).toHaveLength(4);
  });

  test('in the night what can wait waits for the morning, what answers at that moment goes', async () => {
    await city.at('2025-09-26T22:30');
    const { state } = await city.open({ reporterPhone: PHONE });
    await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
    expect(await deliver()).toMatchObject({ sent: 2, postponed: 1 });
    expect(
      lines()
        .map(({ template }) => template)
        .toSorted(),
    ).toEqual(['order.dispatched', 'request.received']);
    city.setClock('2025-09-27T07:59');
    expect(await deliver()).toMatchObject({ taken: 0 });
    city.setClock('2025-09-27T08:00');
    expect(await deliver()).toMatchObject({ sent: 1 });
  });

  test('nobody is told whose number was erased; the message is parked with that reason', async () => {
    await city.at('2025-09-26T10:00');
    const { state } = await city.open({ reporterPhone: PHONE });
    const by = viewerOfPost(city.acting.runtime, 'leader')?.actor;
    if (!by) throw new Error('no leader');
    await eraseCase(city.acting, { id: state.id, basis: '个人信息保护法第四十七条', by });
    expect(await deliver()).toMatchObject({ parked: 1, sent: 0 });
    const [parked] = await listOpen(city.db.owner, { city: TEST_CITY, state: 'parked' });
    expect(parked?.lastError).toBe('notice.receiver-unknown');
  });
});

describe('what fails', () => {
  const failing = (answer: Awaited<ReturnType<Channel['send']>>): Channels => {
    const channel: Channel = { send: async () => answer };
    return { ...channels, sms: channel, wecom: channel };
  };

  test('is tried again later and later, and parked after twelve attempts; the administrator sends it again', async () => {
    await city.at('2025-09-26T10:00');
    await city.open({ reporterPhone: PHONE });
    const bad = failing({ ok: false, retry: true, reason: 'gateway busy' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const before = city.acting.runtime.now().getTime();
      const round = await deliver(bad);
      expect(round).toMatchObject(attempt < 12 ? { failed: 1 } : { parked: 1 });
      const { rows } = await city.db.owner.query<{ at: Date }>('select at from outbox');
      const next = rows[0]?.at ?? new Date(before);
      waits.push(next.getTime() - before);
      // keep to office hours, so that the night plays no part
      city.setClock(new Date(Math.max(next.getTime(), before + 1000)).toISOString());
      await city.db.owner.query('update outbox set at = $1 where state = $2', [city.acting.runtime.now(), 'waiting']);
    }
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
    expect(await states()).toEqual({ parked: 1 });
    const [parked] = await listOpen(city.db.owner, { city: TEST_CITY, state: 'parked' });
    expect(parked).toMatchObject({ attempts: 12, lastError: 'gateway busy' });
    city.setClock('2025-10-10T10:00');
    await sendAgain(city.db.writer, TEST_CITY, [parked?.id ?? ''], city.acting.runtime.now());
    expect(await deliver()).toMatchObject({ sent: 1 });
  });

  test('for good is parked at once; an exception counts as a failure that may pass', async () => {
    city.setClock('2025-10-11T10:00');
    await city.open({ reporterPhone: PHONE });
    expect(await deliver(failing({ ok: false, retry: false, reason: 'no such number' }))).toMatchObject({ parked: 1 });
    await city.open({ reporterPhone: PHONE });
    const throwing: Channels = { ...channels, sms: { send: () => Promise.reject(new Error('socket closed')) } };
    expect(await deliver(throwing)).toMatchObject({ failed: 1 });
  });

  test('a runner that died loses its rows when the lease ends, and not before', async () => {
    city.setClock('2025-10-11T11:00');
    await city.open({ reporterPhone: PHONE });
    await city.db.writer.query("select * from outbox_take($1, $2, 50, interval '120 seconds', $3)", [
      TEST_CITY,
      city.acting.runtime.now(),
      ['sms'],
    ]);
    expect(await deliver()).toMatchObject({ taken: 0 });
    city.setClock('2025-10-11T11:03');
    expect(await deliver()).toMatchObject({ sent: 1 });
  });
});

describe('holding and receipts', () => {
  test('while a city is held nothing leaves; at the release what went long ago is set aside', async () => {
    city.setClock('2025-10-12T10:00');
    await city.open({ reporterPhone: PHONE });
    await city.open({ reporterPhone: PHONE });
    const { now } = city.acting.runtime;
    await holdDelivery(city.db.writer, { city: TEST_CITY, reason: 'restored', by: 'cli', now: now() });
    expect(await deliver()).toMatchObject({ taken: 0 });
    const [old] = await listOpen(city.db.owner, { city: TEST_CITY, state: 'waiting' });
    const release = { city: TEST_CITY, by: 'admin', now: now(), except: [old?.id ?? ''] };
    expect(await releaseDelivery(city.db.writer, release)).toMatchObject({ ok: true });
    expect(await releaseDelivery(city.db.writer, release)).toMatchObject({ code: 'notice.nothing-held' });
    expect(await deliver()).toMatchObject({ sent: 1 });
    expect(await states()).toEqual({ held: 1, sent: 1 });
  });

  test('a receipt is noted once; a failure after a delivery changes nothing', async () => {
    city.setClock('2025-10-13T10:00');
    await city.open({ reporterPhone: PHONE });
    await deliver();
    const [line] = lines();
    const receipt = { city: TEST_CITY, channel: 'sms', receipt: line?.id ?? '', delivered: true };
    const now = city.acting.runtime.now();
    expect(await noteReceipt(city.db.writer, receipt, now)).toBe(true);
    expect(await noteReceipt(city.db.writer, receipt, now)).toBe(false);
    expect(await noteReceipt(city.db.writer, { ...receipt, delivered: false }, now)).toBe(false);
    expect(await states()).toEqual({ delivered: 1 });
  });
});
