import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalCatalogues } from '../../server/refusals.ts';
import { SYSTEMS } from '../../server/systems.ts';
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

test('the API document describes every verb of every definition, with its fields and who may take it', async () => {
  const { systems } = (await app.inject({ url: '/openapi.json' })).json();
  expect(systems.map((system: { name: string }) => system.name)).toEqual([
    'platform',
    ...SYSTEMS.map(({ code }) => code),
  ]);
  for (const { definition } of city.acting.runtime.bindings.values()) {
    if (definition.code === 'hotline.coOrder') continue; // shares the route of verbs with the request it belongs to
    const document = (await app.inject({ url: `/openapi/${definition.code.split('.')[0]}.json` })).json();
    expect(document.openapi).toBe('3.1.0');
    for (const [name, verb] of Object.entries(definition.verbs)) {
      const path = verb.from === null ? `/api/v1/cases/${definition.code}` : `/api/v1/cases/{id}/${name}`;
      const described = document.paths[path]?.post;
      expect(`${path} ${described?.tags?.[0]}`).toBe(`${path} ${definition.label}`);
      if (verb.from === null && name !== 'open') continue;
      const fields = Object.keys(described.requestBody.content['application/json'].schema.properties);
      expect(fields).toEqual(expect.arrayContaining(Object.keys(verb.asks ?? {})));
    }
  }
});

test('every code that can leave has words in both languages, a status and advice', () => {
  const codes = refusalCatalogues.flatMap((catalogue) => Object.entries(catalogue));
  expect(codes.length).toBeGreaterThan(60);
  expect(new Set(codes.map(([code]) => code)).size).toBe(codes.length);
  for (const [code, { status, zh, zhDo, en, enDo }] of codes) {
    expect(`${code} ${[zh, zhDo, en, enDo].every((text) => text.length > 3)}`).toBe(`${code} true`);
    expect(status).toBeGreaterThanOrEqual(400);
  }
});
