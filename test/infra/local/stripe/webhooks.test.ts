import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCustomer, aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

const signingSecret = 'whsec_local_stand_in';
let running: RunningStandIn;
let receiver: Server;
let url: string;
let received: { body: string; signature: string }[];
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  receiver = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/webhooks/stripe`;
  running = await runStandIn({ webhook: { url, signingSecret } });
});
afterEach(async () => {
  await running.stop();
  await new Promise((resolve) => receiver.close(resolve));
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  received.push({ body: await text(request), signature: String(request.headers['stripe-signature']) });
  response.writeHead(answers.shift() ?? 200).end();
}

const types = () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

describe('webhooks', () => {
  it('tell of an invoice from draft to paid, in order, signed so that the SDK takes them', async () => {
    const { stripe, standIn } = running;
    const { id } = await aDraft(running);
    await stripe.invoices.sendInvoice(id);
    standIn.payInvoice(id);
    expect(standIn.hasDueWebhooks()).toBe(true);
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: received.length, pending: 0 });
    expect(standIn.hasDueWebhooks()).toBe(false);
    expect(types()).toEqual([
      'customer.created',
      'invoice.created',
      'invoiceitem.created',
      'invoice.updated',
      'payment_intent.created',
      'invoice.updated',
      'invoice.finalized',
      'invoice.sent',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
    const events = received.map(({ body, signature }) =>
      stripe.webhooks.constructEvent(body, signature, signingSecret),
    );
    const paid = events.find((event) => event.type === 'invoice.paid');
    expect(paid).toMatchObject({
      object: 'event',
      livemode: false,
      data: { object: { id, status: 'paid', amount_paid: 200_000 } },
    });
    const updated = events.findLast((event) => event.type === 'invoice.updated');
    expect(updated?.data.previous_attributes).toMatchObject({ status: 'open', amount_paid: 0 });
    expect(updated?.data.previous_attributes).not.toHaveProperty('total');
  });

  it.each([
    ['voided', 'invoice.voided', (id: string) => running.stripe.invoices.voidInvoice(id)],
    [
      'marked uncollectible',
      'invoice.marked_uncollectible',
      (id: string) => running.stripe.invoices.markUncollectible(id),
    ],
    ['paid out of band', 'invoice.paid', (id: string) => running.stripe.invoices.pay(id, { paid_out_of_band: true })],
    [
      'credited in full',
      'invoice.paid',
      (id: string) => running.stripe.creditNotes.create({ invoice: id, amount: 200_000 }),
    ],
    ['credited', 'credit_note.created', (id: string) => running.stripe.creditNotes.create({ invoice: id, amount: 1 })],
  ])('tell of an invoice that is %s', async (_how, type, act) => {
    const { id } = await running.stripe.invoices.finalizeInvoice((await aDraft(running)).id);
    await running.standIn.deliverDueWebhooks();
    received = [];
    await act(id);
    await running.standIn.deliverDueWebhooks();
    expect(types()).toContain(type);
    expect(types()).toContain('invoice.updated');
    expect(types()).not.toContain('invoice.payment_succeeded');
  });

  it('that are not answered with a 2xx stay owed, in order, with their attempts', async () => {
    const { stripe, standIn } = running;
    for (const name of ['A', 'B', 'C']) await stripe.customers.create({ name });
    answers = [200, 500, 302];
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 2 });
    const state = (await (await running.raw('GET', '/_standin/state')).json()) as { undeliveredWebhooks: object[] };
    expect(state.undeliveredWebhooks).toMatchObject([
      { type: 'customer.created', attempts: 1, lastAnswer: '500' },
      { type: 'customer.created', attempts: 1, lastAnswer: '302' },
    ]);
    const first = received.slice(1).map(({ body }) => (JSON.parse(body) as { id: string }).id);
    received = [];
    running.pass(5 * 60);
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 2, pending: 0 });
    expect(received.map(({ body }) => (JSON.parse(body) as { id: string }).id)).toEqual(first);
  });

  it('wait while nobody listens, and while Stripe itself is down', async () => {
    const { stripe, standIn } = running;
    await stripe.customers.create(aCustomer);
    standIn.setOutage('answer-500');
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
    standIn.setOutage('none');
    standIn.setUp({ webhook: { url: 'http://127.0.0.1:1/', signingSecret } });
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
    expect(received).toEqual([]);
    standIn.setUp({ webhook: { url, signingSecret } });
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
    standIn.resendWebhooks();
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 0 });
  });

  it('are not sent twice by two calls at once', async () => {
    await running.stripe.customers.create(aCustomer);
    const both = await Promise.all([running.standIn.deliverDueWebhooks(), running.standIn.deliverDueWebhooks()]);
    expect(both).toEqual([
      { delivered: 1, pending: 0 },
      { delivered: 1, pending: 0 },
    ]);
    expect(received).toHaveLength(1);
  });

  it('can be read again as events for 30 days, by type and by whether they were delivered', async () => {
    const { stripe, standIn } = running;
    const { id } = await stripe.customers.create(aCustomer, { idempotencyKey: 'k' });
    await standIn.deliverDueWebhooks();
    await stripe.customers.update(id, { name: 'Other' });
    const undelivered = await stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map(({ type }) => type)).toEqual(['customer.updated']);
    const created = await stripe.events.list({ type: 'customer.created' });
    expect(created.data).toMatchObject([{ request: { idempotency_key: 'k' }, pending_webhooks: 0 }]);
    expect((await stripe.events.list({ types: ['customer.*'] })).data).toHaveLength(2);
    const [event] = created.data;
    expect(await stripe.events.retrieve(event?.id ?? '')).toEqual(event);
    running.pass(30 * 86_400 + 1);
    expect((await stripe.events.list()).data).toEqual([]);
    expect((await refusalOf(stripe.events.retrieve(event?.id ?? ''))).statusCode).toBe(404);
  });

  it('that were never delivered are listed page by page, in either direction, and narrowed by when they came', async () => {
    const { stripe, standIn } = running;
    await stripe.customers.create({ name: 'delivered' });
    await standIn.deliverDueWebhooks();
    for (let index = 0; index < 101; index += 1) await stripe.customers.create({ name: String(index) });
    running.pass(60);
    await stripe.customers.create({ name: 'late' });
    const undelivered = { delivery_success: false, limit: 50 };
    const all = await stripe.events.list(undelivered).autoPagingToArray({ limit: 1000 });
    const nameOf = ({ data }: (typeof all)[number]) => (data.object as { name?: string }).name;
    expect(all.map(nameOf)).toEqual(['late', ...Array.from({ length: 101 }, (_, index) => String(100 - index))]);
    const oldest = all.at(-1)?.id ?? '';
    const upwards = await stripe.events.list({ ...undelivered, ending_before: oldest });
    expect([upwards.data.map(nameOf), upwards.has_more]).toEqual([all.slice(51, 101).map(nameOf), true]);
    const late = await stripe.events.list({ ...undelivered, created: { gt: running.now() - 60 } });
    expect(late.data.map(nameOf)).toEqual(['late']);
    expect((await refusalOf(stripe.events.list({ type: 'invoice.paid', types: ['invoice.paid'] }))).code).toBe(
      'parameters_exclusive',
    );
  });

  it('come again after growing gaps, for three days, and then not by themselves', async () => {
    const { stripe, standIn } = running;
    await stripe.customers.create(aCustomer);
    answers = Array.from({ length: 100 }, () => 500);
    const start = running.now();
    const attempts: number[] = [];
    for (let at = standIn.nextWebhookAt(); at !== undefined; at = standIn.nextWebhookAt()) {
      running.pass(at.getTime() / 1000 - running.now());
      expect(standIn.hasDueWebhooks()).toBe(true);
      await standIn.deliverDueWebhooks();
      expect(standIn.hasDueWebhooks()).toBe(false);
      attempts.push((running.now() - start) / 60);
    }
    const hours = attempts.map((minutes) => minutes / 60);
    expect(attempts.slice(0, 3)).toEqual([0, 5, 35]);
    expect(hours.at(-1)).toBe(72);
    expect(received).toHaveLength(attempts.length);
    running.pass(86_400);
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 0, pending: 1 });
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
    answers = [];
    standIn.resendWebhooks();
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 0 });
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  it('of a sandbox come again three times over a few hours', async () => {
    const { stripe, standIn } = running;
    standIn.control({ retries: 'sandbox' });
    await stripe.customers.create(aCustomer);
    answers = [500, 500, 500, 500, 500];
    for (let hour = 0; hour < 30; hour += 1) {
      await standIn.deliverDueWebhooks();
      running.pass(3600);
    }
    expect(received).toHaveLength(4);
  });

  it('may repeat, and may come in another order', async () => {
    const { stripe, standIn } = running;
    for (const name of ['A', 'B', 'C', 'D', 'E']) await stripe.customers.create({ name });
    standIn.control({ webhooks: { times: 3, order: 'newest-first' } });
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 5, pending: 0 });
    const names = () =>
      received.map(({ body }) => (JSON.parse(body) as { data: { object: { name: string } } }).data.object.name);
    expect(names().join('')).toBe('EEEDDDCCCBBBAAA');
    received = [];
    standIn.control({ webhooks: { times: 1, order: 'shuffled' } });
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G']) await stripe.customers.create({ name });
    await standIn.deliverDueWebhooks();
    expect(names().toSorted().join('')).toBe('ABCDEFG');
    expect(names().join('')).not.toBe('ABCDEFG');
  });

  it('may stop for a while: attempts are in vain, and what stopped for too long is only found among the events', async () => {
    const { stripe, standIn } = running;
    standIn.control({ webhooks: { stopped: true } });
    await stripe.customers.create({ name: 'long' });
    for (let hour = 0; hour < 80; hour += 1) {
      await standIn.deliverDueWebhooks();
      running.pass(3600);
    }
    await stripe.customers.create({ name: 'short' });
    await standIn.deliverDueWebhooks();
    expect(received).toEqual([]);
    standIn.control({ webhooks: { stopped: false } });
    running.pass(300);
    expect(await standIn.deliverDueWebhooks()).toEqual({ delivered: 1, pending: 1 });
    const missed = await stripe.events.list({ delivery_success: false });
    expect(missed.data.map(({ data }) => (data.object as { name?: string }).name)).toEqual(['long']);
  });

  it('are sent only of the types that the endpoint wants; the others count as delivered', async () => {
    const { stripe, standIn } = running;
    standIn.setUp({ webhook: { url, signingSecret, enabledEvents: ['invoice.*', 'customer.deleted'] } });
    const { id } = await aDraft(running);
    await standIn.deliverDueWebhooks();
    expect(types()).toEqual(['invoice.created', 'invoice.updated']);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
    expect((await stripe.events.list({ type: 'customer.created' })).data).toMatchObject([{ pending_webhooks: 0 }]);
    await stripe.invoices.del(id);
    await standIn.deliverDueWebhooks();
    expect(types().at(-1)).toBe('invoice.deleted');
  });
});
