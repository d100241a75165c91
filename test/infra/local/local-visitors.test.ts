import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHttp, type HttpService } from '../../../infra/local/http-service.ts';
import { whyNotLocal } from '../../../infra/local/local-visitors.ts';

let service: HttpService;
let answered = 0;

beforeAll(async () => {
  service = await serveHttp({ preferred: 0 }, () => {
    answered += 1;
    return Promise.resolve({ status: 200 });
  });
});

afterAll(() => service.stop());

/** `fetch` sets Host and Origin itself, so this speaks HTTP. */
function statusOf(method: string, headers: OutgoingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: service.port, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end();
  });
}

describe('a server of the local system', () => {
  it('listens on 127.0.0.1 alone', () => {
    expect(service.origin).toBe(`http://127.0.0.1:${service.port}`);
  });

  it('answers under its own names', async () => {
    for (const host of [
      `127.0.0.1:${service.port}`,
      `localhost:${service.port}`,
      'localhost',
      `[::1]:${service.port}`,
    ]) {
      expect(await statusOf('GET', { host })).toBe(200);
    }
  });

  it.each([
    'attacker.example',
    'attacker.example:80',
    '127.0.0.1.attacker.example',
    'localhost@attacker.example',
    'a b',
  ])('refuses the name %s, which an outsider may have made point here, before it does anything', async (host) => {
    const before = answered;
    expect([await statusOf('GET', { host }), await statusOf('POST', { host })]).toEqual([403, 403]);
    expect(answered).toBe(before);
  });
});

const from = (headers: IncomingHttpHeaders): boolean =>
  whyNotLocal('POST', { host: '127.0.0.1:4000', ...headers }) === undefined;

describe('what changes something', () => {
  it('is taken from a program, and from a page of this machine', () => {
    expect(from({})).toBe(true);
    expect(from({ origin: 'http://127.0.0.1:4000' })).toBe(true);
    expect(from({ origin: 'null', 'sec-fetch-site': 'same-origin' })).toBe(true);
  });

  it('is refused from a page of another site', () => {
    expect(from({ origin: 'https://attacker.example' })).toBe(false);
    expect(from({ origin: 'http://localhost.attacker.example' })).toBe(false);
    expect(from({ origin: 'null' })).toBe(false);
    expect(from({ origin: 'null', 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(from({ 'sec-fetch-site': 'cross-site' })).toBe(false);
  });

  it('is not asked for when a link of another site only leads here', () => {
    expect(whyNotLocal('GET', { host: 'localhost:4000', 'sec-fetch-site': 'cross-site' })).toBeUndefined();
  });
});
