import { type Refusal, refuse } from '../define/refusal.ts';
import type { Post, Unit } from './units.ts';

/** Who must: a post that answers for a place or a thing, from a day on. */
export type Duty = {
  readonly id: string;
  readonly post: string;
  readonly subject: DutySubject;
  /** What for, such as `gridWorker`, `riverChief`. */
  readonly role: string;
  /** First day, and the day after the last one; null: until further notice. */
  readonly from: string;
  readonly to: string | null;
};

export type DutySubject = { readonly kind: 'place' | 'thing'; readonly id: string };

const isOn = ({ from, to }: Duty, day: string): boolean => from <= day && (to === null || day < to);

/** Look-ups of the duties of one day. */
export type DutyBook = {
  /** The one post that answers for a subject; null where none does. */
  answerable(subject: DutySubject, role: string): string | null;
  dutiesOf(post: string): readonly Duty[];
};

export function buildDutyBook(duties: readonly Duty[], day: string): DutyBook {
  const valid = duties.filter((duty) => isOn(duty, day));
  const bySubject = new Map(valid.map((duty) => [subjectKey(duty.subject, duty.role), duty.post]));
  const byPost = Map.groupBy(valid, ({ post }) => post);
  return {
    answerable: (subject, role) => bySubject.get(subjectKey(subject, role)) ?? null,
    dutiesOf: (post) => byPost.get(post) ?? [],
  };
}

const subjectKey = ({ kind, id }: DutySubject, role: string): string => `${kind} ${id} ${role}`;

/**
 * The invariant of duty: for each subject and role there is always exactly one answerable post. Faults: `duty.overlap` (two
 * at once), `duty.gap` (nobody between two), `duty.empty` (ends before it begins), `duty.unknown-post`.
 */
export function checkDuties(duties: readonly Duty[], posts: readonly Post[]): readonly Refusal[] {
  const known = new Set(posts.map(({ id }) => id));
  const faults = duties.flatMap((duty) => [
    ...(known.has(duty.post) ? [] : [fault('duty.unknown-post', duty)]),
    ...(duty.to !== null && duty.to <= duty.from ? [fault('duty.empty', duty)] : []),
  ]);
  for (const group of Map.groupBy(duties, ({ subject, role }) => subjectKey(subject, role)).values()) {
    const sorted = group.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    for (const [index, duty] of sorted.slice(1).entries()) {
      const before = sorted[index] as Duty;
      if (before.to === duty.from) continue;
      faults.push(fault(before.to === null || before.to > duty.from ? 'duty.overlap' : 'duty.gap', duty));
    }
  }
  return faults;
}

const fault = (code: string, { id, post }: Duty): Refusal => refuse(code, { given: id, values: { post } });

/** Posts of a unit that have a role. */
export const postsOf = (posts: readonly Post[], unit: string, role: string): readonly Post[] =>
  posts.filter((post) => post.unit === unit && post.roles.includes(role));

/** Steps in a chain of parents; more is a circle. */
const STEPS_MAX = 20;

/** Units above a unit, the nearest first: in place (块) or in line (条). Ends at the first that is unknown or repeated. */
export function unitsAbove(
  units: ReadonlyMap<string, Unit>,
  id: string,
  along: 'place' | 'line',
): readonly Unit[] {
  const parent = along === 'place' ? 'parentInPlace' : 'parentInLine';
  const above: Unit[] = [];
  for (let at = units.get(units.get(id)?.[parent] ?? ''); at; at = units.get(at[parent] ?? '')) {
    above.push(at);
    if (above.length > STEPS_MAX) return [];
  }
  return above;
}

/**
 * Faults of an organisation on one day: `unit.repeated`, `unit.no-parent` (a parent is not there), `unit.no-top` (the chain
 * in place does not end at the one top unit), `post.repeated`, `post.no-unit`.
 */
export function checkUnits(all: readonly Unit[], posts: readonly Post[], day: string): readonly Refusal[] {
  const valid = all.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
  const units = new Map(valid.map((unit) => [unit.id, unit]));
  const faults: Refusal[] = [];
  if (units.size < valid.length) faults.push(...repeated(valid).map((id) => refuse('unit.repeated', { given: id })));
  const tops = valid.filter(({ parentInPlace }) => parentInPlace === null);
  for (const { id, parentInPlace, parentInLine } of valid) {
    for (const parent of [parentInPlace, parentInLine]) {
      if (parent !== null && !units.has(parent)) faults.push(refuse('unit.no-parent', { given: id, values: { parent } }));
    }
    const top = parentInPlace === null ? id : unitsAbove(units, id, 'place').at(-1)?.id;
    if (tops.length !== 1 || top !== tops[0]?.id) faults.push(refuse('unit.no-top', { given: id }));
  }
  faults.push(...repeated(posts).map((id) => refuse('post.repeated', { given: id })));
  for (const { id, unit } of posts) if (!units.has(unit)) faults.push(refuse('post.no-unit', { given: id }));
  return faults;
}

function repeated(items: readonly { readonly id: string }[]): readonly string[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id);
}
