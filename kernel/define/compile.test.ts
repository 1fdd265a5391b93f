import { expect, test } from 'vitest';
import type { AnyCase } from './case-definition.ts';
import { compileDefinition, differingKeys } from './compile.ts';
import { compiledHash, definitionHash } from './definition-hash.ts';
import { choice, citizenNumber, files, flag, integer, optional, position, text, units } from './field.ts';

const kind = choice('类型', { help: '求助', report: '举报' }, { searched: 'key' });

const matter: AnyCase = {
  code: 'test.matter',
  version: 1,
  label: '测试',
  fields: {
    kind,
    label: text('题名', { max: 20, also: 'title' }),
    number: optional(citizenNumber('身份证号')),
    where: optional(position('位置')),
    papers: optional(files('附件')),
    coUnits: optional(units('协办单位')),
    amount: integer('金额', { unit: 'fen', max: 100 }),
  },
  roles: { clerk: { label: '办事员', is: 'post', posts: ['clerk'] } },
  states: { open: { label: '办理中', owner: 'clerk', idle: '等候' }, done: { label: '办结', final: true } },
  verbs: {
    begin: { label: '登记', from: null, to: 'open', by: 'clerk', asks: { kind, sure: optional(flag('确认')) } },
    finish: { label: '办结', from: 'open', to: 'done', by: 'clerk' },
  },
  deadlines: {},
};

const verb = (name: string, parts: Record<string, unknown>): AnyCase => ({
  ...matter,
  verbs: { ...matter.verbs, [name]: { ...matter.verbs[name], ...parts } as never },
});

test('a field compiles to its metadata beside its JSON schema', () => {
  const { fields, verbs } = compileDefinition(matter);
  expect(fields.label).toEqual({
    label: '题名',
    kind: 'text',
    class: 'personal',
    also: 'title',
    optional: false,
    schema: { type: 'string', minLength: 1, maxLength: 20 },
  });
  expect(fields.kind?.schema).toEqual({ type: 'string', enum: ['help', 'report'] });
  expect(fields.number?.optional).toBe(true);
  expect(fields.papers?.schema).toEqual({ type: 'array', maxItems: 20, items: { type: 'string', format: 'uuid' } });
  expect(fields.amount?.schema).toEqual({ type: 'integer', minimum: 0, maximum: 100 });
  expect(verbs.begin?.asks.sure).toMatchObject({ kind: 'flag', optional: true });
  expect(verbs.finish?.asks).toEqual({});
});

test('what was compiled is plain JSON, and stored and read again it has the same hash', () => {
  const compiled = compileDefinition(matter);
  const again = JSON.parse(JSON.stringify(compiled));
  expect(again).toEqual(compiled);
  expect(compiledHash(again)).toBe(definitionHash(matter));
  expect(definitionHash(matter)).toMatch(/^[0-9a-f]{64}$/);
});

const LABELS: readonly (readonly [string, AnyCase])[] = [
  ['the label of the definition', { ...matter, label: '另名' }],
  ['the label of a role', { ...matter, roles: { clerk: { label: '经办人', is: 'post', posts: ['clerk'] } } }],
  ['the label of a verb', verb('finish', { label: '完结' })],
  [
    'the reason of an idle state',
    { ...matter, states: { ...matter.states, open: { label: '办理中', owner: 'clerk', idle: '等' } } },
  ],
  [
    'the label of a field',
    { ...matter, fields: { ...matter.fields, amount: integer('数额', { unit: 'fen', max: 100 }) } },
  ],
  [
    'labels and order of options',
    {
      ...verb('begin', {}),
      fields: { ...matter.fields, kind: choice('类', { report: '检举', help: '帮' }, { searched: 'key' }) },
    },
  ],
  ['the order of states', { ...matter, states: Object.fromEntries(Object.entries(matter.states).toReversed()) }],
];

test.each(LABELS)('%s does not change the hash', (_, changed) => {
  expect(definitionHash(changed)).toBe(definitionHash(matter));
  expect(differingKeys(compileDefinition(matter), compileDefinition(changed))).toEqual([]);
});

const RULES: readonly (readonly [string, AnyCase])[] = [
  ['verbs.finish.by', { ...verb('finish', { by: ['clerk', 'system'] }) }],
  ['verbs.finish.effects', verb('finish', { effects: ['note'] })],
  ['verbs.begin.asks.sure', verb('begin', { asks: { kind } })],
  ['verbs.more', verb('more', { label: '另', from: 'open', to: 'same', by: 'clerk' })],
  ['states.open.idle', { ...matter, states: { ...matter.states, open: { label: '办理中', owner: 'clerk' } } }],
  [
    'fields.amount.schema.maximum',
    { ...matter, fields: { ...matter.fields, amount: integer('金额', { unit: 'fen', max: 99 }) } },
  ],
  [
    'fields.label.schema.maxLength',
    { ...matter, fields: { ...matter.fields, label: text('题名', { max: 21, also: 'title' }) } },
  ],
  ['version', { ...matter, version: 2 }],
];

test.each(RULES)('a change of %s changes the hash and is named', (path, changed) => {
  expect(definitionHash(changed)).not.toBe(definitionHash(matter));
  expect(differingKeys(compileDefinition(matter), compileDefinition(changed))).toEqual([path]);
});
