import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AnyCase } from './case-definition.ts';
import { checkDefinition, warningsOf } from './check-definition.ts';
import { definitionFaults, type FaultCode, type FaultText } from './errors.ts';
import { choice, code, flag, integer, optional, span, text, unit } from './field.ts';

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

/** Changes one part of the sound definition; what is planted may be what the types forbid. */
const plant = (group: keyof AnyCase, parts: Record<string, unknown>): AnyCase =>
  ({ ...sound, [group]: { ...(sound[group] as object), ...parts } }) as AnyCase;
const inVerb = (name: string, parts: Record<string, unknown>) =>
  plant('verbs', { [name]: { ...verbs[name], ...parts } });
const inLimit = (parts: Record<string, unknown>) => plant('deadlines', { limit: { ...limit, ...parts } });
const counted = (parts: Record<string, unknown>) =>
  plant('indicators', { done: { label: '办结', share: { all: [], on: 'finish', ...parts } } });

const answer = choice('答案', { yes: '是', no: '否' });
const aside = { label: '旁路', from: 'open', to: 'waiting', by: 'clerk' };
const stuck = { label: '卡住', owner: 'clerk' };
const aged = { ...sound, a: 1, b: 2, c: 3, d: 4, e: 5 } as unknown as AnyCase;
const lone = { ...sound, verbs: { ...verbs, begin: { ...verbs.begin, from: 'open' } } } as unknown as AnyCase;
const onlyOpen = { ...verbs.press, from: 'open' } as never;
const wizard = { label: '巫师', is: 'post', posts: ['wizard'] };
const conjured = inVerb('wait', { by: ['clerk', 'wizard'] });

