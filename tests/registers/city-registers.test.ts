import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cityOfWuhai } from '../../city/wuhai/city.ts';
import { fixedClock } from '../../kernel/clock/now.ts';
import { actingFor } from '../../server/cities.ts';
import { registerWatch } from '../../server/registers/watch.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { appOf, headersOf } from '../support/test-app.ts';

let city: NamedCity;
let app: FastifyInstance;
beforeAll(async () => {
  city = await openNamedCity('wuhai', '2025-09-26T08:00:00+08:00');
  app = appOf(city);
}, 60_000);
afterAll(async () => {
  await app.close();
  await city.close();
});

const post = async (by: string, url: string, payload: object) =>
  app.inject({ method: 'POST', url, payload, headers: await headersOf(city, by, 24 * 400) });
const admin = (url: string, payload: object) => post('wh-centre.systemAdmin', url, payload);

async function opened(category: string, unit?: string) {
  const answer = await post('wh-centre.operator-1', '/api/v1/cases/hotline.request', {
    title: '测试',
    text: '内容',
    kind: 'help',
    category,
    // what is urgent goes to a dispatcher, not by the catalogue
    ...(unit ? { urgency: 'danger' } : {}),
    position: { lat: 39.66, lng: 106.81, crs: 'wgs84' },
  });
  expect(answer.statusCode, answer.body).toBe(201);
  const receipt = answer.json();
  if (unit && receipt.state === 'received') {
    const sent = await post('wh-centre.dispatcher', `/api/v1/cases/${receipt.id}/dispatch`, {
      unit,
      dispatchReason: '测试',
    });
    expect(sent.statusCode, sent.body).toBe(200);
  }
  return receipt;
}

const seenAlong = async (by: string, axis: string): Promise<readonly string[]> => {
  const answer = await app.inject({
    url: `/api/v1/cases?axis=${axis}&limit=200`,
    headers: await headersOf(city, by, 24 * 400),
  });
  return answer.json().items.map(({ id }: { id: string }) => id);
};

test('a city is founded once: each place, unit, post, category, channel and dial is a stream that begins', async () => {
  const file = cityOfWuhai();
  const counts = await city.query<{ register: string; n: number }>(
    "select register, count(*)::integer as n from records where city = 'wuhai' group by register",
  );
  const found = Object.fromEntries(counts.map(({ register, n }) => [register, n]));
  expect(found).toMatchObject({
    'place.node': file.places.length,
    'party.unit': file.units.length,
    'party.post': file.posts.length,
    'city.category': file.categories.length,
    'city.channel': file.channels.length,
  });
  expect(found['rule.row']).toBeGreaterThan(file.dispatch.rows.length + 30);
  const events = "select count(*)::integer as n from event where city = 'wuhai' and kind = 'record'";
  const before = await city.query<{ n: number }>(events);
  const again = await actingFor('wuhai', deploymentOf(), fixedClock(new Date('2025-09-26T08:00:00+08:00')));
  expect(again?.runtime.posts.size).toBe(file.posts.length);
  expect(await city.query(events)).toEqual(before);
});

const deploymentOf = () => ({
  pools: { reader: city.db.reader, writer: city.db.writer },
  keys: { keysOf: () => city.keys },
  engine: null,
  migrated: [],
  ready: async () => true,
  revive: async () => false,
  close: async () => undefined,
});

describe('a dial is changed by a dated row with its basis', () => {
  test('cases find the row of their own day; the shipped default has to end first', async () => {
    const old = await opened('transport.road');
    const values = {
      table: 'hotline.limits',
      basis: '本市 2025 年第 9 号通知',
      when: { as: 'citizen' },
      gives: '2wd',
      validFrom: '2025-09-27',
    };
    const overlapping = await admin('/api/v1/records/rule.row/hotline.limits%2Fcity.citizen', values);
    expect([overlapping.statusCode, overlapping.json().code]).toEqual([422, 'rule.overlap']);
    const ended = await admin('/api/v1/records/rule.row/hotline.limits%2Fhotline.citizen/end', {
      validTo: '2025-09-27',
      reason: '以本市规定代替',
    });
    expect(ended.statusCode, ended.body).toBe(200);
    const registered = await admin('/api/v1/records/rule.row/hotline.limits%2Fcity.citizen', values);
    expect(registered.statusCode, registered.body).toBe(201);
    const same = await opened('transport.road');
    city.setClock('2025-09-28T08:00:00+08:00');
    const next = await opened('transport.road');
    expect([old.due.rule, same.due.rule, next.due.rule]).toEqual([
      'hotline.citizen',
      'hotline.citizen',
      'city.citizen',
    ]);
    expect(next.due.at.slice(0, 10)).toBe('2025-09-30');
  });

  test('nobody but the administrator writes it, and a table that is not there is refused', async () => {
    const url = '/api/v1/records/rule.row/hotline.limits%2Fx';
    const values = { table: 'hotline.limits', basis: 'x', when: { as: 'x' }, gives: '1wd' };
    expect((await post('wh-centre.operator-1', url, values)).statusCode).toBe(403);
    const wrong = await admin(url, { ...values, when: { colour: 'red' } });
    expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'rule.unknown-fact']);
  });
});

