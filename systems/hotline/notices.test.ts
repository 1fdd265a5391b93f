import { zoneOf } from '@huying/kernel/clock/zone';
import { noticeRunner } from '@huying/kernel/notice/notice-runner';
import { smsLength } from '@huying/kernel/notice/sms-length';
import {
  missingTemplates,
  renderNotice,
  templateFaults,
  uncarriedValues,
  valuesIn,
} from '@huying/kernel/notice/template';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsIn, simulatedChannel } from '../../tests/support/outbox.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../../tests/support/test-city.ts';
import { hotlineNotices } from './notices.ts';
import { hotline } from './system.ts';

const definitions = hotline.cases.map(({ definition }) => definition);
const told = new Set(
  definitions.flatMap(({ verbs }) =>
    Object.values(verbs).flatMap(({ tells = [] }) => tells.map(({ template }) => template)),
  ),
);
let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

test('every message that a verb of the hotline tells has a template, and none is left over', () => {
  expect(told.size).toBeGreaterThan(20);
  expect(missingTemplates(definitions, hotlineNotices)).toEqual([]);
  expect(Object.keys(hotlineNotices).filter((code) => !told.has(code))).toEqual([]);
  expect(templateFaults(hotlineNotices)).toEqual([]);
});

test('the check finds a template that is taken away', () => {
  const { 'order.urged': _, ...rest } = hotlineNotices;
  expect(missingTemplates(definitions, rest)).toEqual(['hotline.request.urge: order.urged']);
});

test('no template asks for a value that the outbox does not carry; the shortest text needs the number alone', async () => {
  const { state } = await city.open({ reporterPhone: '13847312345' });
  const [row] = (await rowsIn(city.db.owner, TEST_CITY)).filter(({ stream }) => stream === state.id);
  const carried = Object.keys(row?.body.values as object);
  expect(carried).toContain('number');
  expect(uncarriedValues(hotlineNotices, carried)).toEqual([]);
  expect(
    uncarriedValues(
      hotlineNotices,
      carried.filter((name) => name !== 'due'),
    ),
  ).toContain('request.received: {due}');
  for (const [code, { forms }] of Object.entries(hotlineNotices)) {
    expect(valuesIn(forms.at(-1)?.zh ?? ''), code).toEqual(['number']);
  }
});

test('a message takes at most two parts, with a long name of a unit and a moment in another year', () => {
  const values = {
    number: '15-250926-004217-7',
    unit: '内蒙古自治区乌海市住房和城乡建设局',
    due: '2026年12月31日（周四）17:30',
  };
  for (const [code, template] of Object.entries(hotlineNotices)) {
    const said = renderNotice(template, 'zh', values);
    if (!said.ok) throw new Error(code);
    // room for the registered name of the sender, which the gateway puts in front
    expect(smsLength(`【乌海市12345热线】${said.value.text}`).segments, code).toBeLessThanOrEqual(2);
    expect(said.value.text, code).toMatch(/。$/);
  }
});

test('a request on its way is told of in whole sentences, to each by the right door', async () => {
  await city.db.owner.query('delete from outbox');
  city.setClock('2025-09-26T10:00');
  const phone = '13847312345';
  const { state } = await city.open({ reporterPhone: phone, reporterName: '王小明', title: '三号楼没有暖气' });
  const { id, number } = state;
  await city.must(id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await city.must(id, 'dispatcher', 'addCoHandlers', { coUnits: ['roads'], task: '配合查看' });
  await city.must(id, 'north', 'sign');
  await city.must(id, 'reporter', 'urge');
  const sent = simulatedChannel();
  const { runtime } = city.acting;
  const runner = noticeRunner({
    city: TEST_CITY,
    writer: city.db.writer,
    keys: city.keys,
    zone: zoneOf('Asia/Shanghai'),
    now: () => runtime.now(),
    unitLabel: (unit) => runtime.units.label(unit),
    placeLabel: (path) => runtime.placeLabel(path),
    templates: hotlineNotices,
    channels: { sms: sent, wecom: sent },
    desks: { find: ({ ref }) => ({ address: ref, lang: 'zh' }) },
  });
  expect(await runner.deliver()).toEqual({ taken: 5, sent: 5, failed: 0, parked: 0, postponed: 0 });
  const child = (await rowsIn(city.db.owner, TEST_CITY)).find(({ body }) => body.template === 'coOrder.opened');
  const childNumber = (child?.body.values as { number: string } | undefined)?.number ?? 'no child';
  const by = (address: string) =>
    sent.given.flatMap((one) => (one.is === 'notice' && one.address === address ? [one.text] : []));
  const due = '10月10日（周五）17:30';
  expect(by(phone)).toEqual([
    `您的诉求已登记，编号${number}。我们将在${due}前答复您，请留意来电。`,
    `您的诉求${number}已交单位 north办理，答复时限为${due}。办理人员可能与您联系，请留意来电。`,
  ]);
  expect(by('north')).toEqual([
    `新工单${number}已派到贵单位，请及时签收并联系诉求人。答复诉求人的时限为${due}。`,
    `诉求人催办工单${number}，请尽快办理并与诉求人联系。答复诉求人的时限为${due}。`,
  ]);
  expect(by('roads')).toEqual([expect.stringMatching(new RegExp(`^协办单${childNumber}已派到贵单位，请在.+前反馈`))]);
  expect(JSON.stringify(sent.given.map((one) => (one.is === 'notice' ? one.text : '')))).not.toMatch(/王小明|暖气|138/);
});
