import { describe, expect, it } from 'vitest';
import type { NewInvoice } from '../../../../shared/ports/invoicer-invoice.ts';
import { fault } from './scene.ts';
import type { Scene } from './scene.ts';

/** What Stripe refuses, by what it says of it; and that nothing of it was done. */
export function describeRefusals(scene: () => Scene): void {
  const refused = (details: object): unknown => fault({ retryable: false, details: expect.objectContaining(details) });
  const lineOf = (invoice: NewInvoice, id: string) => ({
    invoice: id,
    customer: invoice.customer,
    amountMinor: 1000n,
    currency: invoice.currency,
    description: 'A line',
    intent: invoice.intent,
  });

  describe('a line', () => {
    it('is refused on what is no draft any more', async () => {
      const { invoicer, anOpenInvoice, key } = scene();
      const invoice = await anOpenInvoice();
      await expect(invoicer.addLine(lineOf(invoice, invoice.id), key())).rejects.toEqual(
        refused({ stripeCode: 'invoice_not_editable', status: 400, keySpent: false }),
      );
      expect(await invoicer.readInvoice(invoice.id)).toEqual(invoice.open);
    });

    it.each([
      ['in another currency', async () => ({ currency: 'EUR' }), 'invalid_request_error'],
      ['of another customer', async () => ({ customer: await scene().aCustomer() }), 'invalid_request_error'],
      ['of an invoice that is not there', async () => ({ invoice: 'in_nothing' }), 'resource_missing'],
    ])('%s is refused', async (_what, changes, stripeCode) => {
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const { id } = await invoicer.createInvoice(invoice, key());
      const line = { ...lineOf(invoice, id), ...(await changes()) };
      await expect(invoicer.addLine(line, key())).rejects.toEqual(refused({ stripeCode, status: 400 }));
      expect(await invoicer.readInvoice(id)).toMatchObject({ lineCount: 0, totalMinor: 0n });
    });

    it('of an amount that Stripe cannot carry is refused before it is asked', async () => {
      const { invoicer, anInvoice, key } = scene();
      const invoice = await anInvoice({ currency: 'KWD' });
      const { id } = await invoicer.createInvoice(invoice, key());
      const same = key();
      const line = { ...lineOf(invoice, id), amountMinor: 1001n };
      await expect(invoicer.addLine(line, same)).rejects.toEqual(refused({ stripeCode: 'amount_not_expressible' }));
      await invoicer.addLine({ ...line, amountMinor: 1000n }, same);
      expect(await invoicer.readInvoice(id)).toMatchObject({ lineCount: 1, totalMinor: 1000n });
    });
  });

  describe('an invoice', () => {
    it('is refused to a customer without an address', async () => {
      const { invoicer, world, anInvoice, aContract, key } = scene();
      const customer = await invoicer.createCustomer({ contractId: aContract(), name: 'Nobody', emails: [] }, key());
      await expect(invoicer.createInvoice(await anInvoice({ customer }), key())).rejects.toEqual(
        refused({ stripeCode: 'invalid_request_error', status: 400 }),
      );
      expect(await invoicer.invoicesOf(customer)).toEqual([]);
      await world.deleteCustomer(customer);
    });

    it('in a second currency is refused', async () => {
      const { invoicer, anOpenInvoice, anInvoice, key } = scene();
      const { customer } = await anOpenInvoice();
      await expect(invoicer.createInvoice(await anInvoice({ customer, currency: 'EUR' }), key())).rejects.toEqual(
        refused({ param: 'currency', status: 400 }),
      );
    });

    it('of a customer that is gone by then is not finalised', async () => {
      const { invoicer, world, anInvoice, key } = scene();
      const invoice = await anInvoice();
      const { id } = await invoicer.createInvoice(invoice, key());
      await invoicer.addLine(lineOf(invoice, id), key());
      await world.deleteCustomer(invoice.customer);
      await expect(invoicer.finalize(id, key())).rejects.toEqual(refused({ stripeCode: 'resource_missing' }));
      expect(await invoicer.readInvoice(id)).toMatchObject({ status: 'draft' });
    });

    it.each(['invoicesOf', 'balanceTransactionsOf'] as const)('%s of nobody is refused, not empty', async (list) => {
      await expect(scene().invoicer[list]('cus_nothing')).rejects.toEqual(refused({ stripeCode: 'resource_missing' }));
    });
  });

  describe('a refusal', () => {
    it('of what was carried out is kept for its key, though it would go through by now', async () => {
      const { invoicer, world, anOpenInvoice, key } = scene();
      const { id, customer, currency, contractId, posting, intent } = await anOpenInvoice();
      const note = { invoice: id, amountMinor: 100n, currency, contractId, posting, intent, memo: 'Kept' };
      await world.payByCard(id, customer);
      const same = key();
      const doesNotAddUp = refused({ status: 400, keySpent: false });
      await expect(invoicer.createCreditNote(note, same)).rejects.toEqual(doesNotAddUp);
      await expect(invoicer.createCreditNote(note, same)).rejects.toEqual(doesNotAddUp);
      await expect(invoicer.createCreditNote({ ...note, refundMinor: 100n }, same)).rejects.toEqual(
        refused({ stripeCode: 'idempotency_error' }),
      );
      expect((await invoicer.createCreditNote({ ...note, refundMinor: 100n }, key())).refundedMinor).toBe(100n);
    });

    it('of parameters that were only read leaves the key as it was', async () => {
      const { invoicer, anInvoice, key, now } = scene();
      const invoice = await anInvoice();
      const same = key();
      await expect(invoicer.createInvoice({ ...invoice, dueAtEpochSeconds: now() - 1 }, same)).rejects.toEqual(
        refused({ param: 'due_date', status: 400 }),
      );
      expect((await invoicer.createInvoice(invoice, same)).status).toBe('draft');
    });
  });
}
