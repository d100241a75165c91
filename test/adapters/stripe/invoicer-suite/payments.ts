import { describe, expect, it } from 'vitest';
import type { OpenInvoice, Scene } from './scene.ts';

export function describePayments(scene: () => Scene): void {
  const payPart = ({ id, customer }: OpenInvoice, amountMinor: bigint) =>
    scene().world.payPart(id, customer, amountMinor);

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

    it('is expected once the invoice is open: the same one is paid by card, and called off when it is paid otherwise', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const [byCard, otherwise] = [await anOpenInvoice(), await anOpenInvoice()];
      const [expected] = await invoicer.paymentsOf(byCard.id);
      expect(expected).toMatchObject({ status: 'open', paidMinor: 0n, how: 'stripe', paidAtEpochSeconds: undefined });
      await world.payByCard(byCard.id, byCard.customer);
      expect(await invoicer.paymentsOf(byCard.id)).toMatchObject([
        { id: expected?.id, paymentIntent: expected?.paymentIntent, status: 'paid', paidMinor: 200_000n },
      ]);
      await world.markPaid(otherwise.id);
      const payments = await invoicer.paymentsOf(otherwise.id);
      expect(payments.map(({ status, how }) => [status, how])).toEqual([
        ['paid', 'outside'],
        ['canceled', 'stripe'],
      ]);
    });

    it('is the first of the whole account once it is made', async () => {
      const { invoicer, aPaidInvoice } = scene();
      const { payment } = await aPaidInvoice();
      const { items } = await invoicer.paymentPage({});
      expect(items.find(({ id }) => id === payment.id)).toEqual(payment);
    });

    it('outside of Stripe says so, and has no payment intent that paid it', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const { id } = await anOpenInvoice();
      await world.markPaid(id);
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
      const intent = await payPart(invoice, 50_000n);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({
        status: 'open',
        paidMinor: 50_000n,
        remainingMinor: 150_000n,
      });
      expect(await invoicer.invoicesPaidBy(intent)).toEqual([invoice.id]);
      await payPart(invoice, 150_000n);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({ status: 'paid', paidMinor: 200_000n });
      const paid = (await invoicer.paymentsOf(invoice.id)).filter(({ status }) => status === 'paid');
      expect(paid.map(({ paidMinor }) => paidMinor).toSorted((a, b) => Number(a - b))).toEqual([50_000n, 150_000n]);
    });

    it('of too much is credit of the customer', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const { id, customer } = await anOpenInvoice();
      await world.reportPayment(id, 230_000n);
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
      const { invoicer, world, anOpenInvoice } = scene();
      const { id, customer } = await anOpenInvoice();
      expect(await world.payByCard(id, customer, 'declined')).toBe('declined');
      expect(await invoicer.readInvoice(id)).toMatchObject({ status: 'open', attempts: 1, remainingMinor: 200_000n });
    });

    it('of a part keeps the invoice from being void', async () => {
      const { invoicer, anOpenInvoice, key } = scene();
      const invoice = await anOpenInvoice();
      await payPart(invoice, 50_000n);
      await expect(invoicer.voidInvoice(invoice.id, key())).rejects.toMatchObject({ retryable: false });
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({ status: 'open', paidMinor: 50_000n });
    });
  });
}
