import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aDraft, aPaidInvoice, anOpenInvoice, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn({ accountName: 'PMR and Associates' });
});
afterAll(() => running.stop());

const read = (id: string) => running.stripe.invoices.retrieve(id);

async function open(path: string) {
  const response = await fetch(`${running.origin}${path}`);
  return { status: response.status, text: await response.text() };
}

/** Sends a form as the browser does, and gives the page that it leads to. */
async function send(path: string, fields: Record<string, string> = {}) {
  const response = await fetch(`${running.origin}${path}`, {
    method: 'POST',
    headers: { origin: running.origin },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, text: await response.text(), url: new URL(response.url).pathname };
}

const deed = (id: string, name: string, fields: Record<string, string> = {}) =>
  send(`/operator/invoices/${id}/${name}`, fields);

describe("the operator's page of an invoice", () => {
  it('pays a part by card, and the rest outside of Stripe', async () => {
    const { id } = await anOpenInvoice(running);
    const { status, text } = await deed(id, 'pay', { amount: '500.00', by: 'pm_card_visa' });
    expect(status).toBe(200);
    expect(text).toContain('1,500.00 USD');
    expect(await read(id)).toMatchObject({ status: 'open', amount_paid: 50_000 });
    await deed(id, 'pay', { amount: '1500', by: 'outside' });
    expect(await read(id)).toMatchObject({ status: 'paid', amount_paid_off_stripe: 150_000 });
  });

  it.each(['pm_card_visa', 'outside'])('pays too much by %s', async (by) => {
    const { id, customer } = await anOpenInvoice(running);
    const { text } = await deed(id, 'pay', { amount: '2100.00', by });
    expect(text).toContain('Paid too much');
    expect(await read(id)).toMatchObject({ status: 'paid', amount_overpaid: 10_000 });
    expect((await open(`/operator/customers/${idOf(customer)}`)).text).toContain('100.00 USD of credit');
  });

  it('pays by a card that is declined, and says what Stripe says', async () => {
    const { id } = await anOpenInvoice(running);
    const answer = await deed(id, 'pay', { amount: '2000.00', by: 'pm_card_chargeCustomerFail' });
    expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('Your card was declined.') });
    expect(await read(id)).toMatchObject({ status: 'open', attempt_count: 1 });
  });

  it('refunds a part, and no more than there is', async () => {
    const { invoice, charge } = await aPaidInvoice(running);
    const { text } = await deed(invoice.id, 'refund', { amount: '0.01' });
    expect(text).toContain('0.01 USD refunded');
    expect(await running.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1 });
    expect((await deed(invoice.id, 'refund', { amount: '2000.00' })).text).toContain('more than can be refunded');
  });

  it.each([
    ['winning_evidence', 'won'],
    ['losing_evidence', 'lost'],
  ])('lets the cardholder dispute, and decides it by %s', async (text, status) => {
    const { stripe } = running;
    const { invoice, charge } = await aPaidInvoice(running);
    expect((await deed(invoice.id, 'dispute', { charge })).text).toContain('dispute: needs response');
    expect((await deed(invoice.id, 'dispute', { charge })).text).toContain('disputed already');
    const [dispute] = (await stripe.disputes.list({ charge })).data;
    await deed(invoice.id, 'evidence', { dispute: dispute?.id ?? '', text });
    expect((await stripe.disputes.list({ charge })).data).toMatchObject([{ status }]);
  });

  it('gives a dispute up', async () => {
    const { invoice, charge } = await aPaidInvoice(running, 'pm_card_createDispute');
    const [dispute] = (await running.stripe.disputes.list({ charge })).data;
    const { text } = await deed(invoice.id, 'accept-dispute', { dispute: dispute?.id ?? '' });
    expect(text).toContain('dispute: lost');
  });

  it('voids it, gives it up, and edits it, which makes another one in its place', async () => {
    const [first, second, third] = [
      await anOpenInvoice(running),
      await anOpenInvoice(running),
      await anOpenInvoice(running),
    ];
    await deed(first.id, 'void');
    await deed(second.id, 'uncollectible');
    const { text } = await deed(third.id, 'edit', { amount: '1234.50', description: 'Corrected by hand' });
    expect(await read(first.id)).toMatchObject({ status: 'void' });
    expect(await read(second.id)).toMatchObject({ status: 'uncollectible' });
    const edited = await read(third.id);
    expect(edited.status).toBe('void');
    const revision = idOf(edited.latest_revision);
    expect(text).toContain(revision);
    expect(await read(revision)).toMatchObject({ status: 'open', total: 123_450, description: 'Corrected by hand' });
    expect((await deed(first.id, 'void')).text).toContain('You can only pass in open invoices.');
  });

  it('finalises a draft, edits one, and deletes one', async () => {
    const [first, second] = [await aDraft(running), await aDraft(running)];
    await deed(first.id, 'edit', { amount: '10.00', description: 'Less' });
    expect(await read(first.id)).toMatchObject({ status: 'draft', total: 1000, description: 'Less' });
    await deed(first.id, 'finalize');
    expect(await read(first.id)).toMatchObject({ status: 'open' });
    expect((await deed(second.id, 'delete')).url).toBe('/operator');
    expect((await open(`/operator/invoices/${second.id}`)).status).toBe(404);
  });

  it('credits it before and after it is paid, as told, and takes a credit note back', async () => {
    const { id, customer } = await anOpenInvoice(running);
    await deed(id, 'credit-note', { amount: '500.00' });
    expect(await read(id)).toMatchObject({ amount_remaining: 150_000 });
    const [note] = (await running.stripe.creditNotes.list({ invoice: id })).data;
    await deed(id, 'void-credit-note', { note: note?.id ?? '' });
    expect(await read(id)).toMatchObject({ amount_remaining: 200_000 });
    await deed(id, 'pay', { amount: '2000.00', by: 'pm_card_visa' });
    await deed(id, 'credit-note', { amount: '100.00', by: 'refund' });
    await deed(id, 'credit-note', { amount: '50.00', by: 'balance' });
    await deed(id, 'credit-note', { amount: '25.00', by: 'outside' });
    expect(await read(id)).toMatchObject({ post_payment_credit_notes_amount: 17_500 });
    expect(await running.stripe.customers.retrieve(idOf(customer))).toMatchObject({ balance: -5000 });
  });

  it.each(['', '0', '-5', '1e3', '1,000.00', '1.005', 'all'])(
    'refuses the amount %j, and says how to write one',
    async (amount) => {
      const { id } = await anOpenInvoice(running);
      const { status, text } = await deed(id, 'pay', { amount, by: 'pm_card_visa' });
      expect([status, /in plain figures|Nothing is not an amount/.test(text)]).toEqual([409, true]);
      expect(await read(id)).toMatchObject({ amount_paid: 0 });
    },
  );

  it('writes amounts of a currency without decimals without any', async () => {
    const { id } = await anOpenInvoice(running, { amounts: [8000], invoice: { currency: 'jpy' } });
    expect((await open(`/operator/invoices/${id}`)).text).toContain('value="8000"');
    await deed(id, 'pay', { amount: '3000', by: 'outside' });
    expect(await read(id)).toMatchObject({ amount_paid: 3000 });
  });
});

