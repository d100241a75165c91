import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aPaidInvoice, anOpenInvoice, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn();
});
afterAll(() => running.stop());

const read = (id: string) => running.stripe.invoices.retrieve(id);

async function anIntent(invoice: { customer: unknown; currency: string }, amount: number) {
  const customer = idOf(invoice.customer as string);
  return running.stripe.paymentIntents.create({ amount, currency: invoice.currency, customer });
}

async function aRecord(value: number, outcome: 'guaranteed' | 'promised' = 'guaranteed') {
  return running.stripe.paymentRecords.reportPayment({
    amount_requested: { currency: 'usd', value },
    initiated_at: running.now(),
    payment_method_details: { type: 'custom', custom: { display_name: 'Wire' } },
    processor_details: { type: 'custom', custom: { payment_reference: 'wire-1' } },
    ...(outcome === 'promised' ? {} : { outcome, guaranteed: { guaranteed_at: running.now() } }),
  });
}

const eventsOf = async (id: string) =>
  (await running.stripe.events.list({ limit: 100 })).data
    .filter(({ data }) => (data.object as { id?: string }).id === id)
    .map(({ type }) => type);

describe('a payment of a part', () => {
  it('lowers what remains, keeps the invoice open, and the rest pays it', async () => {
    const { stripe } = running;
    const invoice = await anOpenInvoice(running);
    const intent = await anIntent(invoice, 50_000);
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: intent.id });
    expect(await read(invoice.id)).toMatchObject({ status: 'open', amount_paid: 0, amount_remaining: 200_000 });

    await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(await read(invoice.id)).toMatchObject({ status: 'open', amount_paid: 50_000, amount_remaining: 150_000 });
    const payments = await stripe.invoicePayments.list({ invoice: invoice.id });
    expect(payments.data.map((one) => [one.status, one.amount_requested, one.amount_paid, one.is_default])).toEqual([
      ['paid', 50_000, 50_000, false],
      ['open', 150_000, null, true],
    ]);
    expect(await eventsOf(invoice.id)).not.toContain('invoice.paid');

    expect(await stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'paid',
      amount_paid: 200_000,
      amount_remaining: 0,
      amount_overpaid: 0,
    });
    expect(await eventsOf(invoice.id)).toContain('invoice.paid');
  });

  it('that has succeeded already is counted as soon as it is attached', async () => {
    const { stripe } = running;
    const invoice = await anOpenInvoice(running);
    const { id } = await anIntent(invoice, 200_000);
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(await stripe.invoices.attachPayment(invoice.id, { payment_intent: id })).toMatchObject({ status: 'paid' });
    const found = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: id } });
    expect(found.data).toMatchObject([{ invoice: invoice.id, status: 'paid', amount_paid: 200_000 }]);
    const [expected] = (await stripe.invoicePayments.list({ invoice: invoice.id, status: 'canceled' })).data;
    expect(await stripe.paymentIntents.retrieve(idOf(expected?.payment.payment_intent ?? null))).toMatchObject({
      status: 'canceled',
    });
  });

  it('may come from outside of Stripe, and says so', async () => {
    const { stripe } = running;
    const { id } = await anOpenInvoice(running);
    await stripe.invoices.attachPayment(id, { payment_record: (await aRecord(80_000)).id });
    expect(await read(id)).toMatchObject({
      status: 'open',
      amount_paid: 80_000,
      amount_paid_off_stripe: 80_000,
      amount_remaining: 120_000,
    });
    const promised = await aRecord(120_000, 'promised');
    await stripe.invoices.attachPayment(id, { payment_record: promised.id });
    expect(await read(id)).toMatchObject({ status: 'open', amount_remaining: 120_000 });
    expect(await stripe.paymentRecords.retrieve(promised.id)).toMatchObject({ amount_guaranteed: { value: 0 } });
  });

  it.each([
    ['nothing at all', () => Promise.resolve({}), 'exactly one of these parameters'],
    [
      'more than remains',
      async (of: Open) => ({ payment_intent: (await anIntent(of, 200_001)).id }),
      'more than remains',
    ],
    [
      'another currency',
      async (of: Open) => ({ payment_intent: (await anIntent({ ...of, currency: 'eur' }, 100)).id }),
      'The currency of the PaymentIntent',
    ],
    [
      "somebody else's",
      async () => ({ payment_intent: (await anIntent(await anOpenInvoice(running), 100)).id }),
      'The customer of the PaymentIntent',
    ],
    ['what is not there', () => Promise.resolve({ payment_intent: 'pi_none' }), "No such payment_intent: 'pi_none'"],
  ])('is refused for %s', async (_what, payment, message) => {
    const invoice = await anOpenInvoice(running);
    const refusal = await refusalOf(running.stripe.invoices.attachPayment(invoice.id, await payment(invoice)));
    expect(refusal.message).toContain(message);
    expect((await running.stripe.invoicePayments.list({ invoice: invoice.id })).data).toHaveLength(1);
  });

  it('is refused twice, when it was canceled, and on an invoice that is not open', async () => {
    const { stripe } = running;
    const invoice = await anOpenInvoice(running);
    const attach = (payment_intent: string) => stripe.invoices.attachPayment(invoice.id, { payment_intent });
    const { id } = await anIntent(invoice, 100);
    await attach(id);
    expect((await refusalOf(attach(id))).message).toContain('already attached');
    await stripe.paymentIntents.cancel(id);
    expect((await stripe.invoicePayments.list({ invoice: invoice.id, status: 'canceled' })).data).toHaveLength(1);
    const { id: called } = await stripe.paymentIntents.cancel((await anIntent(invoice, 100)).id);
    expect((await refusalOf(attach(called))).message).toContain('canceled PaymentIntent');
    await stripe.invoices.voidInvoice(invoice.id);
    const late = await anIntent(invoice, 100);
    expect((await refusalOf(attach(late.id))).message).toContain('only be attached to open invoices');
  });

  it('keeps the invoice from being voided; one that is only expected keeps it from being written off too', async () => {
    const { stripe } = running;
    const invoice = await anOpenInvoice(running);
    const { id } = await anIntent(invoice, 100);
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: id });
    expect((await refusalOf(stripe.invoices.voidInvoice(invoice.id))).message).toBe(
      'Invoices with `open` payments cannot be voided.',
    );
    expect((await refusalOf(stripe.invoices.markUncollectible(invoice.id))).message).toBe(
      'Invoices with `open` payments cannot be marked uncollectible.',
    );
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect((await refusalOf(stripe.invoices.voidInvoice(invoice.id))).message).toBe(
      'Invoices with `paid` payments cannot be voided.',
    );
    expect(await stripe.invoices.markUncollectible(invoice.id)).toMatchObject({ status: 'uncollectible' });
  });
});

