import { describe, expect, test } from 'vitest';
import { zoneOf } from '../clock/zone.ts';
import type { AnyCase } from '../define/case-definition.ts';
import {
  goesAtNight,
  joinTemplates,
  missingTemplates,
  type NoticeTemplate,
  renderNotice,
  templateFaults,
  uncarriedValues,
  wordsOf,
} from './template.ts';
import { noticeWords } from './words.ts';

const template: NoticeTemplate = {
  label: { zh: '已转办', en: 'Passed on' },
  values: { number: 'text', unit: 'unit', due: 'moment' },
  forms: [
    { zh: '{number}已交{unit}，{due}前答复。', en: '{number} is with {unit}, answered by {due}.' },
    { zh: '{number}已转办。', en: '{number} was passed on.' },
  ],
  atNight: 'waits',
};
const words = noticeWords({
  zone: zoneOf('Asia/Shanghai'),
  unit: (id) => (id === 'roads' ? '市政局' : null),
  place: (path) => (path === '/tc/' ? '测试市' : null),
  now: () => new Date('2025-09-26T08:40:00Z'),
});
const due = '2025-10-10T09:30:00.000Z';
const text = (values: Record<string, string | number | null>, lang: 'zh' | 'en' = 'zh') => {
  const rendered = renderNotice(template, lang, wordsOf(template, values, words, lang));
  return rendered.ok ? rendered.value.text : rendered.code;
};

describe('the fullest text whose values are known is sent, and never one with a hole', () => {
  test.each([
    [{ number: 'n1', unit: 'roads', due }, 'n1已交市政局，10月10日（周五）17:30前答复。'],
    [{ number: 'n1', unit: 'roads', due: null }, 'n1已转办。'],
    [{ number: 'n1', unit: 'unknown', due }, 'n1已转办。'],
    [{ number: 'n1', unit: 'roads', due: 'no moment' }, 'n1已转办。'],
    [{ number: 'n1', unit: '', due }, 'n1已转办。'],
    [{ number: 7, unit: null, due: null }, '7已转办。'],
    [{ number: '', unit: 'roads', due }, 'notice.value-missing'],
    [{ unit: 'roads', due }, 'notice.value-missing'],
  ])('%j → %s', (values, said) => {
    expect(text(values)).toBe(said);
  });

  test('in English too, and the year is said where it is another one', () => {
    expect(text({ number: 'n1', unit: 'roads', due }, 'en')).toBe(
      'n1 is with 市政局, answered by Fri 2025-10-10 17:30.',
    );
    expect(text({ number: 'n1', unit: 'roads', due: '2026-01-05T09:30:00Z' })).toContain('2026年1月5日（周一）17:30');
    // the year changes in the city first
    expect(text({ number: 'n1', unit: 'roads', due: '2025-12-31T16:00:00Z' })).toContain('2026年1月1日（周四）00:00');
  });

  test('a value that looks like a place for a value is not filled in again', () => {
    expect(text({ number: '{unit}', unit: 'roads', due: null })).toBe('{unit}已转办。');
  });

  test('what is missing is named; names that every object has are no values', () => {
    const odd = { ...template, values: {}, forms: [{ zh: '{constructor}', en: '{constructor}' }] };
    expect(renderNotice(odd, 'zh', {})).toMatchObject({
      code: 'notice.value-missing',
      values: { template: '已转办', names: ['constructor'] },
    });
  });
});

describe('in the night', () => {
  test.each([
    ['goes', {}, true],
    ['waits', {}, false],
    [{ goesWhen: 'urgency', is: ['danger'] }, { urgency: 'danger' }, true],
    [{ goesWhen: 'urgency', is: ['danger'] }, { urgency: 'normal' }, false],
    [{ goesWhen: 'urgency', is: ['danger'] }, {}, true],
  ] as const)('%j with %j: %s', (atNight, values, goes) => {
    expect(goesAtNight({ ...template, atNight }, values)).toBe(goes);
  });
});

describe('what is wrong with a catalogue is found', () => {
  const faults = (change: Partial<NoticeTemplate>) => templateFaults({ t: { ...template, ...change } });

  test('nothing is wrong with a good one', () => {
    expect(faults({})).toEqual([]);
  });

  test.each([
    [{ values: { number: 'text', unit: 'unit' } }, 't: {due} is not declared'],
    [{ values: { ...template.values, place: 'place' } }, 't: no text uses {place}'],
    [{ forms: [] }, 't: no text'],
    [
      { forms: [...template.forms, { zh: '{number}好。', en: 'Done.' }] },
      't: the languages need different values: {number}好。',
    ],
  ] as const)('%j', (change, fault) => {
    expect(faults(change)).toContain(fault);
  });

  test('a verb that tells by a code without a template, once for each verb', () => {
    const tells = [
      { to: 'clerk', template: 't' },
      { to: 'clerk', template: 'other' },
    ];
    const definition = { code: 'x.y', verbs: { do: { tells }, undo: { tells } } } as unknown as AnyCase;
    expect(missingTemplates([definition], { t: template })).toEqual(['x.y.do: other', 'x.y.undo: other']);
    expect(missingTemplates([definition], { t: template, other: template })).toEqual([]);
  });

  test('values that the rows do not carry, by texts, words and the night', () => {
    const atNight = { goesWhen: 'urgency', is: ['danger'] };
    expect(uncarriedValues({ t: { ...template, atNight } }, ['number', 'unit'])).toEqual(['t: {due}', 't: {urgency}']);
    expect(uncarriedValues({ t: template }, ['number', 'unit', 'due'])).toEqual([]);
  });

  test('two catalogues with one code are refused, unless it is the same template', () => {
    expect(Object.keys(joinTemplates([{ a: template }, { b: template }, { a: template }]))).toEqual(['a', 'b']);
    expect(() => joinTemplates([{ a: template }, { a: { ...template } }])).toThrow(/two systems .* a$/);
  });
});
