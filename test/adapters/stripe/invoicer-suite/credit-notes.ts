import { describe, expect, it } from 'vitest';
import type { NewCreditNote } from '../../../../shared/ports/invoicer-invoice.ts';
import { fault } from './scene.ts';
import type { OpenInvoice, Scene } from './scene.ts';

export function describeCreditNotes(scene: () => Scene): void {
  const credit = (invoice: OpenInvoice, amountMinor: bigint, more: Partial<NewCreditNote> = {}) => {
    const { invoicer, key } = scene();
    const { id, currency, contractId, posting, intent } = invoice;
    const note = { invoice: id, amountMinor, currency, contractId, posting, intent, memo: 'Correction', ...more };
    return invoicer.createCreditNote(note, key());
  };

  describe('a credit note', () => {
    it('takes from what is left of an open invoice, and is found on it', async () => {
      const { invoicer, anOpenInvoice } = scene();
      const invoice = await anOpenInvoice();
      const note = await credit(invoice, 50_000n);
      expect(note).toMatchObject({
        invoice: invoice.id,
        customer: invoice.customer,
        intent: invoice.intent,
        amountMinor: 50_000n,
        beforePaymentMinor: 50_000n,
        refundedMinor: 0n,
        toBalanceMinor: 0n,
        outsideMinor: 0n,
        memo: 'Correction',
        status: 'issued',
      });
      expect(await invoicer.creditNotesOf(invoice.id)).toEqual([note]);
      expect((await invoicer.creditNotePage({ customer: invoice.customer })).items).toEqual([note]);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({
        status: 'open',
        totalMinor: 200_000n,
        dueMinor: 150_000n,
        remainingMinor: 150_000n,
        creditedBeforePaymentMinor: 50_000n,
      });
    });

    it('of all that is left makes the invoice paid, though nobody has paid', async () => {
      const { invoicer, anOpenInvoice } = scene();
      const invoice = await anOpenInvoice();
      await credit(invoice, 200_000n);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({
        status: 'paid',
        paidMinor: 0n,
        remainingMinor: 0n,
      });
    });

    it('on a paid invoice is refunded, put to the balance, or given back outside, as told', async () => {
      const { invoicer, aPaidInvoice } = scene();
      const invoice = await aPaidInvoice();
      const parts = { refundMinor: 10_000n, toBalanceMinor: 20_000n, outsideMinor: 30_000n };
      expect(await credit(invoice, 60_000n, parts)).toMatchObject({
        beforePaymentMinor: 0n,
        refundedMinor: 10_000n,
        toBalanceMinor: 20_000n,
        outsideMinor: 30_000n,
      });
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({
        status: 'paid',
        paidMinor: 200_000n,
        creditedAfterPaymentMinor: 60_000n,
      });
      expect(await invoicer.readCustomer(invoice.customer)).toMatchObject({ balanceMinor: -20_000n });
      // Stripe makes the refund, and marks it as nobody's.
      expect(await invoicer.refundsOf(invoice.payment)).toMatchObject([{ amountMinor: 10_000n, intent: undefined }]);
    });

    it.each([
      ['of more than the invoice', 200_001n, {}],
      ['whose parts do not add up', 100n, { refundMinor: 99n }],
    ])('%s is refused', async (_what, amountMinor, parts) => {
      const invoice = await scene().aPaidInvoice();
      const more = amountMinor > 200_000n ? { refundMinor: amountMinor } : parts;
      await expect(credit(invoice, amountMinor, more)).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ status: 400 }) }),
      );
      expect(await scene().invoicer.creditNotesOf(invoice.id)).toEqual([]);
    });

    it('is refunded from the last payment first', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const invoice = await anOpenInvoice();
      const first = await world.payPart(invoice.id, invoice.customer, 150_000n);
      const last = await world.payPart(invoice.id, invoice.customer, 50_000n);
      await credit(invoice, 60_000n, { refundMinor: 60_000n });
      const payments = await invoicer.paymentsOf(invoice.id);
      const given = async (intent: string) => {
        const payment = payments.find(({ paymentIntent }) => paymentIntent === intent);
        return payment === undefined ? [] : (await invoicer.refundsOf(payment)).map(({ amountMinor }) => amountMinor);
      };
      expect([await given(last), await given(first)]).toEqual([[50_000n], [10_000n]]);
    });

    it('to the balance of a customer that is gone is refused, and nothing of it is done', async () => {
      const { invoicer, world, aPaidInvoice } = scene();
      const invoice = await aPaidInvoice();
      await world.deleteCustomer(invoice.customer);
      await expect(credit(invoice, 200n, { refundMinor: 100n, toBalanceMinor: 100n })).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'resource_missing' }) }),
      );
      expect(await invoicer.refundsOf(invoice.payment)).toEqual([]);
      expect(await invoicer.creditNotesOf(invoice.id)).toEqual([]);
    });

    it('on an invoice that is void is refused', async () => {
      const { invoicer, anOpenInvoice, key } = scene();
      const invoice = await anOpenInvoice();
      await invoicer.voidInvoice(invoice.id, key());
      await expect(credit(invoice, 100n)).rejects.toEqual(fault({ retryable: false }));
    });

    it('that a person takes back is void, and the invoice is owed again', async () => {
      const { invoicer, world, anOpenInvoice } = scene();
      const invoice = await anOpenInvoice();
      const { id } = await credit(invoice, 50_000n);
      await world.voidCreditNote(id);
      expect(await invoicer.creditNotesOf(invoice.id)).toMatchObject([
        { id, status: 'void', voidedAtEpochSeconds: expect.any(Number) },
      ]);
      expect(await invoicer.readInvoice(invoice.id)).toMatchObject({
        remainingMinor: 200_000n,
        creditedBeforePaymentMinor: 0n,
      });
    });

    it('is issued once under one key', async () => {
      const { invoicer, key, anOpenInvoice } = scene();
      const { id, currency, contractId, posting, intent } = await anOpenInvoice();
      const note = { invoice: id, amountMinor: 100n, currency, contractId, posting, intent, memo: 'Once' };
      const same = key();
      expect((await invoicer.createCreditNote(note, same)).id).toBe((await invoicer.createCreditNote(note, same)).id);
      expect(await invoicer.creditNotesOf(id)).toHaveLength(1);
    });
  });
}
