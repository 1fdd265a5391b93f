import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCase } from '../../server/load-case.ts';
import { clockOf, openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

const reached = { contactChannel: 'phone', dialled: '13847312345', contactResult: 'reached' };
const reply = { result: 'solved', handlingReport: '已处理', replyToCitizen: '已恢复供暖' };
const heard = { contacted: 'yes', heardBy: 'person' };

/** An order that was answered and waits for call-back; Friday 26 September, 16:40. */
async function answered(): Promise<string> {
  await city.at('2025-09-26T16:40');
  const { state } = await city.open({});
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  await work(state.id);
  return state.id;
}

async function work(id: string): Promise<void> {
  if ((await city.state(id)).state === 'assigned') await city.must(id, 'north', 'sign');
  await city.must(id, 'north', 'contact', reached);
  await city.must(id, 'north', 'reply', reply);
  await city.must(id, 'dispatcher', 'approveReply');
}

const discontent = (id: string) =>
  city.must(id, 'caller', 'recordDiscontent', { ...heard, solved: 'no', satisfaction: '1', discontent: 'result' });

describe('call-back', () => {
  test('a content answer closes; unsolved but satisfied goes to the judge', async () => {
    const id = await answered();
    const wrong = await city.act(id, 'caller', 'recordContent', { ...heard, solved: 'no', satisfaction: '5' });
    expect(wrong).toMatchObject({ code: 'callback.not-content' });
    const closed = await city.must(id, 'caller', 'recordContent', { ...heard, solved: 'yes', satisfaction: '4' });
    expect([closed.state, closed.final, closed.owner]).toEqual(['closed', true, null]);
    expect(clockOf(city, closed, 'citizen').state).toBe('met');
  });

  test('not at night, not twice in an hour, on two days; after three attempts it closes without a value', async () => {
    const id = await answered();
    const attempt = () => city.act(id, 'caller', 'attemptCall', { unreached: 'noAnswer' });
    await city.at('2025-09-26T21:05');
    expect(await attempt()).toMatchObject({ code: 'callback.night' });
    await city.at('2025-09-28T09:00');
    expect(await city.act(id, 'caller', 'closeUnreached')).toMatchObject({ code: 'callback.attempts-left' });
    expect(await attempt()).toMatchObject({ ok: true });
    expect(await attempt()).toMatchObject({ code: 'callback.same-hour' });
    await city.at('2025-09-28T11:00');
    expect(await attempt()).toMatchObject({ ok: true });
    await city.at('2025-09-28T15:00');
    expect(await attempt()).toMatchObject({ code: 'callback.same-day' });
    await city.at('2025-09-29T10:00');
    expect(await attempt()).toMatchObject({ ok: true });
    const closed = await city.must(id, 'caller', 'closeUnreached');
    expect([closed.state, closed.data.solved, closed.data.satisfaction]).toEqual(['closed', undefined, undefined]);
  });

  test('neither the agent of the intake nor the handling unit may call back', async () => {
    const id = await answered();
    const byUnit = await city.act(id, 'north', 'recordContent', { ...heard, solved: 'yes', satisfaction: '5' });
    expect(byUnit).toMatchObject({ code: 'case.wrong-role' });
    const byReporter = await city.act(id, 'reporter', 'recordContent', { ...heard, solved: 'yes', satisfaction: '5' });
    expect(byReporter).toMatchObject({ ok: true });
  });
});

describe('judge, redo, end (practice 10)', () => {
  test('two redos, the second supervised, no third; the citizen’s clock runs again with its old due', async () => {
    const id = await answered();
    const due = clockOf(city, await city.state(id), 'citizen').due;
    await discontent(id);
    const once = await city.must(id, 'judge', 'redo', { redoReason: '重办' });
    expect([once.state, once.data.redoCount, once.data.supervised]).toEqual(['working', 1, undefined]);
    expect([clockOf(city, once, 'citizen').state, clockOf(city, once, 'citizen').due]).toEqual(['running', due]);
    // half of five working days, rounded up: 28, 29, 30 September
    expect(clockOf(city, once, 'handling').local).toBe('2025-09-30T17:30');
    await work(id);
    await discontent(id);
    const twice = await city.must(id, 'judge', 'redo', { redoReason: '再办' });
    expect([twice.data.redoCount, twice.data.supervised]).toEqual([2, 'key']);
    await work(id);
    await discontent(id);
    expect(await city.act(id, 'judge', 'redo', { redoReason: '三办' })).toMatchObject({ code: 'judge.redos-spent' });
    const ending = { ground: 'done', evidence: '已两次办理', remedies: '可向上级反映' };
    await city.must(id, 'judge', 'terminate', ending);
    await city.must(id, 'supervisor', 'approveEnd');
    expect(await city.act(id, 'supervisor', 'approveEndLast')).toMatchObject({ code: 'judge.same-approver' });
    const ended = await city.must(id, 'leader', 'approveEndLast');
    expect([ended.state, ended.final]).toEqual(['terminated', true]);
  });
});

describe('joint handling', () => {
  test('co-handlers get children with own clocks; the lead’s reply waits for them or is overruled', async () => {
    await city.at('2025-09-26T16:40');
    const { state } = await city.open({});
    const { id } = state;
    await city.must(id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '主办' });
    await city.must(id, 'dispatcher', 'addCoHandlers', { coUnits: ['roads', 'housing'], task: '配合查看' });
    const loaded = await loadCase(city.acting.runtime, id);
    expect(loaded?.children.map((child) => child.chain[0]).sort()).toEqual(['housing', 'roads']);
    await city.must(id, 'north', 'sign');
    await city.must(id, 'north', 'contact', reached);
    expect(await city.act(id, 'north', 'reply', reply)).toMatchObject({
      code: 'hotline.co-handlers-open',
      values: { open: 2 },
    });
    const [first] = loaded?.children ?? [];
    if (!first) throw new Error('no child');
    await city.must(first.id, first.chain[0] ?? '', 'feedBack', { feedback: '已看' });
    expect(await city.act(id, 'north', 'reply', reply)).toMatchObject({ values: { open: 1 } });
    await city.must(id, 'dispatcher', 'overruleCoHandlers', { overruling: '不影响答复' });
    expect((await city.must(id, 'north', 'reply', reply)).state).toBe('review');
  });
});

