import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clockOf, openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

const dispatched = async (unit: string, input: Record<string, unknown> = {}) => {
  await city.at('2025-09-26T16:40');
  const { state } = await city.open(input);
  await city.must(state.id, 'dispatcher', 'dispatch', { unit, dispatchReason: '测试' });
  return state.id;
};

const reached = { contactChannel: 'phone', dialled: '13847312345', contactResult: 'reached' };
const reply = { result: 'solved', handlingReport: '已处理', replyToCitizen: '已恢复供暖' };

describe('intake', () => {
  test('a category with one answer is dispatched by itself, with both clocks of HL-1 and the row that proposed it', async () => {
    await city.at('2025-09-26T16:40');
    const { state } = await city.open({ category: 'heating', position: { lat: 39.66, lng: 106.79 }, kind: 'consult' });
    expect(state.state).toBe('assigned');
    expect(state.chain).toEqual(['north-housing']);
    expect(state.firstReceiver).toBe('north-housing');
    expect(state.number).toMatch(/^15-250926-\d{6}-\d$/);
    expect(clockOf(city, state, 'citizen').local).toBe('2025-09-30T17:30');
    expect(clockOf(city, state, 'handling').local).toBe('2025-09-30T17:30');
    expect(state.data.proposedBy).toBe('d-heating');
  });

  test('a category with two answers waits for a dispatcher and proposes the first', async () => {
    const { state } = await city.open({ category: 'unclear', position: { lat: 39.66, lng: 106.79 } });
    expect([state.state, state.data.proposedUnit]).toEqual(['received', 'north-housing']);
    const vague = await city.open({ category: 'unclear' });
    expect([vague.state.state, vague.state.data.proposedUnit]).toEqual(['received', 'roads']);
  });

  test('wrong input is refused field by field, all of it at once', async () => {
    await expect(city.open({ kind: 'wish', title: '' })).rejects.toThrow(
      /case\.missing-field.*case\.not-an-option|case\.not-an-option.*case\.missing-field/,
    );
  });
});

describe('three levels below the centre (practice 1)', () => {
  test('centre → district → street → community and back, one inner return, one rejected reply: one dispatch, same due', async () => {
    const id = await dispatched('north');
    const due = clockOf(city, await city.state(id), 'handling').due;
    await city.must(id, 'north', 'sign');
    await city.at('2025-09-28T09:00');
    await city.must(id, 'north', 'subassign', { unit: 'north-street', instruction: '请办理' });
    await city.must(id, 'north-street', 'returnUp', { innerReason: '不清楚' });
    await city.must(id, 'north', 'subassign', { unit: 'north-street', instruction: '请办理' });
    const below = await city.must(id, 'north-street', 'subassign', { unit: 'north-community', instruction: '上门' });
    expect(below.chain).toEqual(['north', 'north-street', 'north-community']);
    expect(clockOf(city, below, 'inner').local).toBe('2025-10-09T17:30');
    await city.must(id, 'north-community', 'contact', reached);
    await city.must(id, 'north-community', 'replyUp', { innerReport: '已上门' });
    await city.must(id, 'north-street', 'rejectUp', { innerRejection: '说清楚' });
    await city.must(id, 'north-community', 'replyUp', { innerReport: '已上门修好' });
    await city.must(id, 'north-street', 'approveUp');
    await city.must(id, 'north-street', 'replyUp', { innerReport: '社区已修好' });
    await city.must(id, 'north', 'approveUp');
    const done = await city.must(id, 'north', 'reply', reply);
    expect(clockOf(city, done, 'handling').due).toBe(due);
    expect(done.chain).toEqual(['north']);
    const { rows } = await city.db.owner.query(
      `select indicator, sum(delta)::integer as n from tally where case_id = $1 and part = 'share' group by 1`,
      [id],
    );
    expect(rows.find((row) => row.indicator === 'hotline.request.dispatched')?.n).toBe(1);
    expect(done.marks.askReturn).toBeUndefined();
  });

  test('only the level below the centre may ask the centre', async () => {
    const id = await dispatched('north');
    await city.must(id, 'north', 'sign');
    await city.must(id, 'north', 'subassign', { unit: 'north-street', instruction: '请办理' });
    const asked = await city.act(id, 'north-street', 'askExtension', { extra: '3wd', extensionReason: '缺件' });
    expect(asked).toMatchObject({ ok: false, code: 'case.wrong-role' });
    const sideways = await city.act(id, 'north-street', 'subassign', { unit: 'south-community', instruction: '请' });
    expect(sideways).toMatchObject({ ok: false, code: 'level.not-below' });
  });
});

