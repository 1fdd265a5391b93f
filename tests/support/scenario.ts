/**
 * Tables that a supervisor can read, run against the pure decisions of a definition. One line, one thing that happens:
 *
 *   Mon 09:00  resident    open      kind=help category=heating  -> received
 *   Mon 09:05  dispatcher  dispatch  unit=hbw-housing            -> assigned @hbw-housing
 *   Mon 09:06  dispatcher  close                                 !! case.unknown-verb
 *   Mon 17:30  clock       handling  running due Thu 17:30
 *   Fri 09:00  wait                                              -> assigned
 *
 * Time   `Mon 09:00` is the next such moment; `2025-09-26 16:40` is that day. The first week begins on Monday,
 *        2025-09-01, which has no holiday. It is the city's own time, by the calendar of China with its make-up days.
 *        On the way the platform does what is due: warnings, misses, verbs of its own.
 * Actor  `resident` (anyone before the case is opened, then its reporter), `system`; the name of a role of the
 *        definition, played by somebody who may (`dispatcher`, `unit`, `upper`); with a number another person of the
 *        same role (`supervisor2`); a unit (`hbw-housing`: somebody with all posts of a handling unit); or `clerk@hbw`.
 * Values `name=value`, `name="some words"`, lists with commas, positions `39.66,106.79`; `name=-` leaves one out.
 *        Text that is asked and not given is filled in, other values as `usual` says, so that a line holds what
 * matters.
 *        `happened=2025-09-01T08:00 because=停电` enters something late; `held=UNIT` opens a case in a unit's hands.
 * End    `-> state`, and with `@unit` who holds it; or `!! code` of the refusal.
 * clock  A deadline is running, overdue (missed and running), paused, met, late (met after it was missed), ended or
 *        none; after `due` its due moment. It is looked at in the end of the minute, so what is due at 17:30 is
 *        overdue at `17:30`.
 * wait   Nothing is done; says in which state the case is.
 * children done   All children of the case have come to their end.
 *
 * Lines that begin with `#` are remarks. The units are those of kernel/case/test-facts.ts.
 */
import type { CaseBinding } from '../../kernel/case/binding.ts';
import { type CaseState, holderOf, newestDeadline, unopened } from '../../kernel/case/case-state.ts';
import { nextMoment } from '../../kernel/case/deadlines.ts';
import type { Decision, VerbRequest } from '../../kernel/case/decide.ts';
import { decideAll } from '../../kernel/case/decide-all.ts';
import { decideTimer } from '../../kernel/case/decide-timer.ts';
import { type Actor, type DecideFacts, systemActor } from '../../kernel/case/facts.ts';
import { testFacts, unitsAbove } from '../../kernel/case/test-facts.ts';
import { chinaCalendar } from '../../kernel/clock/calendars/cities.ts';
import { parseInstant } from '../../kernel/clock/zone.ts';
import { type Field, fieldMeta, isOptional } from '../../kernel/define/field.ts';
import { chooseRow, type RuleTable } from '../../kernel/rule/table.ts';
import { caseTime } from '../../server/build-runtime.ts';
import { type End, type Given, isMoment, type Line, momentOf, momentText, readTable, zone } from './scenario-lines.ts';

export type ScenarioOptions = {
  /** Rule tables of the definition; without them every rule says `3wd`. */
  readonly rules?: readonly RuleTable[];
  /** Values of required things that lines do not give. */
  readonly usual?: Readonly<Record<string, unknown>>;
  /** What else the test cares about, such as a dispatch catalogue. */
  readonly facts?: Partial<DecideFacts>;
};

type Scene = {
  readonly binding: CaseBinding;
  readonly options: ScenarioOptions;
  state: CaseState;
  now: Date;
  children: readonly CaseState[];
  opened: Readonly<Record<string, string>>;
};

const time = caseTime(chinaCalendar());
const FIRST_MONDAY = '2025-09-01T00:00';
/** A line speaks of a minute; what falls into it has happened when a clock is looked at. */
const MINUTE_END_MS = 59_999;
/** What happens by itself between two lines; more is a platform that does not come to rest. */
const FIRINGS_MAX = 1000;

