import { isDeepStrictEqual } from 'node:util';
import { type AnyCase, listed } from '../define/case-definition.ts';
import type { EventBody } from '../log/event.ts';
import { type CaseState, type DeadlineState, foldEvent, unopened } from './case-state.ts';
import { isOpen } from './deadlines.ts';
import type { Decision } from './decide.ts';

/** Which laws one decision breaks; empty where it holds them all. */
export function brokenLaws(definition: AnyCase, before: CaseState, decision: Decision): readonly string[] {
  const { after, event } = decision;
  return [
    ...lawOne(definition, after),
    ...numbering(before, decision),
    ...endings(definition, before, after),
    ...Object.keys(definition.deadlines).flatMap((name) => runnings(name, after)),
    ...before.deadlines.flatMap((one) => clockLaws(definition, one, after, event.type)),
  ];
}

/** Law 1: one owner, and a running clock or a recorded reason for having none. */
function lawOne(definition: AnyCase, after: CaseState): readonly string[] {
  const state = definition.states[after.state];
  if (!state) return [`state ${after.state} is not declared`];
  if (after.final) return after.owner === null ? [] : ['a final case has an owner'];
  const clock = state.idle !== undefined || after.deadlines.some(isOpen);
  return [
    ...(after.owner === null ? [`nobody owns it in ${after.state}`] : []),
    ...(clock ? [] : [`no clock runs in ${after.state}`]),
  ];
}

/**
 * Events are numbered without a gap; the ETag goes up by one unless the event is quiet, and quiet ones move nothing.
 */
function numbering(before: CaseState, { after, event }: Decision): readonly string[] {
  const broken: string[] = [];
  if (after.seq !== before.seq + 1) broken.push(`seq ${before.seq} is followed by ${after.seq}`);
  const quiet = event.changes.quiet === true;
  if (after.etag !== before.etag + (quiet ? 0 : 1)) broken.push(`etag ${before.etag} is followed by ${after.etag}`);
  const moved = after.state !== before.state || !isDeepStrictEqual(after.chain, before.chain);
  if (quiet && moved) broken.push('a quiet event moved the case');
  if (after.lastAt < before.lastAt) broken.push('time ran backwards');
  return broken;
}

/** What is final stays where it is, and no clock runs on it. */
function endings(definition: AnyCase, before: CaseState, after: CaseState): readonly string[] {
  const broken: string[] = [];
  if (before.final && (!after.final || after.state !== before.state)) broken.push('a final case went on');
  if (after.final !== (definition.states[after.state]?.final === true)) broken.push('final does not fit the state');
  if (after.final && after.deadlines.some(isOpen)) broken.push('a clock runs on a final case');
  return broken;
}

/** Runnings of one deadline are numbered 1, 2, 3 …, and only the newest may be open. */
function runnings(name: string, after: CaseState): readonly string[] {
  const all = after.deadlines.filter((one) => one.name === name);
  const broken: string[] = [];
  if (all.some((one, index) => one.n !== index + 1)) broken.push(`runnings of ${name} are not numbered in order`);
  if (all.slice(0, -1).some(isOpen)) broken.push(`an older running of ${name} is open`);
  for (const one of all) {
    if (one.warnings.some((warning) => warning.at >= one.due)) broken.push(`${name} warns after it is due`);
    if ((one.state === 'met') !== (one.metAt !== undefined)) broken.push(`${name} is ${one.state}, metAt ${one.metAt}`);
    if (!isOpen(one) && one.warnings.length > 0) broken.push(`${name} is ${one.state} and still warns`);
  }
  return broken;
}

/** What one verb may do to a running that was there before. */
function clockLaws(definition: AnyCase, one: DeadlineState, after: CaseState, verb: string): readonly string[] {
  const deadline = definition.deadlines[one.name];
  const now = after.deadlines.find((other) => other.name === one.name && other.n === one.n);
  if (!deadline || !now) return [`running ${one.n} of ${one.name} is gone`];
  const broken: string[] = [];
  const say = (what: string) => broken.push(`${one.name} ${one.n}: ${what}`);
  if (now.startedAt !== one.startedAt) say('its start moved');
  const resumed = one.state === 'paused' && now.state !== 'paused';
  const lengthened = deadline.extendedBy?.[verb] !== undefined;
  if (now.due !== one.due && !resumed && !lengthened) say(`its due moved from ${one.due} to ${now.due}`);
  if (now.due < one.due) say('its due came nearer');
  if (one.overdueSince && !now.overdueSince) say('that it was missed is forgotten');
  if (one.state === 'ended' && now.state !== 'ended') say('it was taken away and runs again');
  const reopened = listed(deadline.reopenedBy).includes(verb);
  if (one.state === 'met' && !reopened && (now.state !== 'met' || now.metAt !== one.metAt)) say('it is met no more');
  if (now.state === 'paused' && !listed(deadline.pausedIn).includes(after.state)) say(`it stands in ${after.state}`);
  return broken;
}

/** The row is the fold of the stored events and nothing else; the events go through text as the log stores them. */
export function foldsTo(after: CaseState, bodies: readonly EventBody[]): boolean {
  const stored = bodies.map((body) => JSON.parse(JSON.stringify(body)) as EventBody);
  return isDeepStrictEqual(stored.reduce(foldEvent, unopened(after.id)), after);
}
