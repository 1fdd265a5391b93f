import { type AnyCase, listed, type Role } from '../define/case-definition.ts';
import type { CaseState } from './case-state.ts';
import { type Actor, type DecideFacts, systemActor } from './facts.ts';
import { playsRole } from './play-role.ts';
import { pick, type Roll, type World } from './random-input.ts';

/** So few people share the posts that rules about two different persons are met and broken both. */
const PERSONS = 4;

/** Somebody who plays one of the verb's roles towards this case now; null where nobody in the world does. */
export function randomActor(
  definition: AnyCase,
  verbName: string,
  state: CaseState,
  frame: { readonly facts: DecideFacts; readonly world: World; readonly roll: Roll },
): Actor | null {
  const { facts, roll } = frame;
  const names = [...listed(definition.verbs[verbName]?.by)];
  while (names.length > 0) {
    const [name = ''] = names.splice(roll(names.length), 1);
    const role = definition.roles[name];
    const actor = role ? actorFor(role, state, frame) : null;
    if (role && actor && playsRole(role, actor, state, facts.units)) return actor;
  }
  return null;
}

function actorFor(
  role: Role,
  state: CaseState,
  { facts, world, roll }: { readonly facts: DecideFacts; readonly world: World; readonly roll: Roll },
): Actor | null {
  const inUnit = (unit: string | null | undefined) => (unit ? postIn(unit, role, roll) : null);
  switch (role.is) {
    case 'anyone':
      return { kind: 'anyone', id: 'anyone', roles: [] };
    case 'system':
      return systemActor;
    case 'reporter':
      return { kind: 'reporter', id: 'reporter', caseId: state.id, roles: [] };
    case 'post':
      return inUnit(facts.centre);
    case 'holder':
      return inUnit(state.chain.at(-1));
    case 'upper':
      return inUnit(state.chain.at(-2));
    case 'firstReceiver':
      return inUnit(state.firstReceiver);
    case 'supervisor': {
      const above = world.units.filter((unit) => state.chain.some((held) => facts.units.isBelow(held, unit)));
      return above.length > 0 ? inUnit(pick(above, roll)) : null;
    }
  }
}

function postIn(unit: string, role: Role, roll: Roll): Actor {
  const posts = 'posts' in role && role.posts ? role.posts : ['clerk'];
  const name = pick(posts, roll);
  const person = roll(PERSONS);
  return { kind: 'post', id: `${unit}.${name}.${person}`, person: `${unit}-${person}`, unit, roles: [name] };
}
