import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aDraft, aPaidInvoice, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn();
});
afterAll(() => running.stop());

async function anInvoice(status: 'open' | 'paid' | 'paid out of band', amounts = [200_000]) {
  const { stripe } = running;
  const { id } = await aDraft(running, { amounts });
  const open = await stripe.invoices.finalizeInvoice(id);
  if (status === 'open') return open;
  return stripe.invoices.pay(id, status === 'paid' ? { payment_method: 'pm_card_visa' } : { paid_out_of_band: true });
}

describe('a credit note on an open invoice', () => {
  it('lowers what remains, twice, and makes the invoice paid when nothing does', async () => {
    const { stripe } = running;
    const invoice = await anInvoice('open');
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 50_000,
      reason: 'order_change',
      memo: 'The closing was smaller than reported.',
      metadata: { posting: 'finders-fee/c1#1' },
    });
    expect(note).toMatchObject({
      amount: 50_000,
      pre_payment_amount: 50_000,
      post_payment_amount: 0,
      type: 'pre_payment',
      status: 'issued',
      number: `${invoice.number ?? ''}-CN-01`,
      metadata: { posting: 'finders-fee/c1#1' },
    });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'open',
      total: 200_000,
      amount_due: 150_000,
      amount_remaining: 150_000,
      pre_payment_credit_notes_amount: 50_000,
    });
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 150_000 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 0,
      amount_remaining: 0,
    });
    const listed = await stripe.creditNotes.list({ invoice: invoice.id });
    expect(listed.data.map(({ amount }) => amount)).toEqual([150_000, 50_000]);
    expect(await stripe.creditNotes.retrieve(note.id)).toEqual(note);
  });

  it('is refused beyond the total, and with parts that do not add up', async () => {
    const { stripe } = running;
    const { id: invoice } = await anInvoice('open');
    expect((await refusalOf(stripe.creditNotes.create({ invoice, amount: 200_001 }))).param).toBe('amount');
    expect(
      (await refusalOf(stripe.creditNotes.create({ invoice, amount: 100, refund_amount: 100 }))).message,
    ).toContain('must equal');
    expect((await refusalOf(stripe.creditNotes.create({ invoice }))).message).toContain('`amount`, `lines`');
    const both = {
      invoice,
      amount: 1,
      lines: [{ type: 'custom_line_item', unit_amount: 1, quantity: 1, description: 'x' }],
    };
    expect((await refusalOf(stripe.creditNotes.create(both))).message).toContain('only specify one');
    expect((await refusalOf(stripe.creditNotes.create({ invoice, amount: 0 }))).param).toBe('amount');
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_remaining: 200_000 });
  });

  it('credits lines, its own or those of the invoice, and none of these beyond its amount', async () => {
    const { stripe } = running;
    const invoice = await anInvoice('open', [1000, 3000]);
    const [line] = invoice.lines.data;
    const billed = { type: 'invoice_line_item', invoice_line_item: line?.id ?? '' };
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [
        { ...billed, amount: 2500 },
        { type: 'custom_line_item', unit_amount: 100, quantity: 2, description: 'Goodwill' },
      ],
    });
    expect(note).toMatchObject({ amount: 2700, subtotal: 2700 });
    const lines = await stripe.creditNotes.listLineItems(note.id, { limit: 1 }).autoPagingToArray({ limit: 10 });
    expect(lines.map(({ amount, type }) => [amount, type])).toEqual([
      [2500, 'invoice_line_item'],
      [200, 'custom_line_item'],
    ]);
    const refusal = await refusalOf(
      stripe.creditNotes.create({ invoice: invoice.id, lines: [{ ...billed, amount: 501 }] }),
    );
    expect(refusal.param).toBe('lines[0][amount]');
  });

  it('can be changed in memo and metadata, and voided while the invoice is open', async () => {
    const { stripe } = running;
    const { id: invoice } = await anInvoice('open');
    const { id } = await stripe.creditNotes.create({ invoice, amount: 70_000 });
    expect(await stripe.creditNotes.update(id, { memo: 'Later', metadata: { a: '1' } })).toMatchObject({
      memo: 'Later',
      metadata: { a: '1' },
    });
    expect(await stripe.creditNotes.voidCreditNote(id)).toMatchObject({ status: 'void', voided_at: running.now() });
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
      amount_remaining: 200_000,
      pre_payment_credit_notes_amount: 0,
    });
    expect((await refusalOf(stripe.creditNotes.voidCreditNote(id))).statusCode).toBe(400);
    await stripe.creditNotes.create({ invoice, amount: 200_000 });
    const [last] = (await stripe.creditNotes.list({ invoice })).data;
    expect((await refusalOf(stripe.creditNotes.voidCreditNote(last?.id ?? ''))).message).toContain(
      'while its invoice is open',
    );
  });
});