describe("the operator's other pages", () => {
  it('list invoices and customers, escaped, and delete a customer', async () => {
    const { stripe } = running;
    const { id } = await stripe.customers.create({ name: '<b>Auxer</b>', email: 'a@example.com' });
    const invoice = await anOpenInvoice(running, { customer: id });
    const list = await open('/operator');
    expect(list.text).toContain(`/operator/invoices/${invoice.id}`);
    expect(list.text).toContain('&lt;b&gt;Auxer&lt;/b&gt;');
    expect((await open('/operator/customers')).text).toContain(`/operator/customers/${id}`);
    await send(`/operator/customers/${id}/credit`, { amount: '12.34' });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ balance: -1234 });
    const { text } = await send(`/operator/customers/${id}/delete`);
    expect(text).toContain('This customer is deleted. Its invoices stay.');
    expect(await stripe.customers.retrieve(id)).toMatchObject({ deleted: true });
    expect((await send(`/operator/customers/${id}/delete`)).status).toBe(409);
  });

  it('tell Stripe to fail, and are not hindered by that themselves', async () => {
    const { stripe, standIn } = running;
    const { id } = await anOpenInvoice(running);
    const told = {
      outage: 'answer-500',
      requestFault: '',
      rateLimits: 'none',
      order: 'shuffled',
      times: '3',
      stopped: 'true',
      retries: 'sandbox',
      searchLagSeconds: '10',
    };
    expect((await send('/operator/faults', told)).status).toBe(200);
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 500 });
    expect((await deed(id, 'void')).status).toBe(200);
    expect((await send('/operator/faults', { ...told, times: '0' })).text).toContain('times');
    await send('/operator/faults', { ...told, outage: 'none', requestFault: 'answer-500' });
    expect((await open('/operator/faults')).text).toContain('Waits for its request: answer-500');
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 500 });
    expect(await read(id)).toMatchObject({ status: 'void' });
    await send('/operator/faults', { ...told, rateLimits: 'sandbox', outage: 'none' });
    expect(await (await fetch(`${running.origin}/_standin/controls`)).json()).toEqual({
      outage: 'none',
      rateLimits: 'sandbox',
      requestFaults: [],
      retries: 'sandbox',
      searchLagSeconds: 10,
      webhooks: { times: 3, order: 'shuffled', stopped: true },
    });
    standIn.control({ rateLimits: 'none', webhooks: { times: 1, order: 'as-made', stopped: false } });
    expect((await send('/operator/resend')).url).toBe('/operator/faults');
  });

  it('take no form that a page of another site sends', async () => {
    const { id } = await anOpenInvoice(running);
    const answer = await fetch(`${running.origin}/operator/invoices/${id}/void`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams(),
    });
    expect(answer.status).toBe(403);
    expect(await read(id)).toMatchObject({ status: 'open' });
  });

  it('say of what is not there that it is not', async () => {
    for (const path of ['/operator/invoices/in_none', '/operator/customers/cus_none']) {
      expect((await open(path)).status).toBe(404);
    }
    const { id } = await anOpenInvoice(running);
    expect((await deed(id, 'explode')).status).toBe(404);
  });
});