type Open = Awaited<ReturnType<typeof anOpenInvoice>>;

describe('a payment of too much', () => {
  it('pays the invoice, and what is over becomes credit of the customer', async () => {
    const { stripe } = running;
    const invoice = await anOpenInvoice(running);
    await stripe.invoices.attachPayment(invoice.id, { payment_record: (await aRecord(230_000)).id });
    expect(await read(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 200_000,
      amount_overpaid: 30_000,
      amount_remaining: 0,
    });
    const customer = idOf(invoice.customer);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -30_000 });
    const moves = await stripe.customers.listBalanceTransactions(customer);
    expect(moves.data).toMatchObject([{ type: 'invoice_overpaid', amount: -30_000, invoice: invoice.id }]);
    expect(await eventsOf(invoice.id)).toEqual(expect.arrayContaining(['invoice.overpaid', 'invoice.paid']));
  });

  it('comes of two payments that were both under way', async () => {
    const { stripe } = running;
    const invoice = await anOpenInvoice(running);
    const { id } = await anIntent(invoice, 150_000);
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: id });
    await stripe.invoices.pay(invoice.id, { paid_out_of_band: true });
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(await read(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 200_000, amount_overpaid: 150_000 });
    expect(await stripe.customers.retrieve(idOf(invoice.customer))).toMatchObject({ balance: -150_000 });
  });
});

