import { afterEach, describe, expect, it, vi } from 'vitest';
import { aCustomer, aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;
afterEach(() => running.stop());

describe('an idempotency key', () => {
  it('replays the first answer, byte for byte, and makes nothing twice', async () => {
    running = await runStandIn();
    const once = () => running.raw('POST', '/v1/customers', 'name=A&email=a@example.com', { 'idempotency-key': 'k1' });
    const first = await once();
    const again = await once();
    expect(await again.text()).toBe(await first.text());
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect((await running.stripe.customers.list()).data).toHaveLength(1);
    expect((await running.stripe.events.list()).data).toHaveLength(1);
  });

  it('does not mind the order of the parameters, and minds all else of them', async () => {
    running = await runStandIn();
    const headers = { 'idempotency-key': 'k2' };
    await running.raw('POST', '/v1/customers', 'name=A&email=a@example.com', headers);
    expect((await running.raw('POST', '/v1/customers', 'email=a@example.com&name=A', headers)).status).toBe(200);
    const other = await refusalOf(running.stripe.customers.create({ name: 'B' }, { idempotencyKey: 'k2' }));
    expect(other).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    expect(other.message).toContain('can only be used with the same parameters');
    const elsewhere = await refusalOf(running.stripe.invoices.create({ customer: 'cus_x' }, { idempotencyKey: 'k2' }));
    expect(elsewhere).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    expect(elsewhere.message).toContain("('POST /v1/invoices' vs 'POST /v1/customers')");
  });

  it('keeps refusals that came of executing, and none that came of the parameters', async () => {
    running = await runStandIn();
    const { stripe } = running;
    const { id } = await stripe.invoices.finalizeInvoice((await aDraft(running)).id);
    const spoiled = { customer: 'cus_none', amount: 100 };
    expect((await refusalOf(stripe.invoiceItems.create(spoiled, { idempotencyKey: 'k3' }))).code).toBe(
      'resource_missing',
    );
    const again = await running.raw('POST', '/v1/invoiceitems', 'customer=cus_none&amount=100', {
      'idempotency-key': 'k3',
    });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([400, 'true']);

    const missing = { amount: 100 };
    expect((await refusalOf(stripe.invoiceItems.create(missing, { idempotencyKey: 'k4' }))).code).toBe(
      'parameter_missing',
    );
    const customer = (await stripe.customers.create(aCustomer)).id;
    expect(await stripe.invoiceItems.create({ customer, amount: 100 }, { idempotencyKey: 'k4' })).toMatchObject({
      amount: 100,
    });

    const declined = await refusalOf(
      stripe.invoices.pay(id, { payment_method: 'pm_card_chargeCustomerFail' }, { idempotencyKey: 'k5' }),
    );
    expect(declined.statusCode).toBe(402);
    await refusalOf(
      stripe.invoices.pay(id, { payment_method: 'pm_card_chargeCustomerFail' }, { idempotencyKey: 'k5' }),
    );
    expect((await stripe.invoices.retrieve(id)).attempt_count).toBe(1);
  });

  it('keeps a 500 and replays it after the outage is over; a 503 is not kept', async () => {
    running = await runStandIn();
    const { stripe, standIn } = running;
    const create = (idempotencyKey: string) => stripe.customers.create(aCustomer, { idempotencyKey });
    standIn.setOutage('answer-500');
    expect((await refusalOf(create('k6'))).statusCode).toBe(500);
    standIn.setOutage('refuse-connections-as-503');
    expect((await refusalOf(create('k7'))).statusCode).toBe(503);
    expect((await running.raw('GET', '/pay/in_1')).status).toBe(503);
    standIn.setOutage('none');
    expect((await refusalOf(create('k6'))).statusCode).toBe(500);
    expect((await create('k7')).object).toBe('customer');
    expect((await stripe.customers.list()).data).toHaveLength(1);
    running.pass(24 * 60 * 60);
    expect((await create('k6')).object).toBe('customer');
  });

  it('is remembered for 24 hours of the business clock', async () => {
    running = await runStandIn();
    const create = () => running.stripe.customers.create(aCustomer, { idempotencyKey: 'k8' });
    const { id } = await create();
    running.pass(24 * 60 * 60 - 1);
    expect((await create()).id).toBe(id);
    running.pass(1);
    expect((await create()).id).not.toBe(id);
  });

  it('that is in use by a request under way is a 409', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const beforeExecution = vi.fn<() => Promise<void>>().mockReturnValueOnce(held).mockResolvedValue(undefined);
    running = await runStandIn({ beforeExecution });
    const create = () => running.stripe.customers.create(aCustomer, { idempotencyKey: 'k9' });
    const first = create();
    await vi.waitFor(() => expect(beforeExecution).toHaveBeenCalled());
    expect(await refusalOf(create())).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    letGo();
    const { id } = await first;
    expect((await create()).id).toBe(id);
  });

  it('of more than 255 characters is refused', async () => {
    running = await runStandIn();
    expect((await running.raw('POST', '/v1/customers', '', { 'idempotency-key': 'k'.repeat(255) })).status).toBe(200);
    expect((await running.raw('POST', '/v1/customers', '', { 'idempotency-key': 'k'.repeat(256) })).status).toBe(400);
  });

  it('means nothing on a GET or a DELETE', async () => {
    running = await runStandIn();
    const { id } = await running.stripe.customers.create(aCustomer);
    const headers = { 'idempotency-key': 'k10' };
    expect((await running.raw('GET', `/v1/customers/${id}`, undefined, headers)).status).toBe(200);
    expect((await running.raw('DELETE', `/v1/customers/${id}`, undefined, headers)).status).toBe(200);
    expect((await running.raw('DELETE', `/v1/customers/${id}`, undefined, headers)).status).toBe(404);
  });
});
