import { randomInt } from 'node:crypto';
import {
  type Account,
  type AccountEvent,
  attemptSignIn,
  checkPassword,
  withPassword,
} from '@huying/kernel/access/account';
import { type SignInPolicy, signInPolicyOf } from '@huying/kernel/access/sign-in-dials';
import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { type Author, EMPTY_HEAD, sealEvent } from '@huying/kernel/log/event';
import { newId } from '@huying/kernel/store/id';
import { hash, verify } from '@node-rs/argon2';
import type { CityRuntime } from '../city-runtime.ts';
import { endOtherSessions, newToken, openSession } from './sessions.ts';

type Stored = { readonly account: Account; readonly seq: number; readonly head: Buffer };

type Row = {
  id: string;
  name: string;
  person: string;
  password_hash: string;
  failures: number;
  locked_until: string | null;
  changed_at: string;
  must_change: boolean;
  disabled: boolean;
  earlier: string[];
  seen_at: string | null;
  seq: number;
  head: string;
};

export type SignedIn = {
  readonly token: string;
  readonly post: string;
  readonly posts: readonly { readonly id: string; readonly label: string; readonly unit: string }[];
  readonly expiresAt: string;
};

export type SignIn = {
  readonly name: string;
  readonly password: string;
  readonly newPassword?: string;
  /** One of the person's posts; absent: the first. */
  readonly post?: string;
};

/** A hash of no password: whoever guesses names learns nothing from how long the answer takes. */
let nobody: Promise<string> | null = null;

export const policyOf = (runtime: CityRuntime): SignInPolicy => {
  const day = runtime.time.day(runtime.now());
  return signInPolicyOf((as) => runtime.rule('access.signIn', as, {}, day).value);
};

/**
 * Signs a person in to one of their posts. Every wrong password and every sign-in is an event of the account.
 * Refusals: `access.not-signed-in` for a wrong name, a wrong password and a locked account alike; `access.must-change`;
 * `access.password-…` for a new password; `access.no-post`.
 */
export async function signIn(runtime: CityRuntime, asked: SignIn): Promise<Result<SignedIn>> {
  const policy = policyOf(runtime);
  const stored = await loadAccount(runtime, asked.name);
  nobody ??= hash(newToken());
  const matches = await verify(stored?.account.passwordHash ?? (await nobody), asked.password);
  if (!stored) return refuse('access.not-signed-in', { field: 'name' });
  let now = stored;
  const attempt = attemptSignIn(now.account, matches, runtime.now(), policy);
  if (attempt.outcome === 'failed') {
    if (attempt.event) await write(runtime, now, attempt.after, attempt.event);
    return refuse('access.not-signed-in', { field: 'name' });
  }
  if (attempt.outcome === 'mustChange' && asked.newPassword === undefined) {
    const because = attempt.because === 'first' ? '首次登录或已被重置' : `已超过 ${policy.passwordDays} 天`;
    return refuse('access.must-change', { field: 'newPassword', values: { because } });
  }
  if (asked.newPassword !== undefined) {
    const changed = await changedPassword(now.account, asked.newPassword, runtime, policy);
    if (!changed.ok) return changed;
    now = await write(runtime, now, changed.value, 'passwordChanged');
  }
  return openPost(runtime, now, asked.post, policy);
}

async function openPost(
  runtime: CityRuntime,
  stored: Stored,
  wanted: string | undefined,
  policy: SignInPolicy,
): Promise<Result<SignedIn>> {
  const { account } = stored;
  const posts = [...runtime.posts.values()].filter((post) => post.person === account.person);
  const post = wanted === undefined ? posts[0] : posts.find(({ id }) => id === wanted);
  if (!post) return refuse('access.no-post', { field: 'post', values: { post: wanted ?? '' } });
  const signedIn = attemptSignIn({ ...account, mustChange: false }, true, runtime.now(), policy).after;
  await write(runtime, stored, signedIn, 'signedIn');
  const token = newToken();
  await openSession(runtime, token, post.id, policy.sessionHours, policy.idleMinutes);
  if (policy.sessionsMax === 1) await endOtherSessions(runtime, account.person, token);
  const expiresAt = runtime.localTime(
    new Date(runtime.now().getTime() + policy.sessionHours * 3_600_000).toISOString(),
  );
  return accept({
    token,
    post: post.id,
    posts: posts.map(({ id, label, unit }) => ({ id, label, unit: runtime.units.label(unit) })),
    expiresAt,
  });
}

async function changedPassword(
  account: Account,
  text: string,
  runtime: CityRuntime,
  policy: SignInPolicy,
): Promise<Result<Account>> {
  const checked = checkPassword(text, account.name, policy);
  if (!checked.ok) return checked;
  for (const earlier of [account.passwordHash, ...account.earlier].slice(0, policy.passwordsKept)) {
    if (earlier && (await verify(earlier, text))) {
      return refuse('access.password-used', { field: 'newPassword', values: { kept: policy.passwordsKept } });
    }
  }
  return accept(withPassword(account, await hash(text), runtime.now(), policy));
}

