import { describe, expect, test } from 'vitest';
import { openBinding } from '../../kernel/case/open-binding.ts';
import { hotlineRequestBinding } from '../../systems/hotline/binding.ts';
import { hotlineLimits } from '../../systems/hotline/default-limits.ts';
import { scenario } from '../support/scenario.ts';

const usual = {
  kind: 'help',
  urgency: 'normal',
  category: 'heating',
  contactChannel: 'visit',
  contactResult: 'reached',
  result: 'solved',
  contacted: 'yes',
  heardBy: 'person',
};
const options = { usual, rules: [hotlineLimits] };
const open = openBinding(hotlineRequestBinding.definition);

/** The literal alone: every guard says yes. */
const flow = (table: string) => scenario(open, table, options);
/** With the hotline's own guards and effects. */
const ruled = (table: string) => scenario(hotlineRequestBinding, table, options);

describe('the flow of the hotline (guards say yes)', () => {
  test('a request goes its way and is closed when the citizen is content', () => {
    const closed = flow(`
      Mon 09:00  resident    open           category=heating              -> received
      Mon 09:00  clock       citizen        running due Mon 17:30
      Mon 09:00  clock       dispatching    running due Tue 17:30
      Mon 09:05  dispatcher  dispatch       unit=hbw-housing              -> assigned @hbw-housing
      Mon 09:05  clock       dispatching    met
      Mon 09:05  clock       handling       running due 2025-09-08 17:30
      Mon 09:05  clock       response       running due Tue 09:05
      Mon 09:06  dispatcher  close                                        !! case.unknown-verb
      Mon 09:06  dispatcher  sign                                         !! case.wrong-role
      Mon 09:06  hns-housing sign                                         !! case.wrong-role
      Mon 10:00  unit        sign                                         -> working
      Mon 10:00  clock       response       running
      Mon 15:00  handler     contact                                      -> working
      Mon 15:00  clock       response       met
      Tue 10:00  unit        reply          result=solved                 -> review
      Tue 10:00  clock       handling       met
      Tue 10:00  clock       review         running due Wed 17:30
      Tue 11:00  dispatcher  approveReply                                 -> answered
      Tue 11:00  clock       citizen        met
      Wed 10:00  caller      recordContent  solved=yes satisfaction=5     -> closed
      Wed 10:01  caller      recordContent  solved=yes satisfaction=5     !! case.wrong-state
      Wed 10:02  supervisor  exclude        excluded=outside              -> closed
    `);
    expect(closed.deadlines.every((one) => one.state === 'met')).toBe(true);
  });

  test('three levels below the centre: up and down, and the clock of the unit does not notice', () => {
    flow(`
      2025-09-15 09:00  operator    open       kind=complaint           -> received
      2025-09-15 09:05  dispatcher  dispatch   unit=hbw                 -> assigned @hbw
      2025-09-15 09:10  unit        sign                                -> working
      2025-09-15 10:00  hbw         subassign  unit=hbw-street1         -> working @hbw-street1
      # the last working day before the unit's own is the inner reserve
      2025-09-15 10:00  clock       inner      running due Fri 17:30
      2025-09-15 10:05  unit        askReturn  proposedUnit=hns returnReason=notOurDuty  !! case.wrong-role
      2025-09-15 10:30  inner       subassign  unit=hbw-street1-community2  -> working @hbw-street1-community2
      2025-09-15 11:00  hbw-street1-community2  returnUp                -> working @hbw-street1
      2025-09-15 11:10  hbw-street1 subassign  unit=hbw-street1-community1  -> working @hbw-street1-community1
      2025-09-16 09:00  inner       contact                             -> working
      2025-09-16 15:00  inner       replyUp                             -> upReview
      2025-09-16 15:00  clock       inner      met
      2025-09-16 16:00  hbw         approveUp                           !! case.wrong-role
      2025-09-16 16:00  upper       rejectUp                            -> working
      2025-09-16 16:00  clock       inner      running due Fri 17:30
      2025-09-17 09:00  inner       replyUp                             -> upReview
      2025-09-17 09:30  upper       approveUp                           -> working @hbw-street1
      2025-09-17 10:00  hbw-street1 reply                               !! case.wrong-role
      2025-09-17 10:00  hbw-street1 replyUp                             -> upReview
      2025-09-17 10:30  hbw         approveUp                           -> working @hbw
      2025-09-17 11:00  clock       handling   running due Mon 17:30
      2025-09-17 11:00  hbw         reply                               -> review @hbw
    `);
  });

  test('an empty reply at 17:29 on the last day, rejected at 18:10, is overdue since 17:30', () => {
    const late = flow(`
      2025-09-26 16:40  operator    open         kind=consult       -> received
      2025-09-26 16:40  dispatcher  dispatch     unit=hns           -> assigned
      # Sunday the 28th is a working day: it makes up for the holiday
      2025-09-26 16:40  clock       handling     running due 2025-09-30 17:30
      2025-09-26 16:45  unit        sign                            -> working
      2025-09-28 09:00  unit        contact                         -> working
      2025-09-28 09:00  clock       response     late
      2025-09-30 17:29  unit        reply                           -> review
      2025-09-30 17:29  clock       handling     met
      2025-09-30 18:10  dispatcher  rejectReply                     -> working
      2025-09-30 18:10  clock       handling     overdue due 2025-09-30 17:30
      2025-09-30 18:10  clock       citizen      overdue due 2025-09-30 17:30
      # the holiday from 1 to 8 October changes nothing any more
      2025-10-09 09:00  unit        reply                           -> review
      2025-10-09 09:00  clock       handling     late
    `);
    expect(late.data.supervised).toBe('key');
  });

  test('a pause stops the clock of the unit and no other, and ends by itself', () => {
    flow(`
      Mon 09:00  operator    open        kind=help            -> received
      Mon 09:05  dispatcher  dispatch    unit=wda-housing     -> assigned
      Mon 09:10  unit        sign                             -> working
      Mon 10:00  handler     contact                          -> working
      Mon 10:05  unit        askPause                         -> working
      Mon 10:05  clock       pauseDecision  running due Tue 17:30
      Mon 11:00  unit        grantPause                       !! case.wrong-role
      Mon 11:00  dispatcher  grantPause                       -> paused
      Mon 11:00  clock       handling    paused
      Mon 11:00  clock       citizen     running due 2025-09-08 17:30
      Mon 11:00  clock       pauseTerm   running due 2025-09-08 17:30
      # nobody says a word: the term ends, and the platform goes on
      2025-09-08 17:29  wait                                  -> paused
      2025-09-08 17:30  wait                                  -> working
      2025-09-08 17:31  clock       citizen     overdue due 2025-09-08 17:30
      2025-09-08 17:31  clock       pauseTerm   late
      # all five days are left: Monday the 1st counts as used, the week of the pause does not
      2025-09-08 17:31  clock       handling    running due 2025-09-15 17:30
      2025-09-09 09:00  resident    supplement  !! case.wrong-state
    `);
  });

  test('there is an end, whatever the citizen answers', () => {
    const ended = flow(`
      Mon 09:00  resident     open              kind=complaint               -> received
      Mon 09:30  dispatcher   dispatch          unit=hbw-housing             -> assigned
      Mon 10:00  unit         sign                                           -> working
      Mon 10:30  unit         contact                                        -> working
      Mon 11:00  unit         reply             result=explained             -> review
      Mon 11:30  dispatcher   approveReply                                   -> answered
      Mon 15:00  resident     recordDiscontent  solved=no satisfaction=1 discontent=result  -> judging
      Mon 15:00  clock        judge             running due Tue 17:30
      Tue 09:00  judge        redo                                           -> working @hbw-housing
      # a redo has a clock of its own; the citizen's goes on as if nothing had been answered
      Tue 09:00  clock        handling          running due 2025-09-09 17:30
      Tue 09:00  clock        citizen           running due 2025-09-08 17:30
      Tue 15:00  unit         reply             result=noBasis               -> review
      Wed 09:00  dispatcher   approveReply                                   -> answered
      Wed 15:00  caller       recordDiscontent  solved=no satisfaction=1 discontent=policy  -> judging
      Thu 09:00  judge        terminate         ground=noBasis               -> ending
      Thu 10:00  supervisor   refuseEnd                                      -> judging
      Thu 11:00  judge        terminate         ground=noBasis               -> ending
      Thu 15:00  supervisor   approveEnd                                     -> endingLast
      Fri 09:00  supervisor2  approveEndLast                                 -> terminated
      Fri 09:01  resident     urge                                           !! case.wrong-state
    `);
    expect(ended.owner).toBeNull();
    expect(ended.deadlines.filter((one) => one.state === 'running')).toEqual([]);
  });

  test('an emergency goes to the police and comes back', () => {
    flow(`
      Mon 20:00  operator    open          urgency=danger               -> received
      Mon 20:00  clock       dispatching   running due Mon 20:15
      Mon 20:05  operator    handToPolice                               -> handedOver
      Mon 20:05  clock       dispatching   met
      Mon 20:05  clock       handover      running due Mon 20:35
      Mon 20:35  clock       handover      overdue
      Mon 20:40  operator    policeReturn  returnedBecause="not a police matter"  -> received
      Mon 20:40  clock       dispatching   running due Mon 20:55
      Mon 20:41  operator    handToPolice                               -> handedOver
      Mon 20:45  system      policeAccept  policeNumber=110-7           -> passedOn
      Mon 20:45  clock       citizen       met
    `);
  });
});

