import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aPaidInvoice, anOpenInvoice, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn();
});
afterAll(() => running.stop());

describe('a refund', () => {
  it('gives back a part, then the rest, and leaves the invoice paid', async () => {
    const { stripe } = running;
    const { invoice, intent, charge } = await aPaidInvoice(running);
    const part = await stripe.refunds.create({
      payment_intent: intent,
      amount: 60_000,
      reason: 'requested_by_customer',
      metadata: { intent: 'r-1' },
    });
    expect(part).toMatchObject({
      status: 'succeeded',
      amount: 60_000,
      currency: 'usd',
      charge,
      payment_intent: intent,
      reason: 'requested_by_customer',
      metadata: { intent: 'r-1' },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 60_000, refunded: false });
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 140_000 });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 200_000, refunded: true });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 200_000,
      post_payment_credit_notes_amount: 0,
    });
    const listed = await stripe.refunds.list({ payment_intent: intent });
    expect(listed.data.map(({ amount }) => amount)).toEqual([140_000, 60_000]);
    expect((await stripe.refunds.list({ charge, limit: 1 })).has_more).toBe(true);
    expect(await stripe.refunds.retrieve(part.id)).toEqual(part);
    expect(await stripe.refunds.update(part.id, { metadata: { more: '1' } })).toMatchObject({
      metadata: { intent: 'r-1', more: '1' },
    });
    const told = (await stripe.events.list({ types: ['refund.*', 'charge.refunded'] })).data.map(({ type }) => type);
    expect(told).toEqual(['refund.updated', 'charge.refunded', 'refund.created', 'charge.refunded', 'refund.created']);
  });

  it('of more than is left, of what was refunded, and of what was never paid is refused', async () => {
    const { stripe } = running;
    const { intent, charge } = await aPaidInvoice(running);
    await stripe.refunds.create({ charge, amount: 150_000 });
    const tooMuch = await refusalOf(stripe.refunds.create({ charge, amount: 50_001 }));
    expect(tooMuch).toMatchObject({
      statusCode: 400,
      param: 'amount',
      message: 'Refund amount (500.01 USD) is greater than unrefunded amount on charge (500.00 USD)',
    });
    await stripe.refunds.create({ charge });
    expect(await refusalOf(stripe.refunds.create({ payment_intent: intent, amount: 1 }))).toMatchObject({
      code: 'charge_already_refunded',
      message: `Charge ${charge} has already been refunded.`,
    });
    const { id } = await anOpenInvoice(running);
    const [expected] = (await stripe.invoicePayments.list({ invoice: id })).data;
    const unpaid = await refusalOf(
      stripe.refunds.create({ payment_intent: idOf(expected?.payment.payment_intent ?? null) }),
    );
    expect(unpaid.message).toContain('does not have a successful charge');
    expect((await refusalOf(stripe.refunds.create({ charge: 'ch_none' }))).code).toBe('resource_missing');
    expect((await refusalOf(stripe.refunds.create({}))).message).toContain('either a charge or a payment_intent');
    expect((await refusalOf(stripe.refunds.retrieve('re_none'))).statusCode).toBe(404);
  });

  it('of a declined charge is refused', async () => {
    const { stripe } = running;
    const { id } = await anOpenInvoice(running);
    const { charge = '' } = await refusalOf(stripe.invoices.pay(id, { payment_method: 'pm_card_chargeCustomerFail' }));
    expect((await refusalOf(stripe.refunds.create({ charge }))).code).toBe('charge_not_refundable');
  });

  it('that the card does not take seems well at first, and fails', async () => {
    const { stripe } = running;
    const { charge } = await aPaidInvoice(running, 'pm_card_refundFail');
    const refund = await stripe.refunds.create({ charge, amount: 1000 });
    expect(refund.status).toBe('succeeded');
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await stripe.events.list({ type: 'refund.failed' })).data).toHaveLength(1);
  });
});
