import { type Refusal, refuse } from '../define/refusal.ts';
import type { Post, Unit } from './units.ts';

/** Posts of a unit that have a role. */
export const postsOf = (posts: readonly Post[], unit: string, role: string): readonly Post[] =>
  posts.filter((post) => post.unit === unit && post.roles.includes(role));

/** Steps in a chain of parents; more is a circle. */
const STEPS_MAX = 20;

/** Units above a unit, the nearest first: in place (块) or in line (条). Ends at the first that is unknown. */
export function unitsAbove(units: ReadonlyMap<string, Unit>, id: string, along: 'place' | 'line'): readonly Unit[] {
  const parent = along === 'place' ? 'parentInPlace' : 'parentInLine';
  const above: Unit[] = [];
  for (let at = units.get(units.get(id)?.[parent] ?? ''); at; at = units.get(at[parent] ?? '')) {
    above.push(at);
    if (above.length > STEPS_MAX) return [];
  }
  return above;
}

/**
 * Faults of an organisation on one day: `party.repeated-unit`, `party.no-parent` (a parent is not there),
 * `party.no-top` (the chain in place does not end at the one top unit), `party.repeated-post`, `party.no-unit`.
 */
export function checkUnits(all: readonly Unit[], posts: readonly Post[], day: string): readonly Refusal[] {
  const valid = all.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
  const units = new Map(valid.map((unit) => [unit.id, unit]));
  const faults: Refusal[] = [];
  if (units.size < valid.length)
    faults.push(...repeated(valid).map((id) => refuse('party.repeated-unit', { given: id })));
  const tops = valid.filter(({ parentInPlace }) => parentInPlace === null);
  for (const { id, parentInPlace, parentInLine } of valid) {
    for (const parent of [parentInPlace, parentInLine]) {
      if (parent !== null && !units.has(parent))
        faults.push(refuse('party.no-parent', { given: id, values: { parent } }));
    }
    const top = parentInPlace === null ? id : unitsAbove(units, id, 'place').at(-1)?.id;
    if (tops.length !== 1 || top !== tops[0]?.id) faults.push(refuse('party.no-top', { given: id }));
  }
  faults.push(...repeated(posts).map((id) => refuse('party.repeated-post', { given: id })));
  for (const { id, unit } of posts) if (!units.has(unit)) faults.push(refuse('party.no-unit', { given: id }));
  return faults;
}

function repeated(items: readonly { readonly id: string }[]): readonly string[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id);
}
