import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseBinding } from '../../kernel/case/binding.ts';
import type { AnyCase } from '../../kernel/define/case-definition.ts';
import { bindingsByName } from '../../server/build-runtime.ts';
import { keepDefinitions } from '../../server/keep-definitions.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
beforeAll(async () => {
  city = await openTestCity();
});
afterAll(() => city.close());

/** The city with one definition in another form. */
function withHotline(change: (definition: AnyCase) => AnyCase) {
  const { runtime } = city.acting;
  const own = runtime.bindings.get('hotline.request') as CaseBinding;
  const others = [...new Set(runtime.bindings.values())].filter((binding) => binding !== own);
  return { ...runtime, bindings: bindingsByName([...others, { ...own, definition: change(own.definition) }]) };
}

test('a version is kept once; a new label changes nothing, a changed verb is told by its key', async () => {
  expect(await keepDefinitions(city.acting.runtime)).toEqual([]);
  expect(await keepDefinitions(city.acting.runtime)).toEqual([]);
  const renamed = withHotline((one) => ({ ...one, label: '市民诉求' }));
  expect(await keepDefinitions(renamed)).toEqual([]);
  const changed = withHotline((one) => ({
    ...one,
    verbs: { ...one.verbs, sign: { ...one.verbs.sign, to: 'review' } as never },
  }));
  const [conflict] = await keepDefinitions(changed);
  expect(conflict).toMatchObject({ what: 'changed', code: 'hotline.request', version: 1 });
  expect(JSON.stringify(conflict)).toContain('sign');
});

test('a server that does not know a version which open cases run on may not start', async () => {
  await city.open({});
  const next = withHotline((one) => ({ ...one, version: 2 }));
  expect(await keepDefinitions(next)).toEqual([{ what: 'unknown', code: 'hotline.request', version: 1, open: 1 }]);
});
