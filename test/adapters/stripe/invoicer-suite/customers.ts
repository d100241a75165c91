import { describe, expect, it } from 'vitest';
import { fault } from './scene.ts';
import type { Scene } from './scene.ts';

export function describeCustomers(scene: () => Scene): void {
  describe('a customer', () => {
    it('is found again by its contract, and by its deployment alone', async () => {
      const { invoicer, stranger, aContract, aCustomer } = scene();
      const contractId = aContract();
      const customer = await aCustomer(contractId);
      const email = `${contractId}@tallystick.example`;
      expect(await invoicer.findCustomer(contractId, email)).toBe(customer);
      expect(await invoicer.findCustomer(aContract(), email)).toBeUndefined();
      expect(await stranger?.findCustomer(contractId, email)).toBeUndefined();
      expect(await invoicer.readCustomer(customer)).toEqual({
        id: customer,
        deleted: false,
        contractId,
        currency: undefined,
        balanceMinor: 0n,
      });
    });

    it('is made once under one key', async () => {
      const { invoicer, key, aContract, world } = scene();
      const same = key();
      const told = {
        contractId: aContract(),
        name: 'Made by the suite of Tallystick',
        emails: ['once@tallystick.example'],
      };
      const first = await invoicer.createCustomer(told, same);
      expect(await invoicer.createCustomer(told, same)).toBe(first);
      await world.deleteCustomer(first);
    });

    it('takes the currency of its first invoice', async () => {
      const { invoicer, anOpenInvoice } = scene();
      const { customer } = await anOpenInvoice({ currency: 'EUR' });
      expect(await invoicer.readCustomer(customer)).toMatchObject({ currency: 'EUR' });
    });

    it('that is deleted is answered as deleted; its invoices stay, and nothing new is made for it', async () => {
      const { invoicer, world, anOpenInvoice, anInvoice, key } = scene();
      const { customer, id } = await anOpenInvoice();
      await world.deleteCustomer(customer);
      expect(await invoicer.readCustomer(customer)).toMatchObject({
        id: customer,
        deleted: true,
        contractId: undefined,
      });
      expect((await invoicer.invoicesOf(customer)).map((invoice) => invoice.id)).toEqual([id]);
      expect((await invoicer.readInvoice(id)).customer).toBe(customer);
      await expect(invoicer.createInvoice(await anInvoice({ customer }), key())).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'resource_missing' }) }),
      );
    });

    it('that is not there is refused by its code', async () => {
      await expect(scene().invoicer.readCustomer('cus_nothing')).rejects.toEqual(
        fault({ retryable: false, details: expect.objectContaining({ stripeCode: 'resource_missing', status: 404 }) }),
      );
    });
  });

  describe("a customer's balance", () => {
    it('lowers the next invoice by what is the credit of the customer, and says what moved it', async () => {
      const { invoicer, world, aCustomer, anOpenInvoice } = scene();
      const customer = await aCustomer();
      await world.addToBalance(customer, -50_000n);
      const { id, open } = await anOpenInvoice({ customer });
      expect(open).toMatchObject({
        status: 'open',
        totalMinor: 200_000n,
        dueMinor: 150_000n,
        remainingMinor: 150_000n,
        startingBalanceMinor: -50_000n,
        endingBalanceMinor: 0n,
      });
      const moves = await invoicer.balanceTransactionsOf(customer);
      expect(
        moves.map(({ type, amountMinor, endingBalanceMinor, invoice }) => [
          type,
          amountMinor,
          endingBalanceMinor,
          invoice,
        ]),
      ).toEqual([
        ['applied_to_invoice', 50_000n, 0n, id],
        ['adjustment', -50_000n, -50_000n, undefined],
      ]);
    });

    it('takes an amount that is too little to be charged: the invoice is paid by nobody', async () => {
      const { invoicer, anOpenInvoice } = scene();
      const { customer, open } = await anOpenInvoice({ amountMinor: 49n });
      expect(open).toMatchObject({
        status: 'paid',
        totalMinor: 49n,
        dueMinor: 0n,
        paidMinor: 0n,
        endingBalanceMinor: 49n,
      });
      expect(await invoicer.readCustomer(customer)).toMatchObject({ balanceMinor: 49n });
      const [move] = await invoicer.balanceTransactionsOf(customer);
      expect(move).toMatchObject({ type: 'invoice_too_small', amountMinor: 49n });
    });

    it('that makes what is left too little takes all of it: the invoice is paid by nobody', async () => {
      const { invoicer, world, aCustomer, anOpenInvoice } = scene();
      const customer = await aCustomer();
      await world.addToBalance(customer, -1960n);
      const { id, open } = await anOpenInvoice({ customer, amountMinor: 2000n });
      expect(open).toMatchObject({
        status: 'paid',
        dueMinor: 0n,
        startingBalanceMinor: -1960n,
        endingBalanceMinor: 40n,
      });
      const moves = await invoicer.balanceTransactionsOf(customer);
      expect(moves.map(({ type, amountMinor, invoice }) => [type, amountMinor, invoice])).toEqual([
        ['invoice_too_small', 40n, id],
        ['applied_to_invoice', 1960n, id],
        ['adjustment', -1960n, undefined],
      ]);
      expect(await invoicer.paymentsOf(id)).toEqual([]);
    });

    it('shows on a draft already', async () => {
      const { invoicer, world, anInvoice, key } = scene();
      const invoice = await anInvoice();
      await world.addToBalance(invoice.customer, -300n);
      const { id } = await invoicer.createInvoice(invoice, key());
      const { customer, currency, intent } = invoice;
      await invoicer.addLine({ invoice: id, customer, amountMinor: 1000n, currency, description: 'x', intent }, key());
      expect(await invoicer.readInvoice(id)).toMatchObject({
        totalMinor: 1000n,
        dueMinor: 700n,
        remainingMinor: 700n,
        startingBalanceMinor: -300n,
        endingBalanceMinor: undefined,
      });
      expect(await invoicer.readCustomer(customer)).toMatchObject({ balanceMinor: -300n });
    });

    it('gets back what an invoice took of it when that is void', async () => {
      const { invoicer, world, aCustomer, anOpenInvoice, key } = scene();
      const customer = await aCustomer();
      await world.addToBalance(customer, -1000n);
      const { id } = await anOpenInvoice({ customer });
      await invoicer.voidInvoice(id, key());
      expect(await invoicer.readCustomer(customer)).toMatchObject({ balanceMinor: -1000n });
      expect((await invoicer.balanceTransactionsOf(customer))[0]).toMatchObject({ type: 'unapplied_from_invoice' });
    });
  });
}