/** Opens an account with a password that is good for one sign-in and has to be changed there. */
export async function openAccount(
  runtime: CityRuntime,
  asked: { readonly name: string; readonly person: string; readonly by: Author },
): Promise<Result<{ readonly password: string }>> {
  if (await loadAccount(runtime, asked.name)) {
    return refuse('access.account-exists', { field: 'name', values: { name: asked.name } });
  }
  const password = onceOnly();
  const account: Account = {
    id: newId(),
    name: asked.name,
    person: asked.person,
    passwordHash: await hash(password),
    failures: 0,
    lockedUntil: null,
    changedAt: runtime.now().toISOString(),
    mustChange: true,
    disabled: false,
    earlier: [],
    seenAt: null,
  };
  await write(runtime, { account, seq: 0, head: EMPTY_HEAD }, account, 'opened', asked.by);
  return accept({ password });
}

/** What an administrator does to an account: `reset` gives a new password for one sign-in and unlocks. */
export async function changeAccount(
  runtime: CityRuntime,
  asked: { readonly name: string; readonly what: 'reset' | 'disabled' | 'enabled'; readonly by: Author },
): Promise<Result<{ readonly password: string | null }>> {
  const stored = await loadAccount(runtime, asked.name);
  if (!stored) return refuse('access.account-unknown', { field: 'name', values: { name: asked.name } });
  const password = asked.what === 'reset' ? onceOnly() : null;
  const { account } = stored;
  const after: Account = password
    ? { ...withPassword(account, await hash(password), runtime.now(), policyOf(runtime)), mustChange: true }
    : { ...account, disabled: asked.what === 'disabled' };
  await write(runtime, stored, after, asked.what, asked.by);
  if (asked.what !== 'enabled') await endOtherSessions(runtime, account.person, null);
  return accept({ password });
}

/** Letters and digits that are not mistaken for each other on a slip of paper. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const onceOnly = (): string => `${Array.from({ length: 14 }, () => SIGNS[randomInt(SIGNS.length)]).join('')}-1aA`;

async function loadAccount(runtime: CityRuntime, name: string): Promise<Stored | null> {
  const found = await runtime.pools.writer.query<{ row: Row | null }>('select load_account($1, $2) as row', [
    runtime.city,
    name,
  ]);
  const row = found.rows[0]?.row;
  if (!row) return null;
  const account: Account = {
    id: row.id,
    name: row.name,
    person: row.person,
    passwordHash: row.password_hash,
    failures: row.failures,
    lockedUntil: row.locked_until,
    changedAt: row.changed_at,
    mustChange: row.must_change,
    disabled: row.disabled,
    earlier: row.earlier,
    seenAt: row.seen_at,
  };
  return { account, seq: row.seq, head: Buffer.from(row.head, 'hex') };
}

const rowOf = (account: Account) => ({
  id: account.id,
  name: account.name,
  person: account.person,
  password_hash: account.passwordHash,
  failures: account.failures,
  locked_until: account.lockedUntil,
  changed_at: account.changedAt,
  must_change: account.mustChange,
  disabled: account.disabled,
  earlier: account.earlier,
  seen_at: account.seenAt,
});

/** Writes the account with its event. Two attempts at once: one of them is repeated by whoever made it. */
async function write(
  runtime: CityRuntime,
  before: Stored,
  after: Account,
  type: AccountEvent,
  by: Author = { kind: 'person', person: after.person },
): Promise<Stored> {
  const seq = before.seq + 1;
  const at = runtime.now().toISOString();
  const changes = {
    ...(type === 'opened' ? { person: after.person } : {}),
    ...(after.lockedUntil !== before.account.lockedUntil ? { lockedUntil: after.lockedUntil } : {}),
    ...(after.disabled !== before.account.disabled ? { disabled: after.disabled } : {}),
  };
  const body = { v: 1 as const, city: runtime.city, kind: 'account', id: after.id, seq, type, at, by, changes };
  const event = sealEvent(body, before.head);
  const head = event.hash.toString('hex');
  const batch = {
    city: runtime.city,
    streams: [{ kind: 'account', id: after.id, expected: before.seq, seq, head }],
    events: [
      { kind: 'account', id: after.id, seq, type, recorded_at: at, happened_at: null, body: event.text, hash: head },
    ],
  };
  await runtime.pools.writer.query('select write_account($1::jsonb, $2::jsonb)', [
    JSON.stringify(batch),
    JSON.stringify(rowOf(after)),
  ]);
  return { account: after, seq, head: event.hash };
}