/** Runs a table and returns the case as it stands at its end. Throws, with the line, where it goes another way. */
export function scenario(binding: CaseBinding, table: string, options: ScenarioOptions = {}): CaseState {
  const start = parseInstant(FIRST_MONDAY, zone) ?? new Date(0);
  const scene: Scene = { binding, options, state: unopened('scenario'), now: start, children: [], opened: {} };
  for (const line of readTable(table)) {
    const wrong = runLine(scene, line);
    if (wrong) throw new Error(`line ${line.line}: ${line.text}\n  ${momentText(scene.now)}: ${wrong}`);
  }
  return scene.state;
}

/** What went another way than the line says; null where nothing did. */
function runLine(scene: Scene, line: Line): string | null {
  const moment = momentOf(line.at, scene.now);
  if (!moment) return 'this moment is over already';
  const endOfMinute = line.kind === 'clock' || line.kind === 'wait' ? MINUTE_END_MS : 0;
  passUntil(scene, new Date(Math.max(scene.now.getTime(), moment.getTime() + endOfMinute)));
  switch (line.kind) {
    case 'verb':
      return actAsSaid(scene, line);
    case 'clock':
      return clockAsSaid(scene, line);
    case 'wait':
      return 'refusal' in line.end ? 'waiting is never refused' : stateAsSaid(scene, line.end);
    case 'children':
      scene.children = scene.children.map((child) => ({ ...child, final: true }));
      return null;
  }
}

function factsOf({ binding, options, now, children, opened }: Scene): DecideFacts {
  const rules = new Map((options.rules ?? []).map((table) => [table.code, table]));
  const rule: DecideFacts['rule'] = (code, as, state) => {
    const table = rules.get(code);
    if (!table) return { value: '3wd', id: `test.${as}` };
    const facts = { ...choicesOf(state), ...binding.ruleFacts?.(state), as };
    const row = chooseRow(table, time.day(state.openedAt ? new Date(state.openedAt) : now), facts);
    if (!row.ok) throw new Error(`${code} gives nothing for ${as}`);
    return { value: row.value.gives, id: row.value.id };
  };
  return testFacts({ time, rule, ...options.facts, now, children, opened });
}

const choicesOf = (state: CaseState): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(state.data).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

function passUntil(scene: Scene, until: Date): void {
  for (let firing = 0; ; firing += 1) {
    const moment = nextMoment(scene.state);
    if (moment === null || Date.parse(moment) >= until.getTime()) break;
    if (firing > FIRINGS_MAX) throw new Error(`the platform does not come to rest at ${moment}`);
    scene.now = new Date(Math.max(scene.now.getTime(), Date.parse(moment) + 1));
    take(scene, decideTimer(scene.binding, scene.state, factsOf(scene)));
  }
  scene.now = until;
}

function take(scene: Scene, decisions: readonly Decision[]): void {
  for (const { after, children, event } of decisions) {
    const born = children.map((child, index) => ({
      ...unopened(`child-${after.seq}-${index}`),
      definition: child.definition,
      chain: child.unit ? [child.unit] : [],
    }));
    const said = Object.entries(event.secrets).map(([name, { value }]) => [name, value] as const);
    scene.state = after;
    scene.children = [...scene.children, ...born];
    scene.opened = { ...scene.opened, ...Object.fromEntries(said) };
  }
}

function actAsSaid(scene: Scene, line: Extract<Line, { kind: 'verb' }>): string | null {
  const actor = actorOf(scene, line.actor);
  if (!actor) return `nobody is called ${line.actor}`;
  const decided = decideAll(scene.binding, scene.state, requestOf(scene, line, actor), factsOf(scene));
  const { end } = line;
  if (!decided.ok) {
    const came = [decided, ...(decided.more ?? [])].map(({ code, field }) => (field ? `${code} (${field})` : code));
    return 'refusal' in end && end.refusal === decided.code ? null : `refused with ${came.join(', ')}`;
  }
  if ('refusal' in end) return `accepted, and led to ${decided.value.at(-1)?.after.state}`;
  take(scene, decided.value);
  return stateAsSaid(scene, end);
}

function stateAsSaid({ state }: Scene, end: Extract<End, { state: string }>): string | null {
  if (state.state !== end.state) return `the case is ${state.state}`;
  const holder = holderOf(state) ?? 'centre';
  return end.holder === null || end.holder === holder ? null : `the case is held by ${holder}`;
}

