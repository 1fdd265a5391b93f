import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { viewerOfPost } from '../../server/access/sessions.ts';
import { eraseCase } from '../../server/erase-case.ts';
import { rowsIn, simulatedChannel } from '../../tests/support/outbox.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../../tests/support/test-city.ts';
import { zoneOf } from '../clock/zone.ts';
import type { Message } from './channel.ts';
import { type NoticeCity, noticeRunner } from './notice-runner.ts';
import { caseReceivers } from './receiver.ts';
import type { NoticeTemplate } from './template.ts';

const PHONE = '13847312345';
const template = (zh: string, atNight: NoticeTemplate['atNight']): NoticeTemplate => ({
  label: { zh: '标题', en: 'Label' },
  values: { number: 'text' },
  forms: [{ zh: `${zh}{number}`, en: `${zh} {number}` }],
  atNight,
});
const templates = {
  'request.received': template('受理', 'goes'),
  'request.dispatched': template('转办', 'waits'),
  'order.dispatched': template('工单', 'goes'),
};

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());
beforeEach(async () => {
  city.setClock('2025-09-26T16:40');
  await city.db.owner.query('delete from outbox');
});

const desks = {
  find: ({ ref }: { ref: string }) => (ref === 'roads' ? { address: 'party-7', lang: 'zh' as const } : null),
};
const runner = (sms: ReturnType<typeof simulatedChannel>, more: Partial<NoticeCity> = {}) =>
  noticeRunner({
    city: TEST_CITY,
    writer: city.db.writer,
    keys: city.keys,
    zone: zoneOf('Asia/Shanghai'),
    now: () => city.acting.runtime.now(),
    unitLabel: () => null,
    placeLabel: () => null,
    templates,
    channels: { sms, wecom: sms },
    desks,
    ...more,
  });
const find = (id: string, channel: string) =>
  caseReceivers({ city: TEST_CITY, pool: city.db.writer, keys: city.keys, desks }).find(
    { kind: 'reporter', ref: id },
    channel,
  );
const texts = (messages: readonly Message[]) =>
  messages.map((message) => (message.is === 'notice' ? [message.address, message.text] : message.is));
const dispatch = (id: string, unit = 'roads') =>
  city.must(id, 'dispatcher', 'dispatch', { unit, dispatchReason: '测试' });
async function erase(id: string): Promise<void> {
  const by = viewerOfPost(city.acting.runtime, 'leader')?.actor;
  if (!by) throw new Error('no leader');
  await eraseCase(city.acting, { id, basis: '个人信息保护法第四十七条', by });
}

test('the reporter is found by the sealed number of the case, the unit by the registers', async () => {
  const { state } = await city.open({ reporterPhone: PHONE });
  await dispatch(state.id);
  const sms = simulatedChannel();
  expect(await runner(sms).deliver()).toEqual({ taken: 3, sent: 3, failed: 0, parked: 0, postponed: 0 });
  expect(texts(sms.given).toSorted()).toEqual(
    [
      [PHONE, `受理${state.number}`],
      [PHONE, `转办${state.number}`],
      ['party-7', `工单${state.number}`],
    ].toSorted(),
  );
  const stored = JSON.stringify(await rowsIn(city.db.owner, TEST_CITY));
  expect(stored).not.toContain(PHONE);
  expect(await find(state.id, 'mail')).toBeNull();
});

test.each(['unit', 'post', 'system'] as const)('a %s is found by the registers, never by a case', async (kind) => {
  const { state } = await city.open({ reporterPhone: PHONE });
  const lookup = caseReceivers({ city: TEST_CITY, pool: city.db.writer, keys: city.keys, desks });
  expect(await lookup.find({ kind, ref: 'roads' }, 'sms')).toEqual({ address: 'party-7', lang: 'zh' });
  expect(await lookup.find({ kind, ref: state.id }, 'sms')).toBeNull();
});

