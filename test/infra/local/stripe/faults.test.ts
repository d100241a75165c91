import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Stripe } from 'stripe';
import { FAULT_KINDS } from '../../../../infra/local/stripe/request-faults.ts';
import type { FaultKind } from '../../../../infra/local/stripe/request-faults.ts';
import { SECRET_KEY, aCustomer, anOpenInvoice, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

const CREATE = 'POST /v1/customers';
let running: RunningStandIn;
let impatient: Stripe;

beforeEach(async () => {
  running = await runStandIn();
  impatient = new Stripe(SECRET_KEY, {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: 200,
    telemetry: false,
  });
});
afterEach(() => running.stop());

const create = (idempotencyKey: string) => impatient.customers.create(aCustomer, { idempotencyKey });
const made = async () => (await running.stripe.customers.list()).data.length;

function failNext(kind: FaultKind, more: { times?: number; after?: number } = {}): void {
  running.standIn.control({ requestFaults: [{ kind, endpoint: CREATE, ...more }] });
}

/** How the client hears of it, what is there afterwards, and what a second try with the same key gives. */
const TABLE: Record<FaultKind, { heard: object; madeAfter: number; again: 'the same 500' | 'the object' }> = {
  'answer-500': { heard: { statusCode: 500 }, madeAfter: 0, again: 'the same 500' },
  'answer-500-after': { heard: { statusCode: 500 }, madeAfter: 1, again: 'the same 500' },
  'cut-before': { heard: { type: 'StripeConnectionError' }, madeAfter: 0, again: 'the object' },
  'cut-after': { heard: { type: 'StripeConnectionError' }, madeAfter: 1, again: 'the object' },
  'time-out': { heard: { type: 'StripeConnectionError' }, madeAfter: 1, again: 'the object' },
};

describe('a fault of the next request', () => {
  it.each(FAULT_KINDS)('%s: what is heard, what was done, what the key gives', async (kind) => {
    const { heard, madeAfter, again } = TABLE[kind];
    failNext(kind, { times: 2 });
    // The library tries once more by itself where a connection is lost: it meets the fault again.
    const refusal = await refusalOf(create('k1'));
    running.standIn.control({ requestFaults: [] });
    expect(refusal).toMatchObject(heard);
    expect(await made()).toBe(madeAfter);
    if (again === 'the same 500') {
      expect((await refusalOf(create('k1'))).statusCode).toBe(500);
      expect(await made()).toBe(madeAfter);
    } else {
      expect((await create('k1')).object).toBe('customer');
      expect(await made()).toBe(1);
    }
    await create('k2');
    expect(await made()).toBe(madeAfter + (again === 'the object' && madeAfter === 0 ? 2 : 1));
  });

  it('hits the endpoint that it names, after as many as it lets through, and as often as told', async () => {
    failNext('answer-500', { after: 1, times: 1 });
    await running.stripe.customers.list();
    await create('k1');
    expect((await refusalOf(create('k2'))).statusCode).toBe(500);
    await create('k3');
    expect(await made()).toBe(2);
  });

  it('does not spend a key on parameters that are refused', async () => {
    failNext('answer-500');
    const refusal = await refusalOf(running.stripe.customers.create({ email: 'nobody' }, { idempotencyKey: 'k1' }));
    expect(refusal.code).toBe('email_invalid');
    expect((await create('k1')).object).toBe('customer');
  });
});

describe('the controls', () => {
  const controls = (body?: unknown) =>
    running.raw(
      body === undefined ? 'GET' : 'POST',
      '/_standin/controls',
      body === undefined ? undefined : JSON.stringify(body),
    );

  it('are read and set from outside', async () => {
    const first: unknown = await (await controls()).json();
    expect(first).toEqual({
      outage: 'none',
      webhooks: { times: 1, order: 'as-made', stopped: false },
      retries: 'live',
      searchLagSeconds: 60,
      rateLimits: 'none',
      requestFaults: [],
    });
    const told = { webhooks: { times: 2 }, rateLimits: 'sandbox', requestFaults: [{ kind: 'answer-500' }] };
    expect(await (await controls(told)).json()).toMatchObject({
      outage: 'none',
      webhooks: { times: 2, order: 'as-made' },
      rateLimits: 'sandbox',
      requestFaults: [{ kind: 'answer-500', times: 1 }],
    });
    expect((await refusalOf(running.stripe.customers.list())).statusCode).toBe(500);
    expect((await running.stripe.customers.list()).data).toEqual([]);
    expect(await (await running.raw('GET', '/_standin/traffic')).json()).toMatchObject({ accepted: 2 });
  });

  it.each([
    [{ outage: 'total' }, 'outage'],
    [{ webhooks: { times: 0 } }, 'webhooks'],
    [{ requestFaults: [{ kind: 'explode' }] }, 'requestFaults'],
    [{ rateLimits: { account: 0, endpoint: 1, search: 1 } }, 'rateLimits'],
    [{ weather: 'bad' }, undefined],
  ])('refuse %j, and name the place', async (body, place) => {
    const answer = await controls(body);
    expect(answer.status).toBe(400);
    const { issues } = (await answer.json()) as { issues: { path: unknown[] }[] };
    expect(issues[0]?.path[0]).toBe(place);
  });
});

describe('search', () => {
  const found = async (query: string) => (await running.stripe.invoices.search({ query })).data.map(({ id }) => id);

  it('does not show what was just made, changed or deleted, until its lag is over', async () => {
    const { stripe } = running;
    const { id } = await anOpenInvoice(running, { invoice: { metadata: { intent: 'i-1' } } });
    expect(await found('metadata["intent"]:"i-1"')).toEqual([]);
    running.pass(60);
    expect(await found('metadata["intent"]:"i-1"')).toEqual([id]);
    await stripe.invoices.voidInvoice(id);
    expect(await found("status:'open'")).toEqual([id]);
    running.pass(60);
    expect([await found("status:'open'"), await found("status:'void'")]).toEqual([[], [id]]);
    const { id: customer } = await stripe.customers.create({ ...aCustomer, email: 'search@example.com' });
    running.pass(60);
    await stripe.customers.del(customer);
    const people = async () => (await stripe.customers.search({ query: 'email:"search@example.com"' })).data.length;
    expect(await people()).toBe(1);
    running.pass(60);
    expect(await people()).toBe(0);
  });

  it('may lag for longer, or not at all', async () => {
    running.standIn.control({ searchLagSeconds: 0 });
    const { id } = await anOpenInvoice(running);
    expect(await found('total>199999')).toEqual([id]);
    running.standIn.control({ searchLagSeconds: 3600 });
    running.pass(3599);
    expect(await found('total>199999')).toEqual([]);
  });

  it('finds by several conditions, page by page, and refuses what it does not understand', async () => {
    running.standIn.control({ searchLagSeconds: 0 });
    const ids: string[] = [];
    for (const n of ['1', '2', '3']) {
      ids.unshift((await anOpenInvoice(running, { invoice: { metadata: { n }, number: `N-${n}` } })).id);
    }
    expect(await found('status:"open" AND -metadata["n"]:"2"')).toEqual([ids[0], ids[2]]);
    expect(await found('metadata["n"]:"1" OR number~"n-3"')).toEqual([ids[0], ids[2]]);
    expect(await found('metadata["m"]:null')).toEqual(ids);
    const first = await running.stripe.invoices.search({ query: 'total>0', limit: 2 });
    expect([first.has_more, first.data.length]).toEqual([true, 2]);
    const rest = await running.stripe.invoices.search({ query: 'total>0', limit: 2, page: first.next_page ?? '' });
    expect([rest.has_more, rest.data.map(({ id }) => id)]).toEqual([false, [ids[2]]]);
    for (const query of ['colour:"red"', 'status', 'status:"open" AND total:1 OR total:2', 'total:1 )', '']) {
      expect((await refusalOf(running.stripe.invoices.search({ query }))).statusCode).toBe(400);
    }
  });
});
