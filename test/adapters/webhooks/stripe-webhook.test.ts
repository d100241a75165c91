import { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import { verifyStripeWebhook } from '../../../shared/adapters/webhooks/stripe-webhook.ts';

const SECRET = 'whsec_a_secret_of_stripe';
const BODY = '{"id":"evt_1","object":"event","amount": 2000}';
const SENT_AT = 924_012_000;

interface Given {
  header?: string | undefined;
  body?: string | Buffer;
  secrets?: readonly string[];
  nowSeconds?: number;
  toleranceSeconds?: number;
}

function signed(changes: Partial<{ payload: string; secret: string; timestamp: number; scheme: string }> = {}): string {
  return Stripe.webhooks.generateTestHeaderString({ payload: BODY, secret: SECRET, timestamp: SENT_AT, ...changes });
}

function verdictOf(given: Given = {}): string {
  const header = 'header' in given ? given.header : signed();
  const { body = BODY, secrets = [SECRET], nowSeconds = SENT_AT, toleranceSeconds = 300 } = given;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return verifyStripeWebhook(header, bytes, secrets, { nowSeconds, toleranceSeconds });
}

describe("a webhook of Stripe's", () => {
  it('passes as the official library signs it', () => {
    expect(verdictOf()).toBe('good');
  });

  it('passes with either of two live secrets, and with one good signature of two', () => {
    expect(verdictOf({ secrets: ['whsec_the_old_one', SECRET] })).toBe('good');
    const both = `${signed({ secret: 'whsec_the_old_one' })},${signed().split(',')[1]}`;
    expect(verdictOf({ header: both })).toBe('good');
  });

  it('passes with its parts in any order', () => {
    expect(verdictOf({ header: signed().split(',').toReversed().join(',') })).toBe('good');
  });

  it('passes with spaces after its commas', () => {
    expect(verdictOf({ header: signed().replace(',', ', ') })).toBe('good');
  });

  it.each<[string, Given]>([
    ['a body that was tampered with', { body: BODY.replace('2000', '2001') }],
    ['a body that was written again', { body: JSON.stringify(JSON.parse(BODY)) }],
    [
      'a mark at the beginning of its body',
      { body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(BODY)]) },
    ],
    ['another secret', { secrets: ['whsec_another_secret'] }],
    ['no secret', { secrets: [] }],
    ['an empty secret', { secrets: [''] }],
    ['a secret of white space', { secrets: ['whsec_        '] }],
    ['a signature of the test scheme alone', { header: signed({ scheme: 'v0' }) }],
    ['a signature that is no hex', { header: `t=${SENT_AT},v1=${'z'.repeat(64)}` }],
    ['64 letters of another alphabet', { header: `t=${SENT_AT},v1=${'é'.repeat(64)}` }],
    ['zeros as signature', { header: `t=${SENT_AT},v1=${'0'.repeat(64)}` }],
    ['a signature cut short', { header: signed().slice(0, -1) }],
    ['no signature', { header: `t=${SENT_AT}` }],
  ])('is wrong with %s', (_what, given) => {
    expect(verdictOf(given)).toBe('wrong');
  });

  it('tells two bodies apart that are both no UTF-8', () => {
    const [one, other] = [Buffer.from([0xfe]), Buffer.from([0xff])];
    const header = signed({ payload: '\uFFFD' });
    expect(verdictOf({ header, body: one })).toBe('wrong');
    expect(verdictOf({ header, body: other })).toBe('wrong');
  });

  it.each<[string, string, Given]>([
    ['good', 'exactly at the tolerance', { nowSeconds: SENT_AT + 300 }],
    ['stale', 'a second beyond it', { nowSeconds: SENT_AT + 301 }],
    ['future', 'a year ahead, which the official library lets through', { nowSeconds: SENT_AT - 31_536_000 }],
  ])('is %s %s', (verdict, _when, given) => {
    expect(verdictOf(given)).toBe(verdict);
  });

  it.each([
    ['whsec_12345678', 'good'],
    ['whsec_1234567', 'wrong'],
    [' whsec_12345678', 'wrong'],
    ['whsec_12345678 ', 'wrong'],
    ['whsec_1234 5678', 'wrong'],
    ['12345678', 'wrong'],
  ])('is checked with a secret of the shape that Stripe gives alone: with "%s" it is %s', (secret, expected) => {
    expect(verdictOf({ secrets: [secret], header: signed({ secret }) })).toBe(expected);
  });

  it.each([
    ['in capitals', 'good', (hex: string) => hex.toUpperCase()],
    ['with a figure before it', 'wrong', (hex: string) => `0${hex}`],
    ['with a figure after it', 'wrong', (hex: string) => `${hex}0`],
  ])('with its signature %s is %s', (_, expected, spoil) => {
    const [time, signature = ''] = signed().split(',');
    expect(verdictOf({ header: `${time},v1=${spoil(signature.slice(3))}` })).toBe(expected);
  });

  it('is refused with the time of twelve figures at most', () => {
    const at = (timestamp: number) => verdictOf({ header: signed({ timestamp }), nowSeconds: timestamp });
    expect(at(999_999_999_999)).toBe('good');
    expect(at(1_000_000_000_000)).toBe('malformed');
  });

  it.each([Number.NaN, 0, -300])(
    'is refused with the tolerance %d, which would turn replay protection off',
    (toleranceSeconds) => {
      expect(verdictOf({ toleranceSeconds, nowSeconds: SENT_AT + 1_000_000 })).toBe('stale');
      expect(verdictOf({ toleranceSeconds })).toBe('stale');
    },
  );

  it.each([
    undefined,
    '',
    'v1=abc',
    't=,v1=abc',
    't=1e9,v1=abc',
    't= 924012000,v1=abc',
    't=924012000x,v1=abc',
    'nonsense',
  ])('is malformed with the header %j', (header) => {
    expect(verdictOf({ header })).toBe('malformed');
  });
});