function clockAsSaid({ state }: Scene, line: Extract<Line, { kind: 'clock' }>): string | null {
  const one = newestDeadline(state, line.deadline);
  const missed = one?.overdueSince !== undefined;
  const open = missed && one?.state === 'running' ? 'overdue' : one?.state;
  const stands = one === undefined ? 'none' : missed && open === 'met' ? 'late' : open;
  if (stands !== line.stands) return `${line.deadline} is ${stands}`;
  if (line.due === null || one === undefined) return null;
  const due = new Date(one.due);
  return isMoment(due, line.due) ? null : `${line.deadline} is due ${momentText(due)}`;
}

function requestOf(scene: Scene, line: Extract<Line, { kind: 'verb' }>, actor: Actor): VerbRequest {
  const { happened, because, held, ...given } = line.given;
  const at = happened ? parseInstant(happened, zone) : null;
  const opening = { number: 'T-1', channel: 'phone', ...(held ? { unit: held } : {}) };
  return {
    verb: line.verb,
    input: inputOf(scene, line.verb, given),
    actor,
    ...(at ? { happenedAt: at } : {}),
    ...(because ? { happenedBecause: because } : {}),
    ...(scene.state.seq === 0 ? { opening } : {}),
  };
}

function inputOf({ binding, options }: Scene, verb: string, given: Given): Readonly<Record<string, unknown>> {
  const asks = binding.definition.verbs[verb]?.asks ?? {};
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) if (value !== '-') input[name] = read(asks[name], value);
  for (const [name, field] of Object.entries(asks)) {
    if (given[name] !== undefined || isOptional(field)) continue;
    const usual =
      options.usual?.[name] ?? (fieldMeta(field).kind.toLowerCase().endsWith('text') ? '（略）' : undefined);
    if (usual !== undefined) input[name] = usual;
  }
  return input;
}

/** A written value as its field wants it; what cannot be read stays text and is refused by the field itself. */
function read(field: Field | undefined, value: string): unknown {
  if (!field) return value;
  const { kind } = fieldMeta(field);
  if (kind === 'flag') return value === 'true' || value === 'yes';
  if (kind === 'integer') return Number(value);
  if (kind === 'position') {
    const [lat, lng] = value.split(',').map(Number);
    return { lat, lng };
  }
  return field.safeParse(value).success || !field.safeParse(value.split(',')).success ? value : value.split(',');
}

/** The posts that roles of a handling unit ask for. */
const UNIT_ROLES = ['holder', 'upper', 'firstReceiver', 'supervisor'];

function actorOf({ binding, state, options }: Scene, name: string): Actor | null {
  const { roles } = binding.definition;
  const post = (unit: string | null | undefined, posts: readonly string[]): Actor => ({
    kind: 'post',
    id: name,
    person: name,
    ...(unit ? { unit } : {}),
    roles: posts,
  });
  if (name === 'resident') {
    return state.seq === 0
      ? { kind: 'anyone', id: name, roles: [] }
      : { kind: 'reporter', id: name, caseId: state.id, roles: [] };
  }
  const [own = '', at] = name.split('@');
  if (at) return post(at, [own]);
  const role = roles[own] ?? roles[own.replace(/\d+$/, '')];
  if (!role) {
    const bound = Object.values(roles).flatMap((one) =>
      UNIT_ROLES.includes(one.is) && 'posts' in one ? (one.posts ?? []) : [],
    );
    return testFacts(options.facts).units.exists(own) ? post(own, [...new Set(bound)]) : null;
  }
  const posts = 'posts' in role && role.posts ? role.posts : ['clerk'];
  const holder = holderOf(state);
  switch (role.is) {
    case 'system':
      return systemActor;
    case 'anyone':
      return { kind: 'anyone', id: name, roles: [] };
    case 'reporter':
      return { kind: 'reporter', id: name, caseId: state.id, roles: [] };
    case 'post':
      return post(testFacts(options.facts).centre, posts);
    case 'holder':
      return post(holder, posts);
    case 'upper':
      return post(state.chain.at(-2), posts);
    case 'firstReceiver':
      return post(state.firstReceiver, posts);
    case 'supervisor':
      return post(holder ? unitsAbove.get(holder) : null, posts);
  }
}
