import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aCustomer, aDraft, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

const DAY = 86_400;
let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn({ accountName: 'PMR and Associates, LLC' });
});
afterAll(() => running.stop());

describe('an invoice', () => {
  it('goes from an empty draft to open and paid, with number, due date, totals and transitions', async () => {
    const { stripe } = running;
    const customer = await stripe.customers.create({ ...aCustomer, invoice_prefix: 'AUXER' });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      collection_method: 'send_invoice',
      days_until_due: 30,
      metadata: { intent: 'i-1' },
      custom_fields: [{ name: 'Clause', value: '2.1' }],
      description: 'Retainer',
      footer: 'Thank you',
    });
    expect(draft).toMatchObject({
      status: 'draft',
      auto_advance: false,
      number: null,
      total: 0,
      currency: 'usd',
      customer: customer.id,
      customer_email: 'client@example.com',
      due_date: running.now() + 30 * DAY,
      metadata: { intent: 'i-1' },
      custom_fields: [{ name: 'Clause', value: '2.1' }],
      hosted_invoice_url: null,
    });
    expect(draft).not.toHaveProperty('charge');
    expect(draft).not.toHaveProperty('payments');

    const item = await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: draft.id,
      amount: 200_000,
      currency: 'usd',
      description: 'Clause 2.1, April 1999',
      metadata: { clause: '2.1' },
      period: { start: running.now(), end: running.now() + 30 * DAY },
    });
    expect(item).toMatchObject({ invoice: draft.id, amount: 200_000, quantity: 1 });
    expect(item.quantity_decimal.toString()).toBe('1');

    const open = await stripe.invoices.finalizeInvoice(draft.id);
    expect(open).toMatchObject({
      status: 'open',
      number: 'AUXER-0001',
      total: 200_000,
      amount_due: 200_000,
      amount_remaining: 200_000,
      ending_balance: 0,
      hosted_invoice_url: `${running.origin}/pay/${draft.id}`,
      status_transitions: { finalized_at: running.now(), paid_at: null },
    });
    expect(open.lines.data).toMatchObject([
      {
        amount: 200_000,
        description: 'Clause 2.1, April 1999',
        parent: { invoice_item_details: { invoice_item: item.id } },
      },
    ]);

    const paid = await stripe.invoices.pay(draft.id, { payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({
      status: 'paid',
      amount_paid: 200_000,
      amount_remaining: 0,
      attempted: true,
      attempt_count: 1,
      status_transitions: { paid_at: running.now() },
    });
    const { data } = await stripe.invoicePayments.list({ invoice: draft.id });
    expect(data).toMatchObject([
      { status: 'paid', amount_paid: 200_000, is_default: true, payment: { type: 'payment_intent' } },
    ]);
    const [payment] = data;
    expect(await stripe.invoicePayments.retrieve(payment?.id ?? '')).toMatchObject({ invoice: draft.id });
  });

  it('counts numbers on for each customer, and keeps a number that was given', async () => {
    const { stripe } = running;
    const customer = (await stripe.customers.create({ ...aCustomer, invoice_prefix: 'COUNT' })).id;
    const numbers: (string | null)[] = [];
    for (const number of [undefined, 'TALLY-1999-04', undefined]) {
      const draft = await aDraft(running, { customer, ...(number === undefined ? {} : { invoice: { number } }) });
      numbers.push((await stripe.invoices.finalizeInvoice(draft.id)).number);
    }
    expect(numbers).toEqual(['COUNT-0001', 'TALLY-1999-04', 'COUNT-0002']);
  });

  it('is paid at once when nothing is due on it', async () => {
    const { stripe } = running;
    const empty = await stripe.invoices.finalizeInvoice((await aDraft(running, { amounts: [] })).id);
    expect(empty).toMatchObject({ status: 'paid', total: 0, amount_paid: 0, attempted: true, attempt_count: 0 });
  });

  it('moves an amount below the minimum charge to the balance, from where the next invoice takes it', async () => {
    const { stripe } = running;
    const small = await stripe.invoices.finalizeInvoice((await aDraft(running, { amounts: [49] })).id);
    expect(small).toMatchObject({ status: 'paid', total: 49, amount_due: 0, amount_paid: 0, ending_balance: 49 });
    const customer = idOf(small.customer);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 49 });
    const next = await stripe.invoices.finalizeInvoice((await aDraft(running, { customer })).id);
    expect(next).toMatchObject({ total: 200_000, starting_balance: 49, amount_due: 200_049, ending_balance: 0 });
    await stripe.invoices.voidInvoice(next.id);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 49 });
  });

  it('paid out of band shows what was paid off Stripe, and no attempt', async () => {
    const { stripe } = running;
    const open = await stripe.invoices.finalizeInvoice((await aDraft(running)).id);
    const paid = await stripe.invoices.pay(open.id, { paid_out_of_band: true, expand: ['payments'] });
    expect(paid).toMatchObject({
      status: 'paid',
      amount_paid: 200_000,
      amount_paid_off_stripe: 200_000,
      attempted: false,
    });
    expect(paid.payments?.data.map(({ status, payment }) => [status, payment.type])).toEqual([
      ['paid', 'payment_record'],
      ['canceled', 'payment_intent'],
    ]);
  });

  it('stays open when the card is declined, the attempt being counted', async () => {
    const { stripe } = running;
    const open = await stripe.invoices.finalizeInvoice((await aDraft(running)).id);
    const refusal = await refusalOf(stripe.invoices.pay(open.id, { payment_method: 'pm_card_chargeCustomerFail' }));
    expect(refusal).toMatchObject({ statusCode: 402, type: 'StripeCardError', code: 'card_declined' });
    expect(await stripe.invoices.retrieve(open.id)).toMatchObject({
      status: 'open',
      attempted: true,
      attempt_count: 1,
    });
  });

  it("is paid by the customer's default payment method, and refused without one", async () => {
    const { stripe } = running;
    const open = await stripe.invoices.finalizeInvoice((await aDraft(running)).id);
    const customer = idOf(open.customer);
    expect((await refusalOf(stripe.invoices.pay(open.id))).message).toContain('default_payment_method');
    const card = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
    expect(card).toMatchObject({ type: 'card', card: { brand: 'mastercard' }, customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
    expect(await stripe.invoices.pay(open.id)).toMatchObject({ status: 'paid' });
    expect(await stripe.paymentMethods.detach(card.id)).toMatchObject({ customer: null });
    expect(await stripe.paymentMethods.retrieve(card.id)).toMatchObject({ customer: null });
  });

  it('changes as a draft; once finalised only its metadata does', async () => {
    const { stripe } = running;
    const draft = await aDraft(running);
    const due = running.now() + 10 * DAY;
    const edited = await stripe.invoices.update(draft.id, {
      description: 'New',
      due_date: due,
      metadata: { a: '1', b: '2' },
    });
    expect(edited).toMatchObject({ description: 'New', due_date: due, metadata: { a: '1', b: '2' } });
    await stripe.invoices.finalizeInvoice(draft.id);
    const told = await stripe.invoices.update(draft.id, { metadata: { a: '', c: '3' } });
    expect(told.metadata).toEqual({ b: '2', c: '3' });
    const refusal = await refusalOf(stripe.invoices.update(draft.id, { description: 'Later' }));
    expect(refusal).toMatchObject({
      statusCode: 400,
      param: 'description',
      message: "Finalized invoices can't be updated in this way",
    });
  });

  it('takes pending items only when told to, the newest first', async () => {
    const { stripe } = running;
    const customer = (await stripe.customers.create(aCustomer)).id;
    const terms = { customer, collection_method: 'send_invoice', days_until_due: 1 } as const;
    for (const amount of [100, 200]) await stripe.invoiceItems.create({ customer, amount, currency: 'usd' });
    expect(await stripe.invoices.create(terms)).toMatchObject({ total: 0 });
    const sweeping = await stripe.invoices.create({ ...terms, pending_invoice_items_behavior: 'include' });
    expect(sweeping.lines.data.map(({ amount }) => amount)).toEqual([200, 100]);
    expect(sweeping.total).toBe(300);
  });

  it('answers objects in place of ids when asked to expand, and refuses what cannot be', async () => {
    const { stripe } = running;
    const draft = await aDraft(running);
    await stripe.invoices.finalizeInvoice(draft.id);
    const shown = await stripe.invoices.retrieve(draft.id, { expand: ['customer', 'payments', 'confirmation_secret'] });
    expect(shown.customer).toMatchObject({ object: 'customer', email: 'client@example.com' });
    expect(shown.payments?.data).toMatchObject([{ status: 'open', amount_requested: 200_000 }]);
    expect(shown.confirmation_secret).toMatchObject({ type: 'payment_intent' });
    const listed = await stripe.invoices.list({ limit: 1, expand: ['data.customer'] });
    expect(listed.data[0]?.customer).toMatchObject({ object: 'customer' });
    const refusal = await refusalOf(stripe.invoices.retrieve(draft.id, { expand: ['seller'] }));
    expect(refusal.message).toBe('This property cannot be expanded (seller).');
  });
});