describe('110 (HL-6)', () => {
  test('danger at night has two hours; handed over it stays open until 110 confirms, both clocks running', async () => {
    await city.at('2026-10-03T22:15');
    const { state } = await city.open({ urgency: 'danger' });
    expect(clockOf(city, state, 'citizen').local).toBe('2026-10-04T00:15');
    const handed = await city.must(state.id, 'operator', 'handToPolice', { handoverNote: '有人落水' });
    expect([handed.state, handed.final]).toEqual(['handedOver', false]);
    expect([clockOf(city, handed, 'citizen').state, clockOf(city, handed, 'handover').state]).toEqual([
      'running',
      'running',
    ]);
    const outbox = await city.db.owner.query(`select body from outbox where stream = $1 and channel = 'police'`, [
      state.id,
    ]);
    expect(outbox.rows[0].body).toMatchObject({ action: 'handover', number: state.number });
    const back = await city.must(state.id, 'operator', 'policeReturn', { returnedBecause: '非警情' });
    expect([back.state, back.data.handedOver]).toEqual(['received', 'returned']);
    await city.must(state.id, 'operator', 'handToPolice', { handoverNote: '复核后仍属警情' });
    const done = await city.must(state.id, 'operator', 'policeAccept', { policeNumber: 'J-1' });
    expect([done.state, done.final]).toEqual(['passedOn', true]);
  });
});

describe('what betrays a person', () => {
  test('a report is dispatched only after a second person confirmed the text for the unit', async () => {
    await city.at('2025-09-26T16:40');
    const { state } = await city.open({ kind: 'report', reporterName: '王小明', reporterPhone: '13847312345' });
    const dispatch = () => city.act(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' });
    expect(await dispatch()).toMatchObject({ code: 'hotline.text-not-confirmed' });
    await city.must(state.id, 'operator', 'draftText', { textForUnit: '有人反映违规排放' });
    expect(await city.act(state.id, 'operator', 'confirmText')).toMatchObject({ code: 'hotline.second-person' });
    expect(await dispatch()).toMatchObject({ code: 'hotline.text-not-confirmed' });
    await city.must(state.id, 'operator2', 'confirmText');
    expect(await dispatch()).toMatchObject({ ok: true });
  });

  test('the unit’s text has no telephone, plate, card, citizen number or name of the reporter', async () => {
    const { state } = await city.open({
      title: '王小明反映停车',
      originalText: '我叫王小明，电话１３８47312345，车牌蒙C12345，证件150302198501123456，卡6222021234567890123。',
      reporterName: '王小明',
      reporterPhone: '138 4731 2345',
    });
    await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' });
    const text = (await loadCase(city.acting.runtime, state.id))?.opened.textForUnit ?? '';
    for (const secret of ['王小明', '13847312345', '蒙C12345', '150302198501123456', '6222021234567890123']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('，');
  });

  test('the unit complained of may not handle the request', async () => {
    const { state } = await city.open({ against: 'north' });
    const dispatched = await city.act(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' });
    expect(dispatched).toMatchObject({ code: 'hotline.unit-complained-of' });
  });
});

test('a withdrawal takes effect after the centre’s own call and not before; clocks go on meanwhile', async () => {
  await city.at('2025-09-26T16:40');
  const { state } = await city.open({});
  await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' });
  expect(await city.act(state.id, 'caller', 'confirmWithdrawal', { callNote: '核实' })).toMatchObject({
    code: 'hotline.no-withdrawal',
  });
  const asked = await city.must(state.id, 'reporter', 'askWithdrawal');
  expect([asked.state, clockOf(city, asked, 'handling').state]).toEqual(['assigned', 'running']);
  const gone = await city.must(state.id, 'caller', 'confirmWithdrawal', { callNote: '本人自愿' });
  expect([gone.state, clockOf(city, gone, 'handling').state]).toEqual(['withdrawn', 'ended']);
});

test('the first receiver stays through every transfer; only a supervisor with a reason changes it', async () => {
  await city.at('2025-09-26T16:40');
  const { state } = await city.open({});
  const { id } = state;
  await city.must(id, 'dispatcher', 'dispatch', { unit: 'south', dispatchReason: '派' });
  await city.must(id, 'south', 'askReturn', { returnReason: 'notOurDuty', dutyRow: '一', proposedUnit: 'north' });
  await city.must(id, 'ruler', 'grantReturn');
  const moved = await city.must(id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '改派' });
  expect(moved.firstReceiver).toBe('south');
  const change = { newReceiver: 'north', changeReason: '首接登记有误' };
  expect(await city.act(id, 'north', 'changeFirstReceiver', change)).toMatchObject({ code: 'case.wrong-role' });
  expect((await city.must(id, 'supervisor', 'changeFirstReceiver', change)).firstReceiver).toBe('north');
});
