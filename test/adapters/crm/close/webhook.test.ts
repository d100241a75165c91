import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { closeWebhook } from '../../../../shared/adapters/crm/close/webhook.ts';

/** The key and the time of Close's own example; it publishes no body for them. */
const KEY = '058bfb6a3d8cfdc4da7c3be5901b16ae11da982b46a25fb2cd7016e97a140a1c';
const TIME = '1544271440';
/** Worked out with the lines of Python that Close publishes: `hmac.new(bytearray.fromhex(key), timestamp + payload)`. */
const WORKED_OUT = [
  [
    '{"event": {"object_type": "opportunity", "object_id": "oppo_7H4sjNso7FyBFaeR3RXi5PMJbilfo0c6UPCxsJtEhCO"}}',
    'c02e0d7a68164ae492740edc22878b21220e2c4ffe5c0360d1d2391a91596b4f',
  ],
  [
    '{"event": {"data": {"lead_name": "Peña 😀 \u2028"}}}',
    '7d9d4491e0afae4f89266db4c38176c90076dde22244a651d81af3babf5b3201',
  ],
] as const;

interface Spoiled {
  readonly body?: string;
  readonly secrets?: readonly string[];
  readonly headers?: Record<string, string | undefined>;
  readonly lateBySeconds?: number;
}

function check([body, hash]: readonly [string, string], spoiled: Spoiled = {}) {
  const headers = { 'close-sig-timestamp': TIME, 'close-sig-hash': hash, ...spoiled.headers };
  return closeWebhook.check(
    { method: 'POST', headers, body: Buffer.from(spoiled.body ?? body) },
    { secrets: spoiled.secrets ?? [KEY] },
    { nowSeconds: Number(TIME) + (spoiled.lateBySeconds ?? 0), toleranceSeconds: 300 },
  );
}

describe('a webhook of Close', () => {
  it.each(WORKED_OUT)('is taken with the signature that Close’s own lines give: %s', (...example) => {
    expect(check(example).verdict).toBe('good');
  });

  it.each([
    ['a body with one character more', { body: `${WORKED_OUT[0][0]} ` }],
    ['another key', { secrets: [KEY.replace('058b', '058c')] }],
    ['a key that is no hex', { secrets: [`${KEY}zz`] }],
    ['no key at all', { secrets: [] }],
    ['an empty key', { secrets: [''] }],
    ['no signature', { headers: { 'close-sig-hash': undefined } }],
    ['a signature of no shape', { headers: { 'close-sig-hash': '😀' } }],
    ['half a signature', { headers: { 'close-sig-hash': WORKED_OUT[0][1].slice(0, 32) } }],
    ['another time', { headers: { 'close-sig-timestamp': '1544271441' } }],
    [
      'a point between time and body',
      { headers: { 'close-sig-hash': keyedWith(Buffer.from(KEY, 'hex'), `${TIME}.`) } },
    ],
    ['the text of the key for its bytes', { headers: { 'close-sig-hash': keyedWith(KEY, TIME) } }],
  ] satisfies readonly (readonly [string, Spoiled])[])('is refused with %s', (_, spoiled) => {
    expect(check(WORKED_OUT[0], spoiled)).toEqual({ verdict: 'wrong', messageId: '' });
  });

  it('is refused when it is too old or from the future, and taken within five minutes either way', () => {
    const seen = [-301, -300, 300, 301].map((lateBySeconds) => check(WORKED_OUT[0], { lateBySeconds }).verdict);
    expect(seen).toEqual(['future', 'good', 'good', 'stale']);
  });

  it.each(['', ' 1544271440', '1.54427144e9', 'NaN', '1544271440000', '2018-12-08T12:17:20Z'])(
    'is malformed or stale with the time "%s", however it is signed',
    (timestamp) => {
      const hash = keyedWith(Buffer.from(KEY, 'hex'), timestamp);
      const headers = { 'close-sig-timestamp': timestamp, 'close-sig-hash': hash };
      expect(['malformed', 'future']).toContain(check(WORKED_OUT[0], { headers }).verdict);
    },
  );

  it('is checked with either of two live keys while one is replaced', () => {
    expect(check(WORKED_OUT[0], { secrets: ['ab'.repeat(32), KEY] }).verdict).toBe('good');
  });

  it.each([
    ['ab'.repeat(16), 'good'],
    ['AB'.repeat(64), 'good'],
    ['ab'.repeat(15), 'wrong'],
    ['ab'.repeat(65), 'wrong'],
    [`${'ab'.repeat(16)}a`, 'wrong'],
    [` ${'ab'.repeat(16)}`, 'wrong'],
    [`${'ab'.repeat(16)} `, 'wrong'],
  ])('is checked with a key of 16 to 64 bytes in hex alone: with "%s" it is %s', (key, expected) => {
    const headers = { 'close-sig-hash': keyedWith(Buffer.from(key.trim(), 'hex'), TIME) };
    expect(check(WORKED_OUT[0], { secrets: [key], headers }).verdict).toBe(expected);
  });

  it('is malformed without a time, and answered 200 when it is taken', () => {
    const headers = { 'close-sig-timestamp': undefined, 'close-sig-hash': keyedWith(Buffer.from(KEY, 'hex'), '') };
    expect(check(WORKED_OUT[0], { headers })).toEqual({ verdict: 'malformed', messageId: '' });
    expect(closeWebhook.taken).toEqual({ statusCode: 200 });
  });

  it('has the same id each time it comes, and another when it says something else', () => {
    const [first, again, other] = [WORKED_OUT[0], WORKED_OUT[0], WORKED_OUT[1]].map((one) => check(one).messageId);
    expect(first).toMatch(/^[0-9a-f]{40}$/);
    expect([again === first, other === first]).toEqual([true, false]);
  });
});

function keyedWith(key: string | Buffer, prefix: string): string {
  return createHmac('sha256', key).update(`${prefix}${WORKED_OUT[0][0]}`).digest('hex');
}
