import { missingTemplates, templateFaults, uncarriedValues, valuesIn } from '@huying/kernel/notice/template';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyone, viewerOfPost } from '../../server/access/sessions.ts';
import { actOnCase, openCase } from '../../server/act.ts';
import { rowsIn } from '../../tests/support/outbox.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../../tests/support/test-city.ts';
import { lifeNotices } from './notices.ts';
import { life } from './system.ts';

const definitions = life.cases.map(({ definition }) => definition);
let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

test('every message that a verb of daily life tells has a template, and none is left over', () => {
  const told = definitions.flatMap(({ verbs }) =>
    Object.values(verbs).flatMap(({ tells = [] }) => tells.map(({ template }) => template)),
  );
  expect(missingTemplates(definitions, lifeNotices)).toEqual([]);
  expect(missingTemplates(definitions, {}).length).toBe(told.length);
  expect(Object.keys(lifeNotices).toSorted()).toEqual([...new Set(told)].toSorted());
  expect(templateFaults(lifeNotices)).toEqual([]);
});

test('no template asks for a value that the outbox of a repair does not carry', async () => {
  const { acting } = city;
  const opened = await openCase(acting, {
    definition: 'life.repairOrder',
    verb: 'open',
    input: { trade: 'locks', item: '门锁卡住', place: 'tc.north.s1.c1.g1', reporterPhone: '13847312345' },
    actor: anyone(acting.runtime).actor,
    opening: { channel: 'web' },
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened));
  const { id } = opened.value.state;
  const workshop = viewerOfPost(acting.runtime, 'north-community')?.actor;
  if (!workshop) throw new Error('no workshop');
  for (const [verb, input] of [
    ['offer', { craftsman: 'c-1' }],
    ['accept', {}],
    ['finish', {}],
  ] as const) {
    const acted = await actOnCase(acting, { id, verb, input, actor: workshop });
    if (!acted.ok) throw new Error(JSON.stringify(acted));
  }
  const rows = await rowsIn(city.db.owner, TEST_CITY);
  expect(rows.map(({ channel, body }) => [channel, body.template])).toEqual([
    ['wecom', 'repair.asked'],
    ['sms', 'repair.ready'],
  ]);
  for (const { body } of rows) expect(uncarriedValues(lifeNotices, Object.keys(body.values as object))).toEqual([]);
  for (const { forms } of Object.values(lifeNotices)) expect(valuesIn(forms.at(-1)?.zh ?? '')).toEqual(['number']);
});
