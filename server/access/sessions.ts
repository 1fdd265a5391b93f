import { createHash, randomBytes } from 'node:crypto';
import type { ReadScope } from '@huying/kernel/access/scope';
import type { Actor } from '@huying/kernel/case/facts';
import type { CityRuntime } from '../city-runtime.ts';
import type { Viewer } from '../view-case.ts';

/** Tokens are opaque, 256 random bits, and stored as their hash only. */
export const newToken = (): string => randomBytes(32).toString('base64url');
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Opens a session of a post; with `idleMinutes` it is over when it was not used for so long. */
export async function openSession(
  runtime: CityRuntime,
  token: string,
  post: string,
  hours: number,
  idleMinutes: number | null = null,
): Promise<void> {
  const now = runtime.now();
  const until = new Date(now.getTime() + hours * 3_600_000);
  const person = runtime.posts.get(post)?.person ?? null;
  await runtime.pools.writer.query('select open_session($1, $2, $3, $4, $5, $6, make_interval(mins => $7))', [
    runtime.city,
    hashOf(token),
    post,
    person,
    now,
    until,
    idleMinutes,
  ]);
}

/** Ends the session of a token; false where there was none. */
export async function endSession(runtime: CityRuntime, token: string): Promise<boolean> {
  remembered.delete(`${runtime.city} ${token}`);
  const ended = await runtime.pools.writer.query<{ ended: boolean }>('select end_session($1, $2, $3) as ended', [
    runtime.city,
    hashOf(token),
    runtime.now(),
  ]);
  return ended.rows[0]?.ended === true;
}

/** Ends all sessions of a person but the one of `token`. */
export async function endOtherSessions(runtime: CityRuntime, person: string, token: string | null): Promise<void> {
  const but = token === null ? Buffer.alloc(0) : hashOf(token);
  await runtime.pools.writer.query('select end_sessions_of($1, $2, $3, $4)', [
    runtime.city,
    person,
    but,
    runtime.now(),
  ]);
  remembered.clear();
}

/** A session is looked up once in this time: signing out takes effect everywhere within it. */
const REMEMBER_MS = 5_000;
const REMEMBERED_MAX = 10_000;
const remembered = new Map<string, { readonly viewer: Viewer; readonly until: number }>();

/** Who is behind a token; null where it is unknown, ended or expired, or its post has gone. */
export async function viewerOfToken(runtime: CityRuntime, token: string): Promise<Viewer | null> {
  const key = `${runtime.city} ${token}`;
  const now = performance.now();
  const known = remembered.get(key);
  if (known && known.until > now) return known.viewer;
  const found = await runtime.pools.writer.query<{ post: string; person: string | null }>({
    name: 'use_session',
    text: 'select post, person from use_session($1, $2, $3)',
    values: [runtime.city, hashOf(token), runtime.now()],
  });
  const row = found.rows[0];
  const viewer = row ? viewerOfPost(runtime, row.post) : null;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  if (viewer) remembered.set(key, { viewer, until: now + REMEMBER_MS });
  else remembered.delete(key);
  return viewer;
}

export function viewerOfPost(runtime: CityRuntime, id: string): Viewer | null {
  const post = runtime.posts.get(id);
  if (!post) return null;
  const actor: Actor = {
    kind: 'post',
    id: post.id,
    unit: post.unit,
    roles: post.roles,
    ...(post.person ? { person: post.person } : {}),
  };
  return { actor, scope: scopeOfUnit(runtime, post.unit) };
}

function scopeOfUnit(runtime: CityRuntime, unit: string): ReadScope {
  const { place, line } = runtime.units.scopeOf(unit);
  return { city: runtime.city, centre: unit === runtime.centre, unit, place, line };
}

const noScope = (city: string): ReadScope => ({ city, centre: false, unit: null, place: null, line: null });

export const anyone = (runtime: CityRuntime): Viewer => ({
  actor: { kind: 'anyone', id: 'anyone', roles: [] },
  scope: noScope(runtime.city),
});

export const reporterOf = (runtime: CityRuntime, caseId: string): Viewer => ({
  actor: { kind: 'reporter', id: 'reporter', roles: [], caseId },
  scope: noScope(runtime.city),
});

export const platform = (runtime: CityRuntime): Viewer => ({
  actor: { kind: 'system', id: 'huying', roles: [] },
  scope: { ...noScope(runtime.city), all: true, centre: true },
});
