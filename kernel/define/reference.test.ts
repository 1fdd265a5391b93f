import { expect, test } from 'vitest';
import type { AnyCase } from './case-definition.ts';
import { diagramOf } from './diagram.ts';
import { choice, optional, text } from './field.ts';
import { referenceOf } from './reference.ts';

const answer = choice('答复', { yes: '同意', no: '不同意' });

const matter: AnyCase = {
  code: 'test.matter',
  version: 3,
  label: '测试事项',
  fields: { answer: optional(answer), story: optional(text('情况|说明', { also: 'tale' })) },
  roles: {
    clerk: { label: '办事员', is: 'holder', level: 'top', posts: ['clerk'] },
    system: { label: '平台', is: 'system' },
  },
  states: {
    open: { label: '办理中', owner: 'clerk' },
    shelf: { label: '挂账', owner: 'clerk', idle: '等候工程' },
    done: { label: '办结', final: true },
  },
  verbs: {
    begin: { label: '登记', from: null, to: 'open', by: 'clerk' },
    press: { label: '催办', from: 'open', to: 'same', by: 'system' },
    decide: {
      label: '决定',
      from: ['open', 'shelf'],
      to: { by: 'answer', is: { yes: 'done', no: 'shelf' } },
      by: 'clerk',
      asks: { answer, story: optional(text('情况|说明')) },
      tells: [{ to: 'clerk', template: 'matter.decided' }],
    },
  },
  deadlines: {
    limit: {
      label: '时限',
      owes: 'clerk',
      startsOn: 'begin',
      metBy: 'decide',
      metWhen: { by: 'answer', is: ['yes'] },
      within: { span: '3wd' },
      warn: [{ before: { rule: 'test.limits', as: 'remind' }, verb: 'press' }],
      onBreach: 'press',
    },
  },
  indicators: {
    agreed: {
      label: '同意率',
      share: { all: [{ metOnTime: 'limit' }, { field: 'answer', is: ['yes'] }], on: 'begin' },
      of: { all: [{ took: 'decide' }], not: [{ late: 'limit' }, { field: 'answer', is: ['*'] }], on: 'begin' },
    },
  },
};

test('the diagram draws every move under its label, and no verb that stays', () => {
  expect(diagramOf(matter)).toContain('  open --> done : 决定\n');
  expect(diagramOf(matter)).toContain('  open --> shelf : 决定\n');
  expect(diagramOf(matter)).not.toContain('催办');
});

test('the page says states, verbs, clocks and indicators in the words of the office', () => {
  const page = referenceOf(matter, (span) => (span === '3wd' ? '3个工作日' : span));
  for (const line of [
    '# 测试事项 `test.matter`',
    '| 挂账 | `shelf` | 办事员 | 等候工程 |',
    '| 决定 | `decide` | 办事员 | 办理中、挂账 | 同意：办结；不同意：挂账 | 答复、（情况／说明） | 办事员 `matter.decided` |',
    '- 多长：3个工作日',
    '- 办结：决定 `decide`（选“同意”时）',
    '- 提醒：之前 规则表 `test.limits` 的“remind”，平台办理催办 `press`',
    '- 超期后平台办理：催办 `press`',
    '“时限”按期办结，且答复为“同意”',
    '办过决定 `decide`；不含：“时限”超期，或答复为“任何值”',
    '| 情况／说明 | `story` `tale` | 一行文字 | 个人 |  |',
    '| 办事员 | `clerk` | 持有本事项的单位的岗位（限第一级） | `clerk` |',
  ]) {
    expect(page).toContain(line);
  }
  expect(page).not.toContain('undefined');
  expect(page).not.toContain('## 保护');
});