/** Fault, the thing it must name, the definition with it. */
const PLANTED: readonly (readonly [FaultCode, string, AnyCase])[] = [
  ['define.bad-code', 'code', { ...sound, code: 'Matter' }],
  ['define.bad-code', 'deadlines.limit.within', inLimit({ within: { rule: 'limits', as: 'x' } })],
  ['define.wrong-version', 'version', { ...sound, version: 0 }],
  ['define.wrong-name', 'verbs.Wait', plant('verbs', { Wait: aside })],
  ['define.reserved-name', 'verbs.overdue', plant('verbs', { overdue: aside })],
  ['define.too-many-keys', 'definition', aged],
  ['define.no-label', 'states.waiting', plant('states', { waiting: { label: ' ', owner: 'clerk' } })],
  ['define.no-label', 'fields.kind.yes', plant('fields', { kind: choice('类型', { yes: '' }) })],
  ['define.no-metadata', 'verbs.wait.asks.bare', inVerb('wait', { asks: { bare: z.string() } })],
  ['define.no-codes', 'fields.kind', plant('fields', { kind: code('类别', '') })],
  ['define.unknown-state', 'verbs.wait.to', inVerb('wait', { to: 'nowhere' })],
  ['define.unknown-state', 'deadlines.limit.pausedIn', inLimit({ pausedIn: 'nowhere' })],
  ['define.unknown-role', 'states.open.owner', plant('states', { open: { label: '办理中', owner: 'nobody' } })],
  ['define.unknown-role', 'verbs.wait.by', inVerb('wait', { by: ['clerk', 'nobody'] })],
  ['define.unknown-role', 'verbs.wait.tells', inVerb('wait', { tells: [{ to: 'nobody', template: 'a.b' }] })],
  ['define.unknown-role', 'deadlines.limit.owes', inLimit({ owes: 'nobody' })],
  ['define.unknown-template', 'verbs.wait.tells', inVerb('wait', { tells: [{ to: 'clerk', template: 'Hello!' }] })],
  ['define.unknown-verb', 'deadlines.limit.metBy', inLimit({ metBy: ['finish', 'vanish'] })],
  ['define.unknown-verb', 'indicators.done.share.on', counted({ on: 'vanish' })],
  ['define.unknown-verb', 'indicators.done.share.all', counted({ all: [{ took: 'vanish' }] })],
  ['define.unknown-deadline', 'indicators.done.share.not', counted({ not: [{ late: 'never' }] })],
  ['define.unknown-field', 'indicators.done.share.all', counted({ all: [{ field: 'colour', is: ['*'] }] })],
  ['define.unknown-field', 'verbs.press.sets', inVerb('press', { sets: { colour: 'red' } })],
  ['define.unknown-field', 'protects.always', { ...sound, protects: { always: ['colour'], when: [], fields: [] } }],
  ['define.unknown-asked', 'verbs.wait.defaults', inVerb('wait', { defaults: { colour: 'red' } })],
  ['define.unknown-asked', 'verbs.wait.to.by', inVerb('wait', { to: { by: 'mood', is: { good: 'waiting' } } })],
  ['define.unknown-asked', 'deadlines.limit.metWhen', inLimit({ metWhen: { by: 'mood', is: ['good'] } })],
  ['define.unknown-asked', 'deadlines.limit.extendedBy.press', inLimit({ extendedBy: { press: 'extra' } })],
  [
    'define.unknown-option',
    'indicators.done.share.all.mood',
    { ...counted({ all: [{ field: 'mood', is: ['bad'] }] }), fields: { mood: answer } },
  ],
  [
    'define.unknown-option',
    'deadlines.limit.metWhen',
    {
      ...inVerb('finish', { asks: { answer } }),
      deadlines: { limit: { ...limit, metWhen: { by: 'answer', is: ['yes', 'perhaps'] } } },
    },
  ],
  [
    'define.wrong-value',
    'verbs.press.sets.count',
    {
      ...inVerb('press', { sets: { count: -1 } }),
      fields: { ...sound.fields, count: integer('次数') },
    },
  ],
  ['define.no-span', 'deadlines.limit.within', inLimit({ within: { span: '3 days' } })],
  ['define.bound-missing', 'deadlines.limit.within', inLimit({ within: { rule: 'a.b', as: 'x', before: 'second' } })],
  ['define.kinds-differ', 'verbs.finish.asks.note', inVerb('finish', { asks: { note: flag('备注', 'personal') } })],
  [
    'define.classes-differ',
    'verbs.finish.asks.note',
    inVerb('finish', { asks: { note: text('备注', { class: 'public' }) } }),
  ],
  ['define.no-unit-asked', 'verbs.wait', inVerb('wait', { hands: 'set' })],
  ['define.no-unit-asked', 'verbs.wait', inVerb('wait', { hands: 'push', asks: { unit: optional(unit('单位')) } })],
  ['define.no-opening', 'verbs', lone],
  ['define.opening-stays', 'verbs.begin', inVerb('begin', { to: 'same' })],
  [
    'define.dead-end',
    'states.stuck',
    {
      ...plant('verbs', { stick: { ...aside, to: 'stuck' } }),
      states: { ...states, stuck: stuck as never },
    },
  ],
  ['define.unreachable-state', 'states.lost', plant('states', { lost: { label: '失联', final: true } })],
  ['define.final-with-way-out', 'verbs.reopen', plant('verbs', { reopen: { ...aside, from: 'done', to: 'open' } })],
  [
    'define.open-choice',
    'verbs.decide.to',
    plant('verbs', {
      decide: { ...aside, to: { by: 'answer', is: { yes: 'done' } }, asks: { answer } },
    }),
  ],
  ['define.no-owner', 'states.waiting', plant('states', { waiting: { label: '等待' } })],
  ['define.owner-of-final', 'states.done', plant('states', { done: { label: '办结', final: true, owner: 'clerk' } })],
  [
    'define.owner-cannot-act',
    'states.waiting',
    { ...plant('states', { waiting: { label: '等待', owner: 'system' } }), verbs: { ...verbs, press: onlyOpen } },
  ],
  ['define.role-without-verb', 'roles.idler', plant('roles', { idler: { label: '闲人', is: 'anyone' } })],
  ['define.role-nobody-holds', 'roles.wizard', { ...conjured, roles: { ...roles, wizard: wizard as never } }],
  [
    'define.deadline-never-starts',
    'deadlines.second',
    plant('deadlines', { second: { ...limit, startsOn: 'vanish' } }),
  ],
  ['define.deadline-never-met', 'deadlines.limit', inLimit({ metBy: 'begin' })],
  ['define.starts-in-final', 'deadlines.limit', inLimit({ startsOn: ['begin', 'finish'] })],
  ['define.breach-meets-itself', 'deadlines.limit.onBreach', inLimit({ metBy: ['finish', 'press'] })],
  ['define.not-by-system', 'deadlines.limit.onBreach', inLimit({ onBreach: 'wait' })],
  ['define.system-cannot-say', 'deadlines.limit.onBreach', inVerb('press', { asks: { why: text('原因') } })],
  [
    'define.timer-out-of-reach',
    'deadlines.limit.onBreach',
    {
      ...inLimit({ startsOn: 'wait' }),
      verbs: {
        ...verbs,
        press: { ...verbs.press, from: 'open' } as never,
      },
    },
  ],
  [
    'define.expiry-stuck',
    'deadlines.limit.onExpiry',
    {
      ...inVerb('press', { from: 'open' }),
      deadlines: { limit: { ...limit, onExpiry: 'press', endedBy: 'press' } },
    },
  ],
  ['define.expiry-stays', 'deadlines.limit.onExpiry', inLimit({ onExpiry: 'press' })],
  ['define.import-open', 'imports.open', plant('imports', { open: 'waiting', closed: 'done' })],
  ['define.import-closed', 'imports.closed', plant('imports', { open: 'waiting', closed: 'open' })],
  ['define.no-clock', 'states.waiting', inLimit({ endedBy: 'wait' })],
  [
    'define.asks-differ',
    'verbs.press.asks.more',
    {
      ...sound,
      verbs: {
        ...verbs,
        wait: { ...verbs.wait, asks: { more: span('延长') } } as never,
        press: {
          ...verbs.press,
          asks: {
            more: optional(text('延长')),
          },
        } as never,
      },
    },
  ],
  [
    'define.extends-by-text',
    'deadlines.limit.extendedBy.wait',
    {
      ...inVerb('wait', { asks: { extra: text('延长') } }),
      deadlines: { limit: { ...limit, extendedBy: { wait: 'extra' } } },
    },
  ],
];

