import { XMLParser } from 'fast-xml-parser';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOf } from '../support/test-app.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let app: FastifyInstance;

beforeAll(async () => {
  city = await openTestCity();
  app = appOf(city);
});
afterAll(async () => {
  await app.close();
  await city.close();
});

const get = (path: string) => app.inject({ url: `/open311/v2/${path}` });
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (fields: Record<string, string>, kind = 'json', remoteAddress = '192.0.2.1') =>
  app.inject({
    method: 'POST',
    url: `/open311/v2/requests.${kind}`,
    headers: form,
    payload: new URLSearchParams(fields).toString(),
    remoteAddress,
  });
const good = { service_code: 'heating', lat: '39.66', long: '106.79', description: '暖气不热', phone: '13847312345' };

describe('the way of a client', () => {
  test('services, their definition, a request, its token, the request itself', async () => {
    const services = (await get('services.json')).json() as { service_code: string }[];
    expect(services.map((service) => service.service_code)).toEqual(['heating', 'road', 'unclear']);
    const definition = (await get('services/heating.json')).json();
    expect(definition[0].attributes[0].values).toHaveLength(5);
    const created = await post(good);
    expect(created.statusCode).toBe(201);
    const { service_request_id: id } = created.json()[0];
    expect(typeof id).toBe('string');
    expect((await get(`tokens/${id}.json`)).json()).toEqual([{ service_request_id: id, token: id }]);
    const [one] = (await get(`requests/${id}.json`)).json();
    expect(one).toMatchObject({ status: 'open', service_code: 'heating', agency_responsible: '单位 north-housing' });
    expect(one.requested_datetime).toBe('2025-09-26T16:40:00+08:00');
  });

  test('what was not shared tells no text, no point and no telephone', async () => {
    const { service_request_id: id } = (await post(good)).json()[0];
    const answer = await get(`requests/${id}.json`);
    expect(answer.json()[0]).toMatchObject({ description: null, lat: null, long: null });
    expect(answer.body).not.toContain('13847312345');
    expect(answer.body).not.toContain('暖气不热');
  });

  test('XML carries the same as JSON', async () => {
    const { service_request_id: id } = (await post(good)).json()[0];
    const xml = new XMLParser({ parseTagValue: false }).parse((await get(`requests/${id}.xml`)).body);
    const [json] = (await get(`requests/${id}.json`)).json();
    expect(xml.service_requests.request.service_request_id).toBe(json.service_request_id);
    expect(xml.service_requests.request.status).toBe(json.status);
    const created = await post(good, 'xml');
    expect(created.headers['content-type']).toContain('text/xml');
    expect(new XMLParser().parse(created.body).service_requests.request.service_request_id).toMatch(/^15-/);
  });

  test('requests of a window, by status and by several ids; updates by their last change', async () => {
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await post(good)).json()[0].service_request_id);
    const several = (await get(`requests.json?service_request_id=${ids.join(',')}`)).json();
    expect(several.map((one: { service_request_id: string }) => one.service_request_id).sort()).toEqual(ids.sort());
    const window = 'start_date=2025-09-01T00:00:00%2B08:00&end_date=2025-10-01T00:00:00%2B08:00';
    expect((await get(`requests.json?${window}&status=open`)).json().length).toBeGreaterThanOrEqual(3);
    expect((await get(`requests.json?${window}&status=closed`)).json()).toEqual([]);
    expect((await get(`servicerequestupdates.json?${window}`)).json().length).toBeGreaterThanOrEqual(3);
    const empty = await get('requests.xml?start_date=2020-01-01T00:00:00Z&end_date=2020-02-01T00:00:00Z');
    expect(empty.body).toContain('<service_requests></service_requests>');
  });
});

/** What is asked, and the error that the specification wants. */
const ERRORS: readonly (readonly [string, () => Promise<{ statusCode: number; json(): unknown }>, number])[] = [
  ['an unknown jurisdiction', () => get('services.json?jurisdiction_id=atlantis.example'), 404],
  ['an unknown service', () => get('services/magic.json'), 404],
  ['an unknown request', () => get('requests/15-250926-999999-9.json'), 404],
  ['no service code', () => post({ lat: '39.66', long: '106.79' }, 'json', '192.0.2.2'), 400],
  ['no place', () => post({ service_code: 'heating', description: '暖气' }, 'json', '192.0.2.2'), 400],
  ['a telephone that is none', () => post({ ...good, phone: 'x' }, 'json', '192.0.2.2'), 400],
  ['a window of a year', () => get('requests.json?start_date=2024-01-01&end_date=2025-01-01'), 400],
  ['a window that runs backwards', () => get('requests.json?start_date=2025-02-01&end_date=2025-01-01'), 400],
  ['a time that is none', () => get('requests.json?start_date=yesterday'), 400],
  ['an unknown status', () => get('requests.json?status=lost'), 400],
];

test.each(ERRORS)('%s: a list with one error', async (_name, ask, status) => {
  const answer = await ask();
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toEqual([{ code: status, description: expect.stringMatching(/.{10,}/) }]);
});

test('errors in XML have the form of the specification; XML as a body is refused', async () => {
  const answer = await get('services/magic.xml');
  const parsed = new XMLParser().parse(answer.body);
  expect(parsed.errors.error.code).toBe(404);
  const body = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><request>&e;</request>';
  const sent = await app.inject({
    method: 'POST',
    url: '/open311/v2/requests.xml',
    headers: { 'content-type': 'application/xml' },
    payload: body,
  });
  expect(sent.statusCode).toBe(415);
  expect(sent.body).not.toContain('root:');
});
