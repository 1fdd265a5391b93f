import { type AnyCase, listed, type Role } from './case-definition.ts';
import type { FaultList } from './definition-fault.ts';

/** Every open state has an owner who can do something there, and every role somebody who plays it. */
export function checkRoles(definition: AnyCase, list: FaultList, postRoles: readonly string[] | undefined): void {
  const verbs = Object.values(definition.verbs);
  const named = new Set(verbs.flatMap((verb) => [...listed(verb.by), ...(verb.tells ?? []).map((tell) => tell.to)]));
  for (const [name, role] of Object.entries(definition.roles)) {
    if (!named.has(name)) list.add('define.role-without-verb', `roles.${name}`, name);
    const posts = 'posts' in role ? role.posts : undefined;
    const held = !posts || !postRoles || posts.some((post) => postRoles.includes(post));
    if (!held || (role.is === 'post' && role.posts.length === 0))
      list.add('define.role-nobody-holds', `roles.${name}`, name);
  }
  for (const [name, state] of Object.entries(definition.states)) {
    const path = `states.${name}`;
    if (state.final) {
      if (state.owner !== undefined) list.add('define.owner-of-final', path, name);
    } else if (state.owner === undefined) {
      list.add('define.no-owner', path, name);
    } else if (!Object.hasOwn(definition.roles, state.owner)) {
      list.add('define.unknown-role', `${path}.owner`, state.owner);
    } else if (!canAct(definition, name, state.owner)) {
      list.add('define.owner-cannot-act', path, state.owner);
    }
  }
}

/** Has the owner of a state a verb there? A clerk may own as one role and act as another that the same post plays. */
function canAct(definition: AnyCase, state: string, owner: string): boolean {
  const own = definition.roles[owner];
  return Object.values(definition.verbs).some((verb) => {
    if (verb.from === null || !listed(verb.from).includes(state)) return false;
    return listed(verb.by).some((name) => {
      const role = definition.roles[name];
      return name === owner || (own !== undefined && role !== undefined && overlap(own, role));
    });
  });
}

function overlap(one: Role, other: Role): boolean {
  if (one.is !== other.is) return false;
  const [posts, others] = [one, other].map((role) => ('posts' in role ? role.posts : undefined));
  return !posts || !others || posts.some((post) => others.includes(post));
}