describe('a payment intent', () => {
  it('has the charge that paid it, and both can be read from the payment of the invoice', async () => {
    const { stripe } = running;
    const { invoice, intent, charge } = await aPaidInvoice(running);
    const listed = await stripe.invoicePayments.list({
      invoice: invoice.id,
      expand: ['data.payment.payment_intent.latest_charge'],
    });
    expect(listed.data[0]?.payment).toMatchObject({
      payment_intent: {
        id: intent,
        status: 'succeeded',
        amount_received: 200_000,
        latest_charge: { id: charge, status: 'succeeded', amount: 200_000, customer: invoice.customer },
      },
    });
    expect((await stripe.charges.list({ customer: idOf(invoice.customer) })).data).toHaveLength(1);
    expect((await stripe.paymentIntents.list({ customer: idOf(invoice.customer) })).data).toHaveLength(1);
  });

  it('that is declined keeps its charge and its reason, and the error shows both', async () => {
    const { stripe } = running;
    const { id } = await anOpenInvoice(running);
    const pay = () => stripe.invoices.pay(id, { payment_method: 'pm_card_chargeDeclinedInsufficientFunds' });
    const refusal = await refusalOf(pay());
    expect(refusal).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'insufficient_funds' });
    expect(refusal.payment_intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
    });
    expect(await stripe.charges.retrieve(refusal.charge ?? '')).toMatchObject({ status: 'failed', paid: false });
    expect(await eventsOf(id)).toContain('invoice.payment_failed');
    expect(await stripe.invoices.pay(id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'paid',
      attempt_count: 2,
    });
  });

  it('cannot be confirmed twice, or called off once it has succeeded or belongs to an invoice', async () => {
    const { stripe } = running;
    const { intent } = await aPaidInvoice(running);
    const again = await refusalOf(stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' }));
    expect(again).toMatchObject({ code: 'payment_intent_unexpected_state', message: /already succeeded/ });
    expect((await refusalOf(stripe.paymentIntents.cancel(intent))).message).toMatch(/has a status of succeeded/);
    const { id } = await anOpenInvoice(running);
    const [expected] = (await stripe.invoicePayments.list({ invoice: id })).data;
    const own = idOf(expected?.payment.payment_intent ?? null);
    expect((await refusalOf(stripe.paymentIntents.cancel(own))).message).toContain('created by an invoice');
    expect((await refusalOf(stripe.paymentIntents.confirm(own))).message).toContain('missing a payment method');
  });

  it('below the minimum charge is refused', async () => {
    const refusal = await refusalOf(running.stripe.paymentIntents.create({ amount: 49, currency: 'usd' }));
    expect(refusal).toMatchObject({ code: 'amount_too_small', param: 'amount' });
  });

  it('may take less than it was allowed to, and no more', async () => {
    const { stripe } = running;
    const held = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 1000, amount_received: 0 });
    expect((await refusalOf(stripe.paymentIntents.capture(held.id, { amount_to_capture: 1001 }))).code).toBe(
      'amount_too_large',
    );
    expect(await stripe.paymentIntents.capture(held.id, { amount_to_capture: 900 })).toMatchObject({
      status: 'succeeded',
      amount_received: 900,
    });
    expect((await refusalOf(stripe.paymentIntents.capture(held.id))).message).toMatch(/could not be captured/);
  });
});

describe('a payment method', () => {
  it('is made of a test token, and of nothing else', async () => {
    const { stripe } = running;
    const { id } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_createDispute' } });
    const { customer } = await anOpenInvoice(running);
    expect(await stripe.paymentMethods.attach(id, { customer: idOf(customer) })).toMatchObject({ id, customer });
    const refusal = await refusalOf(stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_none' } }));
    expect(refusal.message).toBe("No such token: 'tok_none'");
  });
});