describe('an invoice edited in the dashboard', () => {
  it('is a draft of its own, with the same lines and metadata, that takes the place of the first when finalised', async () => {
    const { stripe } = running;
    const draft = await aDraft(running, { amounts: [1000, 2000], invoice: { metadata: { intent: 'i-9' } } });
    const original = await stripe.invoices.finalizeInvoice(draft.id);
    await stripe.creditNotes.create({ invoice: original.id, amount: 500 });
    const revision = await stripe.invoices.create({
      from_invoice: { invoice: original.id, action: 'revision' },
      description: 'Corrected',
    });
    expect(revision).toMatchObject({
      status: 'draft',
      number: null,
      total: 3000,
      amount_due: 3000,
      customer: original.customer,
      due_date: original.due_date,
      description: 'Corrected',
      metadata: { intent: 'i-9' },
      from_invoice: { invoice: original.id, action: 'revision' },
    });
    expect((await stripe.invoices.retrieve(original.id)).status).toBe('open');
    const [item] = (await stripe.invoiceItems.list({ invoice: revision.id })).data;
    await stripe.invoiceItems.update(item?.id ?? '', { amount: 500 });
    const reissued = await stripe.invoices.finalizeInvoice(revision.id);
    expect(reissued.status).toBe('open');
    expect(reissued.number).not.toBe(original.number);
    expect(await stripe.invoices.retrieve(original.id)).toMatchObject({
      status: 'void',
      total: 3000,
      latest_revision: revision.id,
    });
    const [voided] = (await stripe.events.list({ type: 'invoice.voided' })).data;
    expect(voided?.data.object).toMatchObject({ id: original.id });
  });

  it('is refused when it is a draft, paid, void or paid in part, or with a customer', async () => {
    const { stripe } = running;
    const revise = (invoice: string, more: object = {}) =>
      refusalOf(stripe.invoices.create({ from_invoice: { invoice, action: 'revision' }, ...more }));
    const { id } = await aDraft(running);
    expect((await revise(id)).message).toMatch(/This invoice is draft\.$/);
    const { customer } = await stripe.invoices.finalizeInvoice(id);
    expect((await revise(id, { customer: idOf(customer) })).code).toBe('parameters_exclusive');
    const part = { amount: 100, currency: 'usd', customer: idOf(customer) };
    const intent = await stripe.paymentIntents.create(part);
    await stripe.invoices.attachPayment(id, { payment_intent: intent.id });
    expect((await revise(id)).message).toContain('cannot be revised');
    await stripe.invoices.pay(id, { paid_out_of_band: true });
    expect((await revise(id)).message).toMatch(/This invoice is paid\.$/);
    expect((await refusalOf(stripe.invoices.create({}))).code).toBe('parameter_missing');
  });
});

