import { accept, type Result, refuse } from '../define/refusal.ts';
import type { SignInPolicy } from './sign-in-dials.ts';

/** An account: how a person proves who they are. What they may do follows from the posts that they hold. */
export type Account = {
  readonly id: string;
  readonly name: string;
  readonly person: string;
  /** argon2id, as PHC text. */
  readonly passwordHash: string;
  /** Wrong passwords since the last right one. */
  readonly failures: number;
  readonly lockedUntil: string | null;
  readonly changedAt: string;
  /** Set by an administrator: the next sign-in has to bring a new password. */
  readonly mustChange: boolean;
  readonly disabled: boolean;
  /** Hashes of earlier passwords, newest first. */
  readonly earlier: readonly string[];
  readonly seenAt: string | null;
};

/** Types of events in the stream of an account. */
export type AccountEvent =
  | 'opened'
  | 'signedIn'
  | 'signInFailed'
  | 'passwordChanged'
  | 'reset'
  | 'disabled'
  | 'enabled';

export type Attempt = {
  readonly outcome: 'signedIn' | 'failed' | 'mustChange';
  readonly event: 'signedIn' | 'signInFailed' | null;
  readonly after: Account;
  readonly because?: 'first' | 'age';
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Decides one attempt to sign in; `matches` says whether the password was right. A locked or disabled account fails
 * whatever the password, and such a failure is not counted, so that nobody can be kept out for ever by others. Pure.
 */
export function attemptSignIn(account: Account, matches: boolean, now: Date, policy: SignInPolicy): Attempt {
  const locked = account.lockedUntil !== null && Date.parse(account.lockedUntil) > now.getTime();
  if (account.disabled || locked) return { outcome: 'failed', event: null, after: account };
  if (!matches) {
    const failures = account.failures + 1;
    const lock = failures >= policy.failuresMax;
    const lockedUntil = lock ? new Date(now.getTime() + policy.lockMinutes * MINUTE_MS).toISOString() : null;
    const after = { ...account, failures: lock ? 0 : failures, lockedUntil };
    return { outcome: 'failed', event: 'signInFailed', after };
  }
  const aged = now.getTime() - Date.parse(account.changedAt) > policy.passwordDays * DAY_MS;
  if (account.mustChange || aged) {
    return { outcome: 'mustChange', event: null, after: account, because: account.mustChange ? 'first' : 'age' };
  }
  const after = { ...account, failures: 0, lockedUntil: null, seenAt: now.toISOString() };
  return { outcome: 'signedIn', event: 'signedIn', after };
}

const CLASSES: readonly RegExp[] = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}\s]/u];

/** Is this a password that the policy lets through? Whether it was used before is for whoever can compare hashes. */
export function checkPassword(text: string, name: string, policy: SignInPolicy): Result<string> {
  const characters = [...text].length;
  if (characters < policy.passwordLength) {
    return refuse('access.password-short', { field: 'newPassword', values: { least: policy.passwordLength } });
  }
  const classes = CLASSES.filter((one) => one.test(text)).length;
  if (classes < policy.passwordClasses) {
    return refuse('access.password-simple', { field: 'newPassword', values: { least: policy.passwordClasses } });
  }
  if (text.toLowerCase().includes(name.toLowerCase())) return refuse('access.password-name', { field: 'newPassword' });
  return accept(text);
}

/** The account with another password; the one before joins those that may not come again. */
export function withPassword(account: Account, hash: string, now: Date, policy: SignInPolicy): Account {
  const earlier = [account.passwordHash, ...account.earlier].filter(Boolean).slice(0, policy.passwordsKept);
  const changedAt = now.toISOString();
  return { ...account, passwordHash: hash, earlier, changedAt, mustChange: false, failures: 0, lockedUntil: null };
}
