import { afterEach, describe, expect, it } from 'vitest';
import type { RateLimitSetting } from '../../../../infra/local/stripe/rate-limits.ts';
import { aCustomer, aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;
let wall: number;
afterEach(() => running.stop());

async function limited(rateLimits: RateLimitSetting): Promise<void> {
  wall = Date.parse('2026-11-01T00:00:00Z');
  running = await runStandIn({ rateLimits, wallClock: () => new Date(wall) });
}

const listed = (path: string) => running.raw('GET', path).then(({ status }) => status);

async function statuses(count: number, path: (index: number) => string): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) all.push(await listed(path(index)));
  return all;
}

const allowed = (all: number[]) => all.filter((status) => status !== 429).length;

describe('rate limits', () => {
  it('let 25 requests of one operation through in a second, whichever object they are of, and no more', async () => {
    await limited('live');
    expect(allowed(await statuses(30, (index) => `/v1/invoices/in_${String(index)}`))).toBe(25);
    wall += 999;
    expect(await listed('/v1/invoices/in_1')).toBe(429);
    expect(await listed('/v1/invoices')).toBe(200);
    wall += 1;
    expect(await listed('/v1/invoices/in_1')).toBe(404);
  });

  it('slide: no second holds more than its limit, wherever it begins', async () => {
    await limited({ account: 4, endpoint: 4, search: 4 });
    const answers: [number, number][] = [];
    for (let millisecond = 0; millisecond < 3000; millisecond += 90) {
      answers.push([wall, await listed('/v1/customers')]);
      wall += 90;
    }
    const taken = answers.filter(([, status]) => status === 200).map(([at]) => at);
    const inSecondFrom = (start: number) => taken.filter((at) => at >= start && at < start + 1000).length;
    expect(Math.max(...taken.map(inSecondFrom))).toBe(4);
    expect(taken.length).toBeGreaterThanOrEqual(11);
  });

  it('hold the whole account to 100 when live and to 25 in a sandbox', async () => {
    const kinds = ['customers', 'invoices', 'invoiceitems', 'credit_notes', 'events', 'invoice_payments'];
    const path = (index: number) => `/v1/${kinds[index % kinds.length] ?? ''}`;
    await limited('live');
    expect(allowed(await statuses(120, path))).toBe(100);
    await running.stop();
    await limited('sandbox');
    expect(allowed(await statuses(60, path))).toBe(25);
  });

  it('are told with the reason, and without a hint when to try again', async () => {
    await limited({ account: 2, endpoint: 1, search: 1 });
    await listed('/v1/customers');
    const ofOne = await running.raw('GET', '/v1/customers');
    expect([ofOne.status, ofOne.headers.get('stripe-rate-limited-reason'), ofOne.headers.get('retry-after')]).toEqual([
      429,
      'endpoint-rate',
      null,
    ]);
    expect(await ofOne.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: 'rate_limit', message: /^Request rate limit exceeded/ },
    });
    await listed('/v1/invoices');
    const ofAll = await running.raw('GET', '/v1/events');
    expect(ofAll.headers.get('stripe-rate-limited-reason')).toBe('global-rate');
    expect(await refusalOf(running.stripe.customers.list())).toMatchObject({ type: 'StripeRateLimitError' });
  });

  it('are about speed: the business clock does not lift them', async () => {
    await limited({ account: 1, endpoint: 1, search: 1 });
    expect(await listed('/v1/customers')).toBe(200);
    running.pass(86_400);
    expect(await listed('/v1/customers')).toBe(429);
  });

  it('spend no idempotency key, and change nothing', async () => {
    await limited({ account: 1, endpoint: 1, search: 1 });
    await listed('/v1/events');
    const create = () => running.stripe.customers.create(aCustomer, { idempotencyKey: 'k' });
    expect((await refusalOf(create())).statusCode).toBe(429);
    wall += 1000;
    expect((await create()).object).toBe('customer');
    wall += 1000;
    expect((await running.stripe.customers.list()).data).toHaveLength(1);
  });

  it('can be changed while it runs, and the traffic says how near to them it went', async () => {
    await limited('none');
    await aDraft(running);
    wall += 1000;
    running.standIn.forgetTraffic();
    expect(allowed(await statuses(40, () => '/v1/customers'))).toBe(40);
    running.standIn.setRateLimits('live');
    wall += 1000;
    expect(allowed(await statuses(40, () => '/v1/customers'))).toBe(25);
    expect(running.standIn.traffic()).toEqual({
      accepted: 65,
      refused: { 'endpoint-rate': 15, 'global-rate': 0 },
      busiestSecond: { account: 40, endpoints: { 'GET /v1/customers': 40 } },
    });
  });
});
