import { type Refusal, refuse } from '../define/refusal.ts';
import type { Post } from './units.ts';

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
 * The invariant of duty: for each subject and role there is always exactly one answerable post. Faults:
 * `party.duty-overlap` (two at once), `party.duty-gap` (nobody between two), `party.duty-empty` (ends before it
 * begins), `party.unknown-post`.
 */
export function checkDuties(duties: readonly Duty[], posts: readonly Post[]): readonly Refusal[] {
  const known = new Set(posts.map(({ id }) => id));
  const faults = duties.flatMap((duty) => [
    ...(known.has(duty.post) ? [] : [fault('party.unknown-post', duty)]),
    ...(duty.to !== null && duty.to <= duty.from ? [fault('party.duty-empty', duty)] : []),
  ]);
  for (const group of Map.groupBy(duties, ({ subject, role }) => subjectKey(subject, role)).values()) {
    const sorted = group.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    for (const [index, duty] of sorted.slice(1).entries()) {
      const before = sorted[index] as Duty;
      if (before.to === duty.from) continue;
      faults.push(fault(before.to === null || before.to > duty.from ? 'party.duty-overlap' : 'party.duty-gap', duty));
    }
  }
  return faults;
}

const fault = (code: string, { id, post }: Duty): Refusal => refuse(code, { given: id, values: { post } });
