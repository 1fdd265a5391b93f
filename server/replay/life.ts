import type { Chance } from './random.ts';

type Input = Readonly<Record<string, unknown>>;

/** One verb, so many hours after the one before. `by` is a desk of the centre, or the clerk of the unit. */
export type Act = { readonly hours: number; readonly verb: string; readonly by: string; readonly input?: Input };

/** Whether the platform took the verb: a refused one is left out, as people do who see a grey button. */
export type Answer = boolean;

const reached = { contactChannel: 'phone', dialled: '13800000000', contactResult: 'reached' };
const reply = (chance: Chance) => ({
  result: chance.weighted({ solved: 70, partly: 8, explained: 16, untrue: 4, noBasis: 2 }),
  handlingReport: '已派人到现场核实并处理，处理情况已告知诉求人。',
  replyToCitizen: '您反映的问题已经处理，如再出现请随时拨打 12345。',
});
/** Call-back hours: the morning after, never at night. */
const nextMorning = 24;

/**
 * The life of a request as units and desks make it, a made-up city's habits: most go straight, some are given back,
 * wait for the resident, are answered late, or come back from the call-back. Marked as demonstration wherever shown.
 */
export function* lifeOf(chance: Chance, units: readonly string[]): Generator<Act, void, Answer> {
  yield { hours: chance.between(0.1, 2), verb: 'dispatch', by: 'dispatcher', input: {} };
  if (chance.share() < 0.05) yield* givenBack(chance, units);
  if (!(yield { hours: chance.between(0.2, 6), verb: 'sign', by: 'unit' })) {
    yield {
      hours: 1,
      verb: 'dispatch',
      by: 'dispatcher',
      input: { unit: chance.pick(units), dispatchReason: '按职责派单' },
    };
    if (!(yield { hours: chance.between(0.2, 6), verb: 'sign', by: 'unit' })) return;
  }
  yield { hours: chance.share() < 0.95 ? chance.between(0.5, 12) : 40, verb: 'contact', by: 'unit', input: reached };
  if (chance.share() < 0.04) yield* waitForCitizen(chance);
  yield* handled(chance);
  for (let round = 0; round < 3; round += 1) {
    const heard = chance.weighted({ content: 78, discontent: 12, unreached: 10 });
    if (heard === 'content') {
      const satisfaction = chance.pick(['5', '5', '4', '3']);
      const input = { contacted: 'yes', solved: 'yes', satisfaction, heardBy: 'person' };
      yield { hours: nextMorning, verb: 'recordContent', by: 'caller-1', input };
      return;
    }
    if (heard === 'unreached') return yield* unreached();
    const solved = chance.pick(['partly', 'no']);
    const satisfaction = chance.pick(['1', '2']);
    const input = { contacted: 'yes', solved, satisfaction, heardBy: 'person', discontent: 'result' };
    yield { hours: nextMorning, verb: 'recordDiscontent', by: 'caller-1', input };
    if (chance.share() < 0.5) {
      yield { hours: 3, verb: 'explain', by: 'judge', input: { explanation: '已按规定处理，详见答复。' } };
      return;
    }
    if (!(yield { hours: 3, verb: 'redo', by: 'judge', input: { redoReason: '请再次核实处理' } })) {
      yield { hours: 1, verb: 'explain', by: 'judge', input: { explanation: '已按规定处理，详见答复。' } };
      return;
    }
    yield { hours: chance.between(2, 10), verb: 'contact', by: 'unit', input: reached };
    yield* handled(chance);
  }
}

function* handled(chance: Chance): Generator<Act, void, Answer> {
  // one in a dozen is late
  const hours = chance.share() < 0.92 ? chance.between(4, 60) : chance.between(140, 260);
  yield { hours, verb: 'reply', by: 'unit', input: reply(chance) };
  if (chance.share() < 0.03) {
    yield { hours: 2, verb: 'rejectReply', by: 'dispatcher', input: { rejection: '请补充办理依据' } };
    yield { hours: chance.between(2, 20), verb: 'reply', by: 'unit', input: reply(chance) };
  }
  yield { hours: chance.between(0.5, 6), verb: 'approveReply', by: 'dispatcher' };
}

function* givenBack(chance: Chance, units: readonly string[]): Generator<Act, void, Answer> {
  const to = chance.pick(units);
  const input = { returnReason: 'notOurDuty', dutyRow: '职责目录', proposedUnit: to };
  if (!(yield { hours: chance.between(0.5, 4), verb: 'askReturn', by: 'unit', input })) return;
  if (!(yield { hours: 2, verb: 'grantReturn', by: 'ruler' })) return;
  yield { hours: 1, verb: 'dispatch', by: 'dispatcher', input: { unit: to, dispatchReason: '退单后改派' } };
}

function* waitForCitizen(chance: Chance): Generator<Act, void, Answer> {
  const input = { pauseReason: '待诉求人提供材料' };
  if (!(yield { hours: 2, verb: 'askPause', by: 'unit', input })) return;
  yield { hours: 2, verb: 'grantPause', by: 'dispatcher' };
  yield { hours: chance.between(10, 60), verb: 'resume', by: 'unit' };
}

function* unreached(): Generator<Act, void, Answer> {
  const input = { unreached: 'noAnswer' };
  yield { hours: nextMorning, verb: 'attemptCall', by: 'caller-1', input };
  yield { hours: 3, verb: 'attemptCall', by: 'caller-1', input };
  yield { hours: nextMorning, verb: 'attemptCall', by: 'caller-1', input };
  yield { hours: 1, verb: 'closeUnreached', by: 'caller-1' };
}