describe('a credit note on a paid invoice', () => {
  it('says how each part of it is given back, and credits the balance', async () => {
    const { stripe } = running;
    const invoice = await anInvoice('paid');
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 60_000,
      refund_amount: 10_000,
      credit_amount: 20_000,
      out_of_band_amount: 30_000,
    });
    expect(note).toMatchObject({
      type: 'post_payment',
      post_payment_amount: 60_000,
      out_of_band_amount: 30_000,
      refunds: [{ amount_refunded: 10_000, type: 'refund' }],
    });
    expect(await stripe.customers.retrieve(idOf(invoice.customer))).toMatchObject({ balance: -20_000 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 200_000,
      post_payment_credit_notes_amount: 60_000,
    });
    const next = await aDraft(running, { customer: idOf(invoice.customer) });
    expect(await stripe.invoices.finalizeInvoice(next.id)).toMatchObject({
      amount_due: 180_000,
      starting_balance: -20_000,
    });
  });

  it('may take refunds that were made before, each once', async () => {
    const { stripe } = running;
    const { invoice, charge } = await aPaidInvoice(running);
    const { id: refund } = await stripe.refunds.create({ charge, amount: 5000 });
    const link = (amount: number, more: object = {}) =>
      stripe.creditNotes.create({
        invoice: invoice.id,
        amount,
        refunds: [{ refund, amount_refunded: amount }],
        ...more,
      });
    expect(await link(3000)).toMatchObject({ refunds: [{ refund, amount_refunded: 3000 }], post_payment_amount: 3000 });
    expect((await refusalOf(link(2001))).param).toBe('refunds[0][amount_refunded]');
    const rest = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 2600,
      refund_amount: 600,
      refunds: [{ refund, amount_refunded: 2000 }],
    });
    expect(rest.refunds.map(({ amount_refunded: amount }) => amount)).toEqual([2000, 600]);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 5600 });
    const other = await aPaidInvoice(running);
    const foreign = { invoice: other.invoice.id, amount: 1, refunds: [{ refund, amount_refunded: 1 }] };
    expect((await refusalOf(stripe.creditNotes.create(foreign))).code).toBe('resource_missing');
  });

  it('refunds by real refunds, the last payment first, and no more than they were', async () => {
    const { stripe } = running;
    const { id, customer } = await anInvoice('open');
    const first = await stripe.paymentIntents.create({ amount: 50_000, currency: 'usd', customer: idOf(customer) });
    await stripe.invoices.attachPayment(id, { payment_intent: first.id });
    await stripe.paymentIntents.confirm(first.id, { payment_method: 'pm_card_visa' });
    running.pass(60);
    await stripe.invoices.pay(id, { payment_method: 'pm_card_visa' });
    const note = await stripe.creditNotes.create({ invoice: id, amount: 160_000, refund_amount: 160_000 });
    expect(note.refunds.map(({ amount_refunded: amount }) => amount)).toEqual([150_000, 10_000]);
    expect((await stripe.refunds.list({ payment_intent: first.id })).data).toMatchObject([{ amount: 10_000 }]);
    const more = stripe.creditNotes.create({ invoice: id, amount: 40_001, refund_amount: 40_001 });
    expect((await refusalOf(more)).statusCode).toBe(400);
  });

  it('of an invoice paid in part lowers what remains first, and gives back the rest', async () => {
    const { stripe } = running;
    const { id, customer } = await anInvoice('open');
    const part = await stripe.paymentIntents.create({ amount: 150_000, currency: 'usd', customer: idOf(customer) });
    await stripe.invoices.attachPayment(id, { payment_intent: part.id });
    await stripe.paymentIntents.confirm(part.id, { payment_method: 'pm_card_visa' });
    const note = await stripe.creditNotes.create({ invoice: id, amount: 80_000, refund_amount: 30_000 });
    expect(note).toMatchObject({ type: 'mixed', pre_payment_amount: 50_000, post_payment_amount: 30_000 });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({
      status: 'paid',
      amount_paid: 150_000,
      amount_due: 150_000,
      amount_remaining: 0,
    });
  });

  it('refunds nothing that was not paid through Stripe', async () => {
    const { stripe } = running;
    const { id: invoice } = await anInvoice('paid out of band');
    expect((await refusalOf(stripe.creditNotes.create({ invoice, amount: 100, refund_amount: 100 }))).param).toBe(
      'refund_amount',
    );
    expect(await stripe.creditNotes.create({ invoice, amount: 100, out_of_band_amount: 100 })).toMatchObject({
      amount: 100,
    });
  });
});
