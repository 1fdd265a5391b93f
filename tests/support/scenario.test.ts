import { expect, test } from 'vitest';
import { openBinding } from '../../kernel/case/open-binding.ts';
import { coOrder } from '../../systems/hotline/co-order.ts';
import { scenario } from './scenario.ts';

const run = (table: string) => () => scenario(openBinding(coOrder), table);
const opened = 'Mon 09:00  system  open  held=hbw  -> working @hbw';

test('a table that tells the truth holds, and gives the case as it stands', () => {
  const state = run(`
    # a remark
    ${opened}
    Mon 09:00  clock   coHandling  running due Thu 17:30
    Tue 09:00  hbw     feedBack    feedback="two words"  -> done @hbw
  `)();
  expect([state.state, state.openedAt, state.seq]).toEqual(['done', '2025-09-01T01:00:00.000Z', 2]);
});

const LIES: readonly (readonly [string, RegExp])[] = [
  ['Tue 09:00  hbw   feedBack  -> cancelled', /line 2: Tue 09:00.*\n {2}Tue 2025-09-02 09:00: the case is done/],
  ['Tue 09:00  hbw   feedBack  -> done @hns', /held by hbw/],
  ['Tue 09:00  hbw   feedBack  !! case.wrong-role', /accepted, and led to done/],
  ['Tue 09:00  hns   feedBack  -> done', /refused with case\.wrong-role/],
  ['Tue 09:00  hns   feedBack  !! case.wrong-state', /refused with case\.wrong-role/],
  ['Tue 09:00  hbw   feedBack  feedback=-  -> done', /case\.missing-field \(input\.feedback\)/],
  ['Tue 09:00  clerk@hns  feedBack  -> done', /wrong-role/],
  ['Tue 09:00  nemo  feedBack  -> done', /nobody is called nemo/],
  ['Tue 09:00  clock coHandling met', /coHandling is running/],
  ['Tue 09:00  clock coHandling running due Fri 17:30', /is due Thu 2025-09-04 17:30/],
  ['Thu 17:30  clock coHandling running', /coHandling is overdue/],
  ['Thu 17:29  clock coHandling overdue', /coHandling is running/],
  ['Tue 09:00  wait  -> done', /the case is working/],
  ['2025-08-31 09:00  wait  -> working', /over already/],
  ['Tue 09:00  hbw   feedBack', /ends neither/],
  ['Tue 09:00  hbw   feedBack  feedback  -> done', /name=value/],
  ['Tue 09:00  clock coHandling fine', /a clock is one of/],
  ['tomorrow   hbw   feedBack  -> done', /begins with no time/],
];

test.each(LIES)('a line that does not hold is told: %s', (line, said) => {
  expect(run(`${opened}\n${line}`)).toThrow(said);
});