describe('what starts, meets and re-opens a deadline (practice 2)', () => {
  test('an empty reply at 17:29 on the last day, rejected at 18:10, is overdue since 17:30', async () => {
    const id = await dispatched('south', { kind: 'consult' });
    await city.must(id, 'south', 'sign');
    await city.must(id, 'south', 'contact', reached);
    await city.at('2025-09-30T17:29');
    const replied = await city.must(id, 'south', 'reply', { ...reply, handlingReport: '已办', replyToCitizen: '已办' });
    expect(clockOf(city, replied, 'handling').state).toBe('met');
    await city.at('2025-09-30T18:10');
    const rejected = await city.must(id, 'dispatcher', 'rejectReply', { rejection: '空话' });
    const handling = clockOf(city, rejected, 'handling');
    expect([handling.state, handling.overdueSince, handling.local]).toEqual([
      'running',
      handling.due,
      '2025-09-30T17:30',
    ]);
  });

  test('signing and asking for a return meet nothing; a contact meets the response limit', async () => {
    const id = await dispatched('south');
    const signed = await city.must(id, 'south', 'sign');
    expect(clockOf(city, signed, 'response').state).toBe('running');
    const asked = await city.must(id, 'south', 'askReturn', {
      returnReason: 'notOurDuty',
      dutyRow: '三定方案第四条',
      proposedUnit: 'roads',
    });
    expect([clockOf(city, asked, 'response').state, clockOf(city, asked, 'handling').state]).toEqual([
      'running',
      'running',
    ]);
    await city.must(id, 'ruler', 'refuseReturn', { refusal: '属你单位职责' });
    const contacted = await city.must(id, 'south', 'contact', reached);
    expect(clockOf(city, contacted, 'response').state).toBe('met');
  });

  test('a pause stops the unit’s clock only, and ends by itself on any word of the citizen', async () => {
    const id = await dispatched('south');
    await city.must(id, 'south', 'sign');
    expect(await city.act(id, 'south', 'askPause', { pauseReason: '等材料' })).toMatchObject({
      code: 'pause.no-contact',
    });
    await city.must(id, 'south', 'contact', reached);
    await city.must(id, 'south', 'askPause', { pauseReason: '等材料' });
    await city.at('2025-09-28T10:00');
    const paused = await city.must(id, 'dispatcher', 'grantPause');
    expect([paused.state, clockOf(city, paused, 'handling').state]).toEqual(['paused', 'paused']);
    expect(clockOf(city, paused, 'citizen').local).toBe('2025-10-10T17:30');
    await city.at('2025-09-30T09:00');
    const resumed = await city.must(id, 'reporter', 'supplement', { supplement: '材料已补' });
    // one day used (28 September), the days 29 and 30 stand still
    expect([resumed.state, clockOf(city, resumed, 'handling').local]).toEqual(['working', '2025-10-13T17:30']);
    expect(clockOf(city, resumed, 'citizen').local).toBe('2025-10-10T17:30');
    expect(await city.act(id, 'south', 'askPause', { pauseReason: '再等' })).toMatchObject({ code: 'pause.used-up' });
  });

  test('a pause ends by itself at the end of its term', async () => {
    const id = await dispatched('south');
    await city.must(id, 'south', 'sign');
    await city.must(id, 'south', 'contact', reached);
    await city.must(id, 'south', 'askPause', { pauseReason: '等材料' });
    await city.must(id, 'dispatcher', 'grantPause');
    await city.at('2025-10-13T09:00');
    expect((await city.state(id)).state).toBe('working');
  });

  test('an extension lengthens the unit’s clock once, before it is overdue, at most by its first length', async () => {
    const id = await dispatched('south');
    await city.must(id, 'south', 'sign');
    const ask = (extra: string) => city.act(id, 'south', 'askExtension', { extra, extensionReason: '缺件' });
    expect(await ask('6wd')).toMatchObject({ code: 'extension.too-long' });
    expect(await ask('3wd')).toMatchObject({ ok: true });
    const granted = await city.must(id, 'dispatcher', 'grantExtension', { extra: '3wd' });
    expect(clockOf(city, granted, 'handling').local).toBe('2025-10-14T17:30');
    expect(clockOf(city, granted, 'citizen').local).toBe('2025-10-10T17:30');
    expect(await ask('1wd')).toMatchObject({ code: 'extension.used-up' });
  });

  test('a reminder comes 48 hours and a key supervision 24 hours before due; then it is overdue, each an event', async () => {
    const id = await dispatched('south', { kind: 'consult' });
    await city.at('2025-09-28T17:31');
    expect((await city.state(id)).marks.warned?.n).toBe(1);
    await city.at('2025-09-29T17:31');
    const supervised = await city.state(id);
    expect([supervised.marks.warned?.n, supervised.data.supervised]).toEqual([2, 'key']);
    await city.at('2025-09-30T17:31');
    const late = await city.state(id);
    expect(clockOf(city, late, 'handling').overdueSince).toBe(clockOf(city, late, 'handling').due);
    expect(clockOf(city, late, 'citizen').overdueSince).toBeDefined();
  });
});

