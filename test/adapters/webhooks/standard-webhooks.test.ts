import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyStandardWebhook } from '../../../shared/adapters/webhooks/standard-webhooks.ts';

/** The known-answer vector of the Standard Webhooks specification. */
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const SENT_AT = Number(VECTOR.timestamp);
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

interface Given {
  id?: string;
  timestamp?: string;
  signature?: string;
  body?: string;
  secrets?: readonly string[];
  nowSeconds?: number;
  toleranceSeconds?: number;
}

function verdictOf(given: Given = {}): string {
  const { id, timestamp, signature, body, secret } = { ...VECTOR, ...given };
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  const { secrets = [secret], nowSeconds = SENT_AT, toleranceSeconds = 300 } = given;
  return verifyStandardWebhook(headers, Buffer.from(body), secrets, { nowSeconds, toleranceSeconds }).verdict;
}

describe('a Standard Webhook', () => {
  it('passes as the vector of the specification', () => {
    expect(verdictOf()).toBe('good');
  });

  it('passes as the official library signs it, with umlauts in its body', () => {
    const body = '{"name":"Jürgen Großmann – 東京"}';
    const at = new Date(SENT_AT * 1000);
    expect(verdictOf({ body, signature: new Webhook(VECTOR.secret).sign(VECTOR.id, at, body) })).toBe('good');
  });

  it('passes with a secret that is written without its prefix', () => {
    expect(verdictOf({ secrets: [VECTOR.secret.slice('whsec_'.length)] })).toBe('good');
  });

  it('passes with either of two live secrets, and with one good signature of several', () => {
    expect(verdictOf({ secrets: [OTHER_SECRET, VECTOR.secret] })).toBe('good');
    expect(verdictOf({ secrets: [VECTOR.secret, OTHER_SECRET] })).toBe('good');
    expect(verdictOf({ signature: `v1,${'A'.repeat(43)}= ${VECTOR.signature}` })).toBe('good');
  });

  it.each<[string, Given]>([
    ['a body that was tampered with', { body: '{"test": 2432232315}' }],
    ['a body that was written again', { body: JSON.stringify(JSON.parse(VECTOR.body)) }],
    ['another id', { id: 'msg_p5jXN8AQM9LWM0D4loKWxJel' }],
    ['another time', { timestamp: '1614265331' }],
    ['another secret', { secrets: [OTHER_SECRET] }],
    ['no secret', { secrets: [] }],
    ['an empty secret', { secrets: [''] }],
    ['a secret that is too short', { secrets: ['whsec_AAAA'] }],
    ['no signature', { signature: '' }],
    ['an asymmetric signature alone', { signature: VECTOR.signature.replace('v1,', 'v1a,') }],
    ['a signature without its version', { signature: VECTOR.signature.slice(3) }],
    ['a signature of another version', { signature: VECTOR.signature.replace('v1,', 'v2,') }],
    ['a signature with a letter before it', { signature: VECTOR.signature.replace('v1,', 'v1,A') }],
    ['a signature with a letter after it', { signature: `${VECTOR.signature}A` }],
    ['a signature with a letter changed', { signature: VECTOR.signature.replace('g0h', 'g1h') }],
    ['letters of another alphabet as signature', { signature: `v1,${'é'.repeat(44)}` }],
    ['a signature in hex', { signature: `v1,${'0'.repeat(64)}` }],
    ['zeros as signature', { signature: `v1,${Buffer.alloc(32).toString('base64')}` }],
  ])('is wrong with %s', (_what, given) => {
    expect(verdictOf(given)).toBe('wrong');
  });

  it.each<[string, string, Given]>([
    ['good', 'exactly at the tolerance', { nowSeconds: SENT_AT + 300 }],
    ['stale', 'a second beyond it', { nowSeconds: SENT_AT + 301 }],
    ['good', 'exactly as far ahead', { nowSeconds: SENT_AT - 300 }],
    ['future', 'a second further ahead', { nowSeconds: SENT_AT - 301 }],
  ])('is %s %s', (verdict, _when, given) => {
    expect(verdictOf(given)).toBe(verdict);
  });

  it.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY, 0.5])(
    'is refused with the tolerance %d',
    (toleranceSeconds) => {
      expect(verdictOf({ toleranceSeconds })).toBe('stale');
    },
  );

  it.each(['', '1e9', ' 1614265330', '1614265330.5', '-1', '0x6037bb72', '16142653300000000'])(
    'is malformed with the timestamp %j',
    (timestamp) => {
      const signature = signedBy(timestamp);
      expect(verdictOf({ timestamp, signature })).toBe('malformed');
    },
  );

  it.each(['', 'a/b', 'a b', 'x'.repeat(121), 'ü'])('is malformed with the id %j', (id) => {
    expect(verdictOf({ id })).toBe('malformed');
  });

  it.each<[string, string]>([
    ['m'.repeat(120), 'good'],
    ['a.b-c_9', 'good'],
    [' msg', 'malformed'],
    ['msg ', 'malformed'],
  ])('of the id "%s" is %s', (id, expected) => {
    expect(
      verdictOf({ id, signature: new Webhook(VECTOR.secret).sign(id, new Date(SENT_AT * 1000), VECTOR.body) }),
    ).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['24 bytes', 24, 'good'],
    ['64 bytes', 64, 'good'],
    ['23 bytes', 23, 'wrong'],
    ['67 bytes', 67, 'wrong'],
  ])('is checked with a secret of %s, or of less or more not at all', (_, bytes, expected) => {
    const secret = `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
    const signature = new Webhook(secret).sign(VECTOR.id, new Date(SENT_AT * 1000), VECTOR.body);
    expect(verdictOf({ secrets: [secret], signature })).toBe(expected);
    expect(verdictOf({ secrets: [` ${secret}`], signature })).toBe('wrong');
    expect(verdictOf({ secrets: [`${secret}\n`], signature })).toBe('wrong');
    expect(verdictOf({ secrets: [`whsec_${secret}`], signature })).toBe('wrong');
  });

  it('is malformed without an id or a time', () => {
    const headers = { 'webhook-id': VECTOR.id, 'webhook-signature': VECTOR.signature };
    const of = (given: object) =>
      verifyStandardWebhook({ ...headers, ...given }, Buffer.from(VECTOR.body), [VECTOR.secret], {
        nowSeconds: SENT_AT,
        toleranceSeconds: 300,
      });
    expect(of({})).toEqual({ verdict: 'malformed', messageId: VECTOR.id });
    expect(of({ 'webhook-id': undefined, 'webhook-timestamp': VECTOR.timestamp })).toEqual({
      verdict: 'malformed',
      messageId: '',
    });
  });

  it('gives its id to the caller, and none when it is malformed', () => {
    const headers = {
      'webhook-id': VECTOR.id,
      'webhook-timestamp': VECTOR.timestamp,
      'webhook-signature': VECTOR.signature,
    };
    const tolerance = { nowSeconds: SENT_AT, toleranceSeconds: 300 };
    const of = (given: object) =>
      verifyStandardWebhook({ ...headers, ...given }, Buffer.from(VECTOR.body), [VECTOR.secret], tolerance);
    expect(of({})).toEqual({ verdict: 'good', messageId: VECTOR.id });
    expect(of({ 'webhook-id': '../x' })).toEqual({ verdict: 'malformed', messageId: '' });
    expect(of({ 'webhook-signature': undefined })).toEqual({ verdict: 'wrong', messageId: VECTOR.id });
  });
});

/** Signed for the time that the text would be read as by a careless reader. */
function signedBy(timestamp: string): string {
  const seconds = Number(timestamp);
  const at = new Date(Number.isFinite(seconds) && Math.abs(seconds) < 8e12 ? seconds * 1000 : 0);
  return new Webhook(VECTOR.secret).sign(VECTOR.id, at, VECTOR.body);
}
