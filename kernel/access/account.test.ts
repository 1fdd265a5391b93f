import { expect, test } from 'vitest';
import { type Account, attemptSignIn, checkPassword, withPassword } from './account.ts';
import { signInDials, signInPolicyOf } from './sign-in-dials.ts';

const policy = signInPolicyOf((as) => signInDials.rows.find((row) => row.when.as === as)?.gives ?? '');
const NOW = new Date('2025-09-26T08:00:00Z');
const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
const account: Account = {
  id: 'a',
  name: 'wang',
  person: 'p1',
  passwordHash: 'h0',
  failures: 0,
  lockedUntil: null,
  changedAt: '2025-09-01T00:00:00Z',
  mustChange: false,
  disabled: false,
  earlier: [],
  seenAt: null,
};

test('five wrong passwords lock for half an hour; the right one does not help meanwhile and does afterwards', () => {
  let now: Account = account;
  for (let n = 1; n <= 5; n += 1) now = attemptSignIn(now, false, NOW, policy).after;
  expect(now.lockedUntil).toBe(minutes(30).toISOString());
  expect(attemptSignIn(now, true, minutes(29), policy)).toMatchObject({ outcome: 'failed', event: null });
  expect(attemptSignIn(now, true, minutes(31), policy)).toMatchObject({ outcome: 'signedIn' });
});

test('wrong passwords during the lock do not lengthen it', () => {
  let now: Account = account;
  for (let n = 1; n <= 5; n += 1) now = attemptSignIn(now, false, NOW, policy).after;
  const until = now.lockedUntil;
  for (let n = 1; n <= 20; n += 1) now = attemptSignIn(now, false, minutes(n), policy).after;
  expect(now.lockedUntil).toBe(until);
});

test('a right password between wrong ones begins the count anew', () => {
  let now: Account = account;
  for (let n = 1; n <= 4; n += 1) now = attemptSignIn(now, false, NOW, policy).after;
  now = attemptSignIn(now, true, NOW, policy).after;
  for (let n = 1; n <= 4; n += 1) now = attemptSignIn(now, false, NOW, policy).after;
  expect(now.lockedUntil).toBeNull();
});

test.each([
  ['set by an administrator', { mustChange: true }, 'first'],
  ['older than 90 days', { changedAt: '2025-06-01T00:00:00Z' }, 'age'],
])('a password %s lets nobody in before it is changed', (_, changes, because) => {
  expect(attemptSignIn({ ...account, ...changes }, true, NOW, policy)).toMatchObject({
    outcome: 'mustChange',
    because,
  });
});

test('a disabled account fails whatever the password', () => {
  expect(attemptSignIn({ ...account, disabled: true }, true, NOW, policy)).toMatchObject({ outcome: 'failed' });
});

test.each([
  ['Ab3!efgh', 'access.password-short'],
  ['abcdefghij', 'access.password-simple'],
  ['ABCDEFabcdef', 'access.password-simple'],
  ['Wang-2025-x', 'access.password-name'],
  ['汉字密码汉字密码汉字1a', 'access.password-simple'],
])('%s is refused with %s', (text, code) => {
  expect(checkPassword(text, 'wang', policy)).toMatchObject({ ok: false, code });
});

test('three classes and ten characters pass; the five passwords before are remembered, not more', () => {
  expect(checkPassword('Huying-2025', 'wang', policy)).toMatchObject({ ok: true });
  let now: Account = account;
  for (let n = 1; n <= 7; n += 1) now = withPassword(now, `h${n}`, NOW, policy);
  expect([now.passwordHash, now.earlier]).toEqual(['h7', ['h6', 'h5', 'h4', 'h3', 'h2']]);
});
