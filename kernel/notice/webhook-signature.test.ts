import { describe, expect, test } from 'vitest';
import { checkWebhook, signWebhook } from './webhook-signature.ts';

const at = new Date('2025-09-26T08:40:00.700Z');
const secret = 'a secret of more than 24 characters';
const body = '{"number":"15-250926-000001-1"}';
const headers = signWebhook(secret, { id: 'm1', at, body });
const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);

test('the signature is the one of the published example of standard webhooks', () => {
  const push = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  };
  expect(signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', push)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('what was signed is known for ours, also among other signatures', () => {
  expect(checkWebhook(secret, headers, body, at)).toEqual({ ok: true, value: true });
  const two = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` };
  expect(checkWebhook(secret, two, body, at)).toEqual({ ok: true, value: true });
});

describe('anything else is refused', () => {
  test.each([
    ['another secret', () => checkWebhook(`${secret}!`, headers, body, at)],
    ['another body', () => checkWebhook(secret, headers, `${body} `, at)],
    ['another id', () => checkWebhook(secret, { ...headers, 'webhook-id': 'm2' }, body, at)],
    ['another time', () => checkWebhook(secret, { ...headers, 'webhook-timestamp': '1758876001' }, body, at)],
    ['no signature', () => checkWebhook(secret, { ...headers, 'webhook-signature': '' }, body, at)],
    [
      'another version',
      () =>
        checkWebhook(
          secret,
          { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') },
          body,
          at,
        ),
    ],
  ])('%s', (_, check) => {
    expect(check()).toMatchObject({ ok: false, code: 'notice.signature-wrong' });
  });

  test.each([
    [299, true],
    [301, false],
    [-299, true],
    [-301, false],
  ])('%s seconds apart', (seconds, taken) => {
    expect(checkWebhook(secret, headers, body, after(seconds)).ok).toBe(taken);
  });
});