describe('the organisation holds together', () => {
  const unit = { name: '测试处', kind: 'bureau', level: 'district', placeId: 'wh.hbw', parentInPlace: 'wh-hbw' };

  test('a unit below nobody is refused, and so is a post of no unit', async () => {
    const lost = await admin('/api/v1/records/party.unit/wh-test', { ...unit, parentInPlace: 'nowhere' });
    expect([lost.statusCode, lost.json().code]).toEqual([422, 'party.no-parent']);
    const answer = await post('wh-centre.securityAdmin', '/api/v1/records/party.post/wh-test.clerk', {
      unit: 'nowhere',
      label: '收件员',
      roles: ['clerk'],
    });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'party.no-unit']);
  });

  test('a new unit and its post work at once; the unit cannot end while a case hangs on it', async () => {
    const made = await admin('/api/v1/records/party.unit/wh-test', { ...unit, parentInLine: 'wh-housing' });
    expect(made.statusCode, made.body).toBe(201);
    const clerk = await post('wh-centre.securityAdmin', '/api/v1/records/party.post/wh-test.clerk', {
      unit: 'wh-test',
      label: '收件员',
      roles: ['clerk', 'handler'],
    });
    expect(clerk.statusCode, clerk.body).toBe(201);
    const { id } = await opened('transport.road', 'wh-test');
    expect(await seenAlong('wh-test.clerk', 'mine')).toContain(id);
    const end = await admin('/api/v1/records/party.unit/wh-test/end', { validTo: '2025-12-31', reason: '机构改革' });
    expect([end.statusCode, end.json().code]).toEqual([409, 'record.unit-holds-cases']);
  });

  test('after a reorganisation open cases are seen along the new line and no more along the old one', async () => {
    const { id } = await opened('transport.road', 'wh-test');
    const closed = await city.query("select 1 from case_scope where axis = 'line' and until is not null");
    expect(closed).toEqual([]);
    expect(await seenAlong('wh-housing.leader', 'line')).toContain(id);
    const moved = await admin('/api/v1/records/party.unit/wh-test/change', { parentInLine: 'wh-transport' });
    expect(moved.statusCode, moved.body).toBe(200);
    expect(await seenAlong('wh-housing.leader', 'line')).not.toContain(id);
    expect(await seenAlong('wh-transport.leader', 'line')).toContain(id);
    const events = await city.query<{ type: string }>(
      `select type from event where id = '${id}' order by seq desc limit 1`,
    );
    expect(events).toEqual([{ type: 'rescoped' }]);
  });
});

test('another server takes a change in by itself', async () => {
  const clock = fixedClock(new Date('2025-09-28T08:00:00+08:00'));
  const other = await actingFor('wuhai', deploymentOf(), clock);
  if (!other) throw new Error('no city');
  const round = await registerWatch(other);
  const renamed = await admin('/api/v1/records/party.unit/wh-test/change', { name: '改名处' });
  expect(renamed.statusCode, renamed.body).toBe(200);
  // a transaction anywhere on the engine that is older holds the end of the log back for a moment
  for (let tries = 0; tries < 400 && other.runtime.units.label('wh-test') !== '改名处'; tries += 1) {
    await round();
    await new Promise((done) => setTimeout(done, 25));
  }
  expect(other.runtime.units.label('wh-test')).toBe('改名处');
});

test('the administrator reads all rows of a register, page by page', async () => {
  const headers = await headersOf(city, 'wh-centre.systemAdmin', 24 * 400);
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const page = await app.inject({
      url: `/api/v1/records/party.unit?all=yes&limit=100&after=${encodeURIComponent(after)}`,
      headers,
    });
    const { items, next } = page.json();
    ids.push(...items.map(({ id }: { id: string }) => id));
    if (!next) break;
    after = next;
  }
  expect(ids.length).toBe(cityOfWuhai().units.length + 1);
  expect((await app.inject({ url: '/api/v1/records/party.unit?all=yes' })).statusCode).toBe(404);
});