describe('HL-2 and HL-3: return and the two clocks', () => {
  test('re-dispatch starts the unit’s clock anew and leaves the citizen’s; after the window a return is refused', async () => {
    const id = await dispatched('south');
    await city.at('2025-09-28T10:00');
    await city.must(id, 'south', 'askReturn', { returnReason: 'notOurDuty', dutyRow: '第四条', proposedUnit: 'roads' });
    const returned = await city.must(id, 'ruler', 'grantReturn');
    expect([returned.state, returned.chain, returned.firstReceiver]).toEqual(['received', [], 'south']);
    expect(await city.act(id, 'dispatcher', 'dispatch', { unit: 'south', dispatchReason: '再派' })).toMatchObject({
      code: 'return.unit-has-returned',
    });
    await city.at('2025-09-29T09:00');
    const again = await city.must(id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '改派' });
    expect(clockOf(city, again, 'handling').local).toBe('2025-10-13T17:30');
    expect(clockOf(city, again, 'citizen').local).toBe('2025-10-10T17:30');
    expect(again.firstReceiver).toBe('south');
    await city.at('2025-09-30T17:31');
    const late = await city.act(id, 'north', 'askReturn', {
      returnReason: 'notOurDuty',
      dutyRow: '一',
      proposedUnit: 'roads',
    });
    expect(late).toMatchObject({ ok: false, code: 'return.window-over' });
  });

  test('after two returns only a ruling remains, and a ruled order cannot be returned', async () => {
    const id = await dispatched('south');
    const ask = { returnReason: 'notOurDuty', dutyRow: '一', proposedUnit: 'roads' };
    await city.must(id, 'south', 'askReturn', ask);
    await city.must(id, 'ruler', 'grantReturn');
    await city.must(id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '改派' });
    await city.must(id, 'north', 'askReturn', ask);
    await city.must(id, 'ruler', 'grantReturn');
    const refused = await city.act(id, 'dispatcher', 'dispatch', { unit: 'roads', dispatchReason: '改派' });
    expect(refused).toMatchObject({ code: 'return.only-ruling' });
    const ruled = await city.must(id, 'ruler', 'rule', { unit: 'south', ruling: '属地' });
    expect([ruled.state, ruled.chain]).toEqual(['working', ['south']]);
    expect(await city.act(id, 'south', 'askReturn', ask)).toMatchObject({ code: 'return.already-ruled' });
  });
});

describe('clocks that were passed or opened again', () => {
  test('a rejected reply brings the reminder and the key supervision back', async () => {
    const id = await dispatched('south');
    await city.must(id, 'south', 'sign');
    await city.must(id, 'south', 'contact', reached);
    await city.must(id, 'south', 'reply', reply);
    const rejected = await city.must(id, 'dispatcher', 'rejectReply', { rejection: '不完整' });
    expect(clockOf(city, rejected, 'handling').warnings).toHaveLength(2);
    await city.at('2025-10-09T17:31');
    expect((await city.state(id)).data.supervised).toBe('key');
  });

  test('a limit that has run out cannot be stopped by a pause, also when its timer has not fired yet', async () => {
    const id = await dispatched('south', { kind: 'consult' });
    await city.must(id, 'south', 'sign');
    await city.must(id, 'south', 'contact', reached);
    await city.must(id, 'south', 'askPause', { pauseReason: '等材料' });
    city.setClock('2025-09-30T17:31');
    const paused = await city.must(id, 'dispatcher', 'grantPause');
    expect([paused.state, clockOf(city, paused, 'handling').state]).toEqual(['paused', 'running']);
    await city.at('2025-09-30T17:32');
    const late = await city.state(id);
    expect(clockOf(city, late, 'handling').overdueSince).toBe(clockOf(city, late, 'handling').due);
  });

  test('a reply ends the decision on an extension: nobody is late with what nobody waits for', async () => {
    const id = await dispatched('south');
    await city.must(id, 'south', 'sign');
    await city.must(id, 'south', 'contact', reached);
    await city.must(id, 'south', 'askExtension', { extra: '2wd', extensionReason: '缺件' });
    const replied = await city.must(id, 'south', 'reply', reply);
    expect(clockOf(city, replied, 'extensionDecision').state).toBe('ended');
  });
});
