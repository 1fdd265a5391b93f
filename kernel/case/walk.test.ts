import { describe, expect, test } from 'vitest';
import type { AnyCase } from '../define/case-definition.ts';
import { choice, code, day, files, integer, optional, position, span, text, unit, units } from '../define/field.ts';
import { decideTimer } from './decide-timer.ts';
import { openBinding } from './open-binding.ts';
import { TEST_START, testFacts, testPlaceIds, testUnitIds } from './test-facts.ts';
import { type WalkFrame, walk } from './walk.ts';

/** A little matter with every kind of move: handing, pausing, lengthening, re-opening, a breach and a choice. */
const sound: AnyCase = {
  code: 'test.matter',
  version: 1,
  label: '测试',
  fields: { unit: optional(unit('单位')) },
  roles: {
    desk: { label: '受理台', is: 'post', posts: ['desk'] },
    holder: { label: '承办', is: 'holder', posts: ['clerk'] },
    upper: { label: '上级', is: 'upper' },
    above: { label: '监督', is: 'supervisor', posts: ['supervisor'] },
    reporter: { label: '诉求人', is: 'reporter' },
    system: { label: '平台', is: 'system' },
  },
  states: {
    open: { label: '受理', owner: 'desk' },
    held: { label: '办理', owner: 'holder' },
    paused: { label: '暂停', owner: 'holder' },
    shelf: { label: '挂账', owner: 'desk', idle: '等候工程' },
    done: { label: '办结', final: true },
  },
  verbs: {
    begin: { label: '登记', from: null, to: 'open', by: 'desk', happenedWithinDays: 7, asks: everyKind() },
    dispatch: { label: '派', from: 'open', to: 'held', by: 'desk', hands: 'set', asks: { unit: unit('单位') } },
    pass: { label: '下派', from: 'held', to: 'same', by: 'holder', hands: 'push', asks: { unit: unit('单位') } },
    back: { label: '退', from: 'held', to: 'same', by: 'upper', hands: 'pop' },
    pause: { label: '停', from: 'held', to: 'paused', by: 'holder' },
    resume: { label: '续', from: 'paused', to: 'held', by: ['holder', 'reporter'] },
    lengthen: { label: '延', from: 'held', to: 'same', by: 'above', asks: { extra: span('延长') } },
    press: { label: '催', from: ['open', 'held', 'paused'], to: 'same', by: ['system', 'reporter'], quiet: true },
    shelve: { label: '挂', from: ['held', 'open'], to: 'shelf', by: ['desk', 'above'], hands: 'clear' },
    revive: { label: '恢复', from: 'shelf', to: 'open', by: 'desk' },
    finish: {
      label: '办结',
      from: ['held', 'shelf'],
      to: { by: 'answer', is: { yes: 'done', no: 'same' } },
      by: ['holder', 'desk'],
      asks: { answer: choice('答复', { yes: '成', no: '不成' }) },
    },
  },
  deadlines: {
    whole: {
      label: '总时限',
      owes: 'desk',
      startsOn: 'begin',
      metBy: 'shelve',
      reopenedBy: 'revive',
      within: { span: '5wd' },
      warn: [{ before: { span: '24h' }, verb: 'press' }],
      onBreach: 'press',
    },
    own: {
      label: '承办时限',
      owes: 'holder',
      startsOn: 'dispatch',
      metBy: 'shelve',
      pausedIn: 'paused',
      extendedBy: { lengthen: 'extra' },
      within: { rule: 'test.limits', as: 'own' },
    },
  },
};

function everyKind() {
  return {
    story: text('情况'),
    code: code('类别', 'kinds'),
    count: integer('数量', { min: 20, max: 30 }),
    on: optional(day('日期')),
    where: optional(position('位置')),
    papers: optional(files('附件')),
    many: optional(units('多家')),
  };
}

const frame: WalkFrame = {
  seed: 7,
  steps: 400,
  start: TEST_START,
  world: { units: testUnitIds, places: testPlaceIds },
  factsAt: (now) => testFacts({ now }),
};

describe('a random walk', () => {
  test('takes every verb of a sound definition, misses clocks, and always finds an end', () => {
    const { taken, refused, longestEnd } = walk(openBinding(sound), frame);
    expect(Object.keys(taken).toSorted()).toEqual([...Object.keys(sound.verbs), 'overdue', 'warned'].toSorted());
    expect(refused).toEqual({});
    expect(longestEnd).toBeLessThan(30);
  });

  test('with one seed goes one way', () => {
    expect(walk(openBinding(sound), frame)).toEqual(walk(openBinding(sound), frame));
    expect(walk(openBinding(sound), frame)).not.toEqual(walk(openBinding(sound), { ...frame, seed: 8 }));
  });

  test('finds an open state in which no clock runs', () => {
    const { idle: _, ...shelf } = sound.states.shelf as NonNullable<typeof sound.states.shelf>;
    const broken = { ...sound, states: { ...sound.states, shelf } };
    expect(() => walk(openBinding(broken), frame)).toThrow(/test\.matter, seed 7: shelve: .*no clock runs/);
  });

  test('finds a state from which no end is reached', () => {
    const lost = { label: '失联', owner: 'desk', idle: '查找' };
    const lose = { label: '丢', from: 'held', to: 'lost', by: 'holder' };
    const broken = { ...sound, states: { ...sound.states, lost }, verbs: { ...sound.verbs, lose } };
    expect(() => walk(openBinding(broken), frame)).toThrow(/no end was found from lost/);
  });

  test('finds a platform that does not do what is due', () => {
    expect(() => walk(openBinding(sound), { ...frame, timer: () => null })).toThrow(/does not come to rest/);
  });

  test('finds a clock that moves, by a platform that moves it', () => {
    const timer: NonNullable<WalkFrame['timer']> = (binding, state, facts) =>
      decideTimer(binding, state, facts).map((decision) => ({
        ...decision,
        after: {
          ...decision.after,
          deadlines: decision.after.deadlines.map((one) => ({ ...one, due: '2030-01-01T00:00:00.000Z' })),
        },
      }));
    expect(() => walk(openBinding(sound), { ...frame, timer })).toThrow(/whole 1: its due moved/);
  });

  test('finds an owner who is nobody', () => {
    const verbs = { ...sound.verbs, shelve: { ...sound.verbs.shelve, to: 'held' } };
    expect(() => walk(openBinding({ ...sound, verbs: verbs as never }), frame)).toThrow(/nobody owns/);
  });
});
