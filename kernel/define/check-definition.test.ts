import { expect, test } from 'vitest';
import type { AnyCase } from './case-definition.ts';
import { checkDefinition } from './check-definition.ts';
import { choice, text } from './field.ts';

/** A sound little definition; each fault is planted into it. */
const sound: AnyCase = {
  code: 'test.matter',
  version: 1,
  label: '测试',
  fields: { note: text('备注') },
  roles: {
    clerk: { label: '办事员', is: 'post', posts: ['clerk'] },
    system: { label: '平台', is: 'system' },
  },
  states: {
    open: { label: '办理中', owner: 'clerk' },
    waiting: { label: '等待', owner: 'clerk' },
    done: { label: '办结', final: true },
  },
  verbs: {
    begin: { label: '登记', from: null, to: 'open', by: 'clerk' },
    wait: { label: '等待', from: 'open', to: 'waiting', by: 'clerk' },
    press: { label: '催办', from: ['open', 'waiting'], to: 'same', by: 'system' },
    finish: { label: '办结', from: ['open', 'waiting'], to: 'done', by: 'clerk', asks: { note: text('备注') } },
  },
  deadlines: {
    limit: {
      label: '时限',
      owes: 'clerk',
      startsOn: 'begin',
      metBy: 'finish',
      within: { span: '3wd' },
      onBreach: 'press',
    },
  },
};

const { verbs, states, roles, deadlines } = sound;
const limit = deadlines.limit as NonNullable<typeof deadlines.limit>;

/** Fault, the name it must carry, the definition with it. */
const PLANTED: readonly (readonly [string, string, AnyCase])[] = [
  [
    'define.dead-end',
    'stuck',
    {
      ...sound,
      states: { ...states, stuck: { label: '卡住', owner: 'clerk' } },
      verbs: { ...verbs, stick: { label: '卡住', from: 'open', to: 'stuck', by: 'clerk' } },
    },
  ],
  ['define.unreachable-state', 'lost', { ...sound, states: { ...states, lost: { label: '失联', final: true } } }],
  [
    'define.role-nobody-holds',
    'wizard',
    {
      ...sound,
      roles: { ...roles, wizard: { label: '巫师', is: 'post', posts: ['wizard'] } },
      verbs: { ...verbs, conjure: { label: '变', from: 'open', to: 'same', by: 'wizard' } },
    },
  ],
  ['define.role-without-verb', 'idler', { ...sound, roles: { ...roles, idler: { label: '闲人', is: 'anyone' } } }],
  ['define.unknown-role', 'nobody', { ...sound, states: { ...states, open: { label: '办理中', owner: 'nobody' } } }],
  ['define.breach-meets-itself', 'limit', { ...sound, deadlines: { limit: { ...limit, metBy: ['finish', 'press'] } } }],
  ['define.breach-impossible', 'limit', { ...sound, deadlines: { limit: { ...limit, onBreach: 'finish' } } }],
  [
    'define.deadline-never-starts',
    'second',
    { ...sound, deadlines: { limit, second: { ...limit, startsOn: 'never' } } },
  ],
  [
    'define.final-with-way-out',
    'done',
    { ...sound, verbs: { ...verbs, reopen: { label: '重开', from: 'done', to: 'open', by: 'clerk' } } },
  ],
  ['define.no-owner', 'waiting', { ...sound, states: { ...states, waiting: { label: '等待' } } }],
  ['define.no-clock', 'waiting', { ...sound, deadlines: { limit: { ...limit, endedBy: 'wait' } } }],
  [
    'define.open-choice',
    'decide',
    {
      ...sound,
      verbs: {
        ...verbs,
        decide: {
          label: '决定',
          from: 'open',
          to: { by: 'answer', is: { yes: 'done' } },
          by: 'clerk',
          asks: { answer: choice('答案', { yes: '是', no: '否' }) },
        },
      },
    },
  ],
  ['define.unknown-verb', 'limit', { ...sound, deadlines: { limit: { ...limit, metBy: ['finish', 'vanish'] } } }],
  [
    'define.unknown-field',
    'press',
    { ...sound, verbs: { ...verbs, press: { ...verbs.press, sets: { colour: 'red' } } as never } },
  ],
  ['define.unknown-state', 'wait', { ...sound, verbs: { ...verbs, wait: { ...verbs.wait, to: 'nowhere' } as never } }],
  [
    'define.no-unit-asked',
    'wait',
    { ...sound, verbs: { ...verbs, wait: { label: '等待', from: 'open', to: 'waiting', by: 'clerk', hands: 'set' } } },
  ],
  ['define.no-label', 'waiting', { ...sound, states: { ...states, waiting: { label: '', owner: 'clerk' } } }],
  ['define.bad-code', 'Matter', { ...sound, code: 'Matter' }],
];

test('the sound definition has no fault', () => {
  expect(checkDefinition(sound, { postRoles: ['clerk'] })).toEqual([]);
});

test.each(PLANTED)('%s is refused with the name %s', (code, name, definition) => {
  const faults = checkDefinition(definition, { postRoles: ['clerk'] });
  expect(faults.map((fault) => `${fault.code} ${fault.name}`)).toContain(`${code} ${name}`);
});