const DOUBTFUL: readonly (readonly [FaultCode, string, AnyCase])[] = [
  ['define.quiet-changes', 'verbs.wait', inVerb('wait', { quiet: true })],
  [
    'define.path-without-clock',
    'begin → stop → wait',
    {
      ...inLimit({ startsOn: ['begin'], endedBy: 'stop' }),
      verbs: { ...verbs, stop: { label: '停', from: 'open', to: 'same', by: 'clerk' } },
    },
  ],
];

const named = (faults: ReturnType<typeof checkDefinition>) => faults.map((fault) => `${fault.code} ${fault.name}`);

test('the sound definition has no fault and nothing doubtful', () => {
  expect(checkDefinition(sound, ['clerk'])).toEqual([]);
  expect(warningsOf(sound)).toEqual([]);
});

test.each(PLANTED)('%s is refused with the name %s', (what, name, definition) => {
  const faults = checkDefinition(definition, ['clerk']);
  expect(named(faults)).toContain(`${what} ${name}`);
  for (const { zh, en } of faults) expect(`${zh} ${en}`).not.toMatch(/\{\w+\}/);
});

test.each(DOUBTFUL)('%s is told with the name %s, and does not stop the boot', (what, name, definition) => {
  expect(named(warningsOf(definition))).toContain(`${what} ${name}`);
  expect(named(checkDefinition(definition, ['clerk']))).toEqual([]);
});

test('every fault has been planted once at least', () => {
  const planted = new Set([...PLANTED, ...DOUBTFUL].map(([what]) => what));
  // needs more clocks than stand in any definition
  const left = Object.keys(definitionFaults).filter((what) => !planted.has(what as FaultCode));
  expect(left).toEqual(['define.too-wide']);
  const texts: readonly FaultText[] = Object.values(definitionFaults);
  for (const text of texts) expect(text.zh.length * text.en.length).toBeGreaterThan(0);
});