test('nobody is told whose number was erased, and the message is parked at once with that reason', async () => {
  const { state } = await city.open({ reporterPhone: PHONE });
  expect(await find(state.id, 'sms')).toEqual({ address: PHONE, lang: 'zh' });
  await erase(state.id);
  expect(await find(state.id, 'sms')).toBeNull();
  const sms = simulatedChannel();
  expect(await runner(sms).deliver()).toMatchObject({ taken: 1, parked: 1 });
  expect(sms.given).toEqual([]);
  const [row] = await rowsIn(city.db.owner, TEST_CITY);
  expect(row).toMatchObject({ state: 'parked', attempts: 1, last_error: 'notice.receiver-unknown' });
});

test('a unit that the registers do not know is parked; a key that is away is tried again', async () => {
  const { state } = await city.open({ reporterPhone: PHONE });
  await dispatch(state.id, 'north');
  const sms = simulatedChannel();
  const other = { ...city.keys, values: {} };
  expect(await runner(sms, { keys: other }).deliver()).toMatchObject({ parked: 1, failed: 1 });
  const rows = await rowsIn(city.db.owner, TEST_CITY);
  const told = rows.map(({ channel, state: now, last_error }) => [channel, now, last_error]);
  expect(told).toContainEqual(['wecom', 'parked', 'notice.receiver-unknown']);
  expect(told).toContainEqual(['sms', 'waiting', expect.stringContaining('key k1')]);
});

test('a template that nobody wrote is parked with its code', async () => {
  await city.open({ reporterPhone: PHONE });
  await runner(simulatedChannel(), { templates: {} }).deliver();
  expect((await rowsIn(city.db.owner, TEST_CITY))[0]?.last_error).toBe('notice.template-unknown request.received');
});

test('in the night what can wait does, without an attempt; the hours are the city’s to set', async () => {
  city.setClock('2025-09-26T22:30');
  const { state } = await city.open({ reporterPhone: PHONE });
  await dispatch(state.id);
  const sms = simulatedChannel();
  expect(await runner(sms).deliver()).toEqual({ taken: 3, sent: 2, failed: 0, parked: 0, postponed: 1 });
  const waiting = (await rowsIn(city.db.owner, TEST_CITY)).filter(({ state: now }) => now === 'waiting');
  expect(waiting.map(({ attempts, at }) => [attempts, at.toISOString()])).toEqual([[0, '2025-09-27T00:00:00.000Z']]);
  city.setClock('2025-09-27T07:59');
  expect((await runner(sms).deliver()).taken).toBe(0);
  city.setClock('2025-09-27T08:00');
  expect(await runner(sms).deliver()).toMatchObject({ taken: 1, sent: 1 });
  city.setClock('2025-09-26T22:30');
  const late = await city.open({ reporterPhone: PHONE });
  await dispatch(late.state.id);
  const never = { from: '00:00', to: '00:00' };
  expect(await runner(sms, { quiet: never }).deliver()).toMatchObject({ sent: 3, postponed: 0 });
});

test('what is urgent is not held up by what waits for the morning', async () => {
  city.setClock('2025-09-26T22:30');
  const { state } = await city.open({ reporterPhone: PHONE });
  const sms = simulatedChannel();
  const swapped = {
    ...templates,
    'request.received': template('受理', 'waits'),
    'request.dispatched': template('转办', 'goes'),
  };
  await dispatch(state.id);
  await runner(sms, { templates: swapped }).deliver();
  expect(texts(sms.given)).toContainEqual([PHONE, `转办${state.number}`]);
  expect(texts(sms.given)).not.toContainEqual([PHONE, `受理${state.number}`]);
});

test('a message to a system goes as it is, at any hour', async () => {
  city.setClock('2025-09-26T23:30');
  const { state } = await city.open({});
  await city.must(state.id, 'operator', 'handToPolice', { handoverNote: '转 110' });
  const police = simulatedChannel();
  expect(await runner(simulatedChannel(), { channels: { police } }).deliver()).toMatchObject({ sent: 1 });
  expect(police.given[0]).toMatchObject({
    is: 'data',
    about: { kind: 'case', id: state.id },
    body: { action: 'handover', number: state.number },
  });
});
