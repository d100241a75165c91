import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { attioWebhook } from '../../../../shared/adapters/crm/attio/webhook.ts';

/** The secret of Attio's own example of a webhook; it publishes no signature of a body. */
const SECRET = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
/** Worked out in Python: `hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()`. */
const WORKED_OUT = [
  [
    '{"webhook_id":"23e42eaf-323a-41da-b5bb-fd67eebda553","events":[{"event_type":"record.updated"}]}',
    '3de01150f8be125c3f46adb650fd20d1c032a21d8d885d1779254b9f90ac9ea4',
  ],
  ['{"events":[{"name":"Peña 😀 \u2028"}]}', '91b7ffac792af9631eff97e2219d84f20e867d6d8fa11181fa995f89043c6471'],
] as const;

interface Spoiled {
  readonly body?: string;
  readonly secrets?: readonly string[];
  readonly headers?: Record<string, string | undefined>;
  readonly toleranceSeconds?: number;
}

function check([body, signature]: readonly [string, string], spoiled: Spoiled = {}) {
  const headers = { 'idempotency-key': 'e1b2', 'attio-signature': signature, ...spoiled.headers };
  return attioWebhook.check(
    { method: 'POST', headers, body: Buffer.from(spoiled.body ?? body) },
    { secrets: spoiled.secrets ?? [SECRET] },
    { nowSeconds: 1_795_000_000, toleranceSeconds: spoiled.toleranceSeconds ?? 300 },
  );
}

describe('a webhook of Attio', () => {
  it.each(WORKED_OUT)('is taken with the signature of its bytes: %s', (...example) => {
    expect(check(example)).toEqual({ verdict: 'good', messageId: 'e1b2' });
  });

  it('is taken with the copy of the signature alone, which older software lets through', () => {
    const headers = { 'attio-signature': undefined, 'x-attio-signature': WORKED_OUT[0][1] };
    expect(check(WORKED_OUT[0], { headers }).verdict).toBe('good');
  });

  it.each([
    ['a body with one character more', { body: `${WORKED_OUT[0][0]} ` }],
    ['another secret', { secrets: [SECRET.replace('ca97', 'ca98')] }],
    ['a secret that could be guessed', { secrets: ['secret'] }],
    ['no secret at all', { secrets: [] }],
    ['no signature', { headers: { 'attio-signature': undefined } }],
    ['a signature of no shape', { headers: { 'attio-signature': '😀' } }],
    ['the bytes of the secret for its text', { headers: { 'attio-signature': keyedWith(Buffer.from(SECRET, 'hex')) } }],
    [
      'a signature with a time, as some would have it',
      { headers: { 'attio-signature': keyedWith(SECRET, '1795000000.') } },
    ],
  ] satisfies readonly (readonly [string, Spoiled])[])('is refused with %s', (_, spoiled) => {
    expect(check(WORKED_OUT[0], spoiled)).toEqual({ verdict: 'wrong', messageId: '' });
  });

  it.each([undefined, '', 'a b', '../x', 'x'.repeat(121), 'é'])('is malformed with the key %j', (key) => {
    expect(check(WORKED_OUT[0], { headers: { 'idempotency-key': key } }).verdict).toBe('malformed');
  });

  it.each(['a', 'x'.repeat(120), 'a.b:c-d_9'])('is known by the key %j', (key) => {
    expect(check(WORKED_OUT[0], { headers: { 'idempotency-key': key } })).toEqual({ verdict: 'good', messageId: key });
  });

  it.each([
    ['x'.repeat(16), 'good'],
    ['x'.repeat(200), 'good'],
    ['x'.repeat(15), 'wrong'],
    ['x'.repeat(201), 'wrong'],
    [` ${'x'.repeat(16)}`, 'wrong'],
    [`${'x'.repeat(16)} `, 'wrong'],
    [`${'x'.repeat(16)}ü`, 'wrong'],
  ])('is checked with a secret of 16 to 200 plain characters alone: with "%s" it is %s', (secret, expected) => {
    const headers = { 'attio-signature': keyedWith(secret) };
    expect(check(WORKED_OUT[0], { secrets: [secret], headers }).verdict).toBe(expected);
  });

  it('is answered 200 when it is taken, as Attio tries again after anything else', () => {
    expect(attioWebhook.taken).toEqual({ statusCode: 200 });
  });

  it('is refused when the tolerance went missing, as every other', () => {
    expect(check(WORKED_OUT[0], { toleranceSeconds: Number.NaN }).verdict).toBe('stale');
  });

  it('is checked with either of two live secrets while one is replaced', () => {
    expect(check(WORKED_OUT[0], { secrets: ['ab'.repeat(32), SECRET] }).verdict).toBe('good');
  });

  it('is another message when the same change is told again under another key', () => {
    const keys = ['k-1', 'k-2'].map((key) => check(WORKED_OUT[0], { headers: { 'idempotency-key': key } }).messageId);
    expect(keys).toEqual(['k-1', 'k-2']);
  });
});

function keyedWith(key: string | Buffer, prefix = ''): string {
  return createHmac('sha256', key).update(`${prefix}${WORKED_OUT[0][0]}`).digest('hex');
}
