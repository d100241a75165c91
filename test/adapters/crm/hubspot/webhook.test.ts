import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hubspotWebhook } from '../../../../shared/adapters/crm/hubspot/webhook.ts';

/** HubSpot's published examples of signature v3. */
const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const URL = 'https://www.example.com/webhook_uri';
const BODY = "{'example_field':'example_value'}";
const PUBLISHED = [
  ['1693657560000', 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y='],
  ['1700000300000', 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw='],
] as const;

interface Spoiled {
  readonly method?: string;
  readonly url?: string;
  readonly body?: string;
  readonly secrets?: readonly string[];
  readonly headers?: Record<string, string | undefined>;
  readonly lateBySeconds?: number;
}

function verdict([timestamp, signature]: readonly [string, string], spoiled: Spoiled = {}): string {
  const { method = 'POST', url = URL, body = BODY, secrets = [SECRET], headers = {}, lateBySeconds = 0 } = spoiled;
  const all = { 'x-hubspot-request-timestamp': timestamp, 'x-hubspot-signature-v3': signature, ...headers };
  const nowSeconds = Math.floor(Number(timestamp) / 1000) + lateBySeconds;
  return hubspotWebhook.check(
    { method, headers: all, body: Buffer.from(body) },
    { secrets, url },
    { nowSeconds, toleranceSeconds: 300 },
  ).verdict;
}

describe('a webhook of HubSpot', () => {
  it.each(PUBLISHED)('is taken with the signature that HubSpot publishes for %s', (...example) => {
    expect(verdict(example)).toBe('good');
  });

  it.each([
    ['another method', { method: 'PUT' }],
    ['another configured address', { url: `${URL}/` }],
    ['a body with one character more', { body: `${BODY} ` }],
    ['another secret', { secrets: ['zzzzzzzz-yyyy-yyyy-yyyy-yyyyyyyyyyyy'] }],
    ['no secret at all', { secrets: [] }],
    ['a signature of no shape', { headers: { 'x-hubspot-signature-v3': '😀' } }],
    ['only the older signature', { headers: { 'x-hubspot-signature-v3': undefined, 'x-hubspot-signature': 'ab' } }],
  ] satisfies readonly (readonly [string, Spoiled])[])('is refused with %s', (_, spoiled) => {
    for (const example of PUBLISHED) expect(verdict(example, spoiled)).toBe('wrong');
  });

  it('is refused when it is too old or from the future, and taken within five minutes either way', () => {
    const seen = [-301, -300, 300, 301].map((lateBySeconds) => verdict(PUBLISHED[0], { lateBySeconds }));
    expect(seen).toEqual(['future', 'good', 'good', 'stale']);
  });

  it.each(['1693657560', ' 1693657560000', '1693657560000.0', '1.693657560e12', 'NaN', ''])(
    'is malformed with the time "%s", however it is signed',
    (timestamp) => {
      const digest = createHmac('sha256', SECRET).update(`POST${URL}${BODY}${timestamp}`).digest('base64');
      expect(verdict(['1693657560000', digest], { headers: { 'x-hubspot-request-timestamp': timestamp } })).toBe(
        'malformed',
      );
    },
  );

  it('is checked with either of two live secrets while one is replaced', () => {
    expect(verdict(PUBLISHED[0], { secrets: ['a-new-client-secret', SECRET] })).toBe('good');
  });

  it('is signed over the address as HubSpot decodes it, whatever the gateway made of it', () => {
    const decoded = 'https://hooks.example.com/crm/a:b@c?to=x,y';
    const configured = 'https://hooks.example.com/crm/a%3Ab%40c%3Fto=x%2Cy';
    const digest = createHmac('sha256', SECRET).update(`POST${decoded}${BODY}1693657560000`).digest('base64');
    expect(verdict(['1693657560000', digest], { url: configured })).toBe('good');
  });

  it.each([
    ['%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B', ":/?@!$'()*,;"],
    ['%3a%2f%3f%2a', ':/?*'],
    ['%20%26%3D%25%zz', '%20%26%3D%25%zz'],
  ])('is signed over an address in which %s is %s', (configured, decoded) => {
    const digest = createHmac('sha256', SECRET).update(`POST${URL}/${decoded}${BODY}1693657560000`).digest('base64');
    expect(verdict(['1693657560000', digest], { url: `${URL}/${configured}` })).toBe('good');
  });

  it('is malformed while its address is not configured, whatever it was signed over', () => {
    const digest = createHmac('sha256', SECRET).update(`POSTundefined${BODY}1693657560000`).digest('base64');
    const headers = { 'x-hubspot-request-timestamp': '1693657560000', 'x-hubspot-signature-v3': digest };
    const request = { method: 'POST', headers, body: Buffer.from(BODY) };
    const tolerance = { nowSeconds: 1_693_657_560, toleranceSeconds: 300 };
    expect(hubspotWebhook.check(request, { secrets: [SECRET] }, tolerance)).toEqual({
      verdict: 'malformed',
      messageId: '',
    });
  });

  it('is malformed without a time, and wrong without a signature, and has no id then', () => {
    const of = (headers: Record<string, string>) =>
      hubspotWebhook.check(
        { method: 'POST', headers, body: Buffer.from(BODY) },
        { secrets: [SECRET], url: URL },
        { nowSeconds: 1_693_657_560, toleranceSeconds: 300 },
      );
    expect(of({ 'x-hubspot-signature-v3': PUBLISHED[0][1] })).toEqual({ verdict: 'malformed', messageId: '' });
    expect(of({ 'x-hubspot-request-timestamp': PUBLISHED[0][0] })).toEqual({ verdict: 'wrong', messageId: '' });
  });

  it.each([
    ['x'.repeat(8), 'good'],
    ['x'.repeat(200), 'good'],
    ['x'.repeat(7), 'wrong'],
    ['x'.repeat(201), 'wrong'],
    ['xxxx xxxx', 'wrong'],
    [' xxxxxxxx', 'wrong'],
    ['xxxxxxxx ', 'wrong'],
    ['xxxxxxxü', 'wrong'],
  ])('is checked with a secret of 8 to 200 plain characters alone: with "%s" it is %s', (secret, expected) => {
    const digest = createHmac('sha256', secret).update(`POST${URL}${BODY}1693657560000`).digest('base64');
    expect(verdict(['1693657560000', digest], { secrets: [secret] })).toBe(expected);
  });

  it('is answered 200 when it is taken, as any other status brings it again', () => {
    expect(hubspotWebhook.taken).toEqual({ statusCode: 200 });
  });

  it('has the same id each time it comes, and another when it says something else', () => {
    const id = (body: string): string => {
      const digest = createHmac('sha256', SECRET).update(`POST${URL}${body}1693657560000`).digest('base64');
      const headers = { 'x-hubspot-request-timestamp': '1693657560000', 'x-hubspot-signature-v3': digest };
      const tolerance = { nowSeconds: 1_693_657_560, toleranceSeconds: 300 };
      return hubspotWebhook.check(
        { method: 'POST', headers, body: Buffer.from(body) },
        { secrets: [SECRET], url: URL },
        tolerance,
      ).messageId;
    };
    // The first 40 figures of the SHA-256 of `[]`, by sha256sum.
    expect(id('[]')).toBe('4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d');
    expect(id('[1]')).not.toBe(id('[]'));
  });
});