describe('a list of invoices', () => {
  it('pages through 101 of them and through 11 lines of one, newest first', async () => {
    const { stripe } = running;
    const customer = (await stripe.customers.create(aCustomer)).id;
    const made: string[] = [];
    for (let count = 0; count < 101; count += 1) {
      made.unshift((await stripe.invoices.create({ customer, currency: 'usd' })).id);
    }
    const first = await stripe.invoices.list({ customer });
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/invoices' });
    expect(first.data).toHaveLength(10);
    const all = await stripe.invoices.list({ customer, limit: 100 }).autoPagingToArray({ limit: 1000 });
    expect(all.map(({ id }) => id)).toEqual(made);
    const back = await stripe.invoices.list({ customer, limit: 3, ending_before: made[5] ?? '' });
    expect(back.data.map(({ id }) => id)).toEqual(made.slice(2, 5));
    expect(back.has_more).toBe(true);

    const long = await aDraft(running, { customer, amounts: Array.from({ length: 11 }, (_, index) => 100 + index) });
    expect(long.lines.data).toHaveLength(10);
    expect(long.lines.has_more).toBe(true);
    const lines = await stripe.invoices.listLineItems(long.id, { limit: 4 }).autoPagingToArray({ limit: 100 });
    expect(lines.map(({ amount }) => amount)).toEqual([110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 100]);
  });

  it('is narrowed by customer, status, due date and creation', async () => {
    const { stripe } = running;
    const customer = (await stripe.customers.create(aCustomer)).id;
    const draft = await aDraft(running, { customer });
    running.pass(60);
    const open = await stripe.invoices.finalizeInvoice((await aDraft(running, { customer })).id);
    const ids = async (more: Parameters<typeof stripe.invoices.list>[0]) =>
      (await stripe.invoices.list({ customer, ...more })).data.map(({ id }) => id);
    expect(await ids({})).toEqual([open.id, draft.id]);
    expect(await ids({ status: 'open' })).toEqual([open.id]);
    expect(await ids({ created: { lt: open.created } })).toEqual([draft.id]);
    expect(await ids({ due_date: open.due_date ?? 0 })).toEqual([open.id]);
    expect(await ids({ collection_method: 'charge_automatically' })).toEqual([]);
    const refusal = await refusalOf(stripe.invoices.list({ status: 'overdue' }));
    expect(refusal.message).toBe('Invalid status: must be one of draft, open, void, paid, or uncollectible');
  });
});
