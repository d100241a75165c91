import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endpointOf, pacedClient } from '../../../shared/adapters/stripe/paced-client.ts';

interface Request {
  readonly endpoint: string;
  readonly key: string | undefined;
  readonly body: string;
}

let server: Server;
let stripe: Stripe;
const requests: Request[] = [];
const turns: string[] = [];
const heldOff: [number, string | undefined][] = [];
const waited: number[] = [];
/** What the next requests are answered with; then a customer. */
let refusals: Record<string, string>[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const key = request.headers['idempotency-key'];
      requests.push({ endpoint: `${request.method} ${request.url}`, key: key?.toString(), body });
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pace = {
    turn: async (endpoint: string) => void turns.push(endpoint),
    holdOff: async (seconds: number, endpoint?: string) => void heldOff.push([seconds, endpoint]),
  };
  const clock = { now: () => 0, random: () => 0, wait: async (milliseconds: number) => void waited.push(milliseconds) };
  const httpClient = pacedClient(pace, clock);
  stripe = new Stripe('sk_test_1', { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, httpClient });
});
afterAll(() => void server.close());
beforeEach(() => {
  for (const list of [requests, turns, heldOff, waited]) list.length = 0;
  refusals = [];
});

function answer(response: ServerResponse): void {
  const headers = refusals.shift();
  if (headers === undefined) return void response.end('{"id":"cus_1","object":"customer"}');
  response.writeHead(429, headers);
  response.end(
    '{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Request rate limit exceeded."}}',
  );
}

describe('a request that Stripe answers with 429', () => {
  it('goes again with the same key and body once the wait that Stripe asks for is over', async () => {
    refusals = [{ 'retry-after': '3', 'stripe-rate-limited-reason': 'endpoint-rate' }];
    const customer = await stripe.customers.create({ name: 'The Client' }, { idempotencyKey: 'k1' });
    expect(customer.id).toBe('cus_1');
    expect(requests).toEqual([requests[0], requests[0]]);
    expect(requests[0]).toEqual({ endpoint: 'POST /v1/customers', key: 'k1', body: 'name=The%20Client' });
    expect(heldOff).toEqual([[3, 'POST /v1/customers']]);
    expect(waited).toEqual([3000]);
  });

  it('holds the whole account off when that was the limit, or Stripe does not say which', async () => {
    refusals = [{ 'stripe-rate-limited-reason': 'global-rate' }, {}];
    await stripe.customers.retrieve('cus_1');
    expect(heldOff).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });

  it('takes its turn at the pace of all workers each time', async () => {
    refusals = [{}];
    await stripe.customers.retrieve('cus_1');
    expect(turns).toEqual(['GET /v1/customers/:id', 'GET /v1/customers/:id']);
  });

  it('is answered with it after the fourth time, for the caller to try later', async () => {
    refusals = [{}, {}, {}, {}, {}];
    await expect(stripe.customers.retrieve('cus_1')).rejects.toMatchObject({ statusCode: 429 });
    expect(requests).toHaveLength(4);
  });
});

describe('the endpoint of a request', () => {
  it.each([
    ['GET', '/v1/invoices?customer=cus_1&limit=100', 'GET /v1/invoices'],
    ['GET', '/v1/invoices/in_1ABC', 'GET /v1/invoices/:id'],
    ['POST', '/v1/invoices/in_1ABC/finalize', 'POST /v1/invoices/:id/finalize'],
    ['POST', '/v1/invoiceitems', 'POST /v1/invoiceitems'],
  ])('%s %s is %s', (method, path, endpoint) => {
    expect(endpointOf(method, path)).toBe(endpoint);
  });
});