describe('the rules of the hotline (its own guards)', () => {
  test('each unit may return once; after two returns only a ruling is left, and it binds', () => {
    ruled(`
      Mon 09:00  operator    open         category=road                                     -> received
      Mon 09:05  dispatcher  dispatch     unit=hbw-housing                                  -> assigned
      Mon 10:00  unit        askReturn    proposedUnit=hns-housing returnReason=notOurDuty  -> returning
      Mon 11:00  ruler       grantReturn                                                    -> received @centre
      Mon 11:05  dispatcher  dispatch     unit=hbw-housing                                  !! return.unit-has-returned
      Mon 11:06  dispatcher  dispatch     unit=wda-housing                                  -> assigned
      Tue 09:00  unit        askReturn    proposedUnit=hns-housing returnReason=notOurPlace -> returning
      Tue 10:00  ruler       grantReturn                                                    -> received
      Tue 10:05  dispatcher  dispatch     unit=hns-housing                                  !! return.only-ruling
      Tue 10:10  ruler       rule         unit=wda-housing                                  -> working @wda-housing
      Tue 11:00  unit        askReturn    proposedUnit=hns-housing returnReason=notOurPlace !! return.already-ruled
    `);
  });

  test('a report is dispatched after two persons have seen what the unit will read, and never to the unit itself', () => {
    ruled(`
      Mon 09:00  resident    open         kind=report against=hbw-housing   -> received
      Mon 09:05  dispatcher  dispatch     unit=hbw                          !! hotline.text-not-confirmed
      Mon 09:05  dispatcher  confirmText                                    !! hotline.text-not-drafted
      Mon 09:10  dispatcher  draftText                                      -> received
      Mon 09:11  dispatcher  confirmText                                    !! hotline.second-person
      Mon 09:15  dispatcher2 confirmText                                    -> received
      Mon 09:20  dispatcher  dispatch     unit=hbw-housing                  !! hotline.unit-complained-of
      Mon 09:21  dispatcher  dispatch     unit=hbw                          -> assigned @hbw
    `);
  });

  test('a redo has half the limit, there are two of them, and then the centre must explain', () => {
    const closed = ruled(`
      Mon 09:00  resident    open              category=road                -> received
      Mon 09:05  dispatcher  dispatch          unit=hbw-housing             -> assigned
      Mon 09:10  unit        sign                                           -> working
      Mon 09:15  unit        reply                                          !! hotline.no-contact
      Mon 09:20  unit        contact                                        -> working
      Mon 09:30  unit        reply                                          -> review
      Mon 10:00  dispatcher  approveReply                                   -> answered
      Mon 11:00  resident    recordContent     solved=no satisfaction=1     !! callback.not-content
      Mon 11:00  resident    recordDiscontent  solved=no satisfaction=1 discontent=result  -> judging
      Tue 09:00  judge       redo                                           -> working
      Tue 09:00  clock       handling          running due Fri 17:30
      Tue 10:00  unit        reply                                          -> review
      Tue 11:00  dispatcher  approveReply                                   -> answered
      Tue 12:00  resident    recordDiscontent  solved=no satisfaction=2 discontent=speed   -> judging
      Tue 13:00  judge       redo                                           -> working
      Tue 14:00  unit        reply                                          -> review
      Tue 15:00  dispatcher  approveReply                                   -> answered
      Tue 16:00  resident    recordDiscontent  solved=no satisfaction=2 discontent=speed   -> judging
      Tue 17:00  judge       redo                                           !! judge.redos-spent
      Tue 17:01  judge       explain                                        -> closed
    `);
    expect([closed.data.redoCount, closed.data.supervised]).toEqual([2, 'key']);
  });
});
