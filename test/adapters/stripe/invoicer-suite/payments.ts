import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../infra/local/stripe/running-stand-in.ts';
import type { OpenInvoice, Scene } from './scene.ts';

export function describePayments(scene: () => Scene): void {
  const aRecord = async (value: number) => {
    const at = scene().now();
    return scene().stripe.paymentRecords.reportPayment({
      amount_requested: { currency: 'usd', value },
      initiated_at: at,
      outcome: 'guaranteed',
      guaranteed: { guaranteed_at: at },
      payment_method_details: { type: 'custom', custom: { display_name: 'Wire' } },
      processor_details: { type: 'custom', custom: { payment_reference: `wire-${scene().key()}` } },
    });
  };
  const payPart = async ({ id, customer }: OpenInvoice, amount: number) => {
    const { stripe, aCard } = scene();
    const intent = await stripe.paymentIntents.create({
      amount,
      currency: 'usd',
      customer,
      payment_method: await aCard(customer),
      off_session: true,
      confirm: true,
    });
    await stripe.invoices.attachPayment(id, { payment_intent: intent.id });
    return intent.id;
  };

  describe('a payment', () => {
    it('by card pays the invoice, and leads from its payment intent back to it', async () => {
      const { invoicer, aPaidInvoice } = scene();
      const { id, payment, paymentIntent } = await aPaidInvoice();
      expect(await invoicer.readInvoice(id)).toMatchObject({
        status: 'paid',
        paidMinor: 200_000n,
        paidOutsideMinor: 0n,
        remainingMinor: 0n,
        paidAtEpochSeconds: expect.any(Number),
      });
      expect(payment).toMatchObject({ invoice: id, how: 'stripe', paidMinor: 200_000n, currency: 'USD' });
      expect(await invoicer.invoicesPaidBy(paymentIntent)).toEqual([id]);
      expect(await invoicer.refundsOf(payment)).toEqual([]);
      expect(await invoicer.disputesOf(payment)).toEqual([]);
    });

    it('outside of Stripe says so, and has no payment intent that paid it', async () => {
      const { invoicer, stripe, anOpenInvoice } = scene();
      const { id } = await anOpenInvoice();
      await stripe.invoices.pay(id, { paid_out_of_band: true });
      expect(await invoicer.readInvoice(id)).toMatchObject({
        status: 'paid',
        paidMinor: 200_000n,
        paidOutsideMinor: 200_000n,
      });
      const paid = (await invoicer.paymentsOf(id)).filter(({ status }) => status === 'paid');
      expect(paid).toMatchObject([{ how: 'outside', paidMinor: 200_000n, paymentIntent: undefined }]);
    });

    it('of a part leaves the rest, and two parts pay it', async () => {
      const { invoicer, anOpenInvoice } = scene();
      const invoice = await anOpenInvoice();
      const intent = await payPart(invoice, 50_000);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({
        status: 'open',
        paidMinor: 50_000n,
        remainingMinor: 150_000n,
      });
      expect(await invoicer.invoicesPaidBy(intent)).toEqual([invoice.id]);
      await payPart(invoice, 150_000);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({ status: 'paid', paidMinor: 200_000n });
      const paid = (await invoicer.paymentsOf(invoice.id)).filter(({ status }) => status === 'paid');
      expect(paid.map(({ paidMinor }) => paidMinor).toSorted((a, b) => Number(a - b))).toEqual([50_000n, 150_000n]);
    });

    it('of too much is credit of the customer', async () => {
      const { invoicer, stripe, anOpenInvoice } = scene();
      const { id, customer } = await anOpenInvoice();
      await stripe.invoices.attachPayment(id, { payment_record: (await aRecord(230_000)).id });
      expect(await invoicer.readInvoice(id)).toMatchObject({
        status: 'paid',
        remainingMinor: 0n,
        overpaidMinor: 30_000n,
      });
      expect(await invoicer.readCustomer(customer)).toMatchObject({ balanceMinor: -30_000n });
      expect((await invoicer.balanceTransactionsOf(customer))[0]).toMatchObject({
        type: 'invoice_overpaid',
        invoice: id,
      });
    });

    it('that is declined leaves the invoice open, and the attempt is counted', async () => {
      const { invoicer, stripe, anOpenInvoice, aCard } = scene();
      const { id, customer } = await anOpenInvoice();
      const card = await aCard(customer, 'pm_card_chargeCustomerFail');
      const refusal = await refusalOf(stripe.invoices.pay(id, { payment_method: card }));
      expect(refusal).toMatchObject({ statusCode: 402, code: 'card_declined' });
      expect(await invoicer.readInvoice(id)).toMatchObject({ status: 'open', attempts: 1, remainingMinor: 200_000n });
    });

    it('of a part keeps the invoice from being void', async () => {
      const { invoicer, anOpenInvoice, key } = scene();
      const invoice = await anOpenInvoice();
      await payPart(invoice, 50_000);
      await expect(invoicer.voidInvoice(invoice.id, key())).rejects.toMatchObject({ retryable: false });
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({ status: 'open', paidMinor: 50_000n });
    });
  });
}
