import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../../../../infra/local/stripe/account.ts';
import { aCustomer, aDraft, aPaidInvoice, anOpenInvoice, refusalOf, runStandIn } from './running-stand-in.ts';
import type { RunningStandIn } from './running-stand-in.ts';

let running: RunningStandIn;

beforeAll(async () => {
  running = await runStandIn();
});
afterAll(() => running.stop());

const newCustomer = async () => (await running.stripe.customers.create(aCustomer)).id;
const balanceOf = async (id: string) => {
  const customer = await running.stripe.customers.retrieve(id);
  return customer.deleted ? undefined : customer.balance;
};
const movesOf = async (id: string) =>
  (await running.stripe.customers.listBalanceTransactions(id)).data.map(({ type, amount, ending_balance: after }) => [
    type,
    amount,
    after,
  ]);

describe("a customer's balance", () => {
  it('is moved by transactions, which can be read, described and listed, and never changed', async () => {
    const { stripe } = running;
    const customer = await newCustomer();
    const credit = await stripe.customers.createBalanceTransaction(customer, {
      amount: -5000,
      currency: 'usd',
      description: 'Goodwill',
      metadata: { intent: 'b-1' },
    });
    expect(credit).toMatchObject({ type: 'adjustment', amount: -5000, ending_balance: -5000, description: 'Goodwill' });
    await stripe.customers.createBalanceTransaction(customer, { amount: 2000, currency: 'usd' });
    expect(await balanceOf(customer)).toBe(-3000);
    expect(await movesOf(customer)).toEqual([
      ['adjustment', 2000, -3000],
      ['adjustment', -5000, -5000],
    ]);
    const told = { description: 'Goodwill, April', metadata: { intent: '' } };
    expect(await stripe.customers.updateBalanceTransaction(customer, credit.id, told)).toMatchObject({
      amount: -5000,
      description: 'Goodwill, April',
      metadata: {},
    });
    expect((await stripe.customers.retrieveBalanceTransaction(customer, credit.id)).description).toBe(
      'Goodwill, April',
    );
    expect(await balanceOf(customer)).toBe(-3000);
  });

  it('set on the customer is reached by a transaction too', async () => {
    const { stripe } = running;
    const { id } = await stripe.customers.create({ ...aCustomer, balance: -700 });
    expect(await stripe.customers.update(id, { balance: 300 })).toMatchObject({ balance: 300 });
    expect(await movesOf(id)).toEqual([
      ['adjustment', 1000, 300],
      ['initial', -700, -700],
    ]);
  });

  it('lowers the next invoice, and what is left of it the one after that', async () => {
    const { stripe } = running;
    const customer = await newCustomer();
    await stripe.customers.createBalanceTransaction(customer, { amount: -250_000, currency: 'usd' });
    const first = await anOpenInvoice(running, { customer });
    expect(first).toMatchObject({
      status: 'paid',
      total: 200_000,
      amount_due: 0,
      amount_paid: 0,
      starting_balance: -250_000,
      ending_balance: -50_000,
    });
    const second = await anOpenInvoice(running, { customer });
    expect(second).toMatchObject({ amount_due: 150_000, starting_balance: -50_000, ending_balance: 0 });
    expect((await movesOf(customer)).slice(0, 2)).toEqual([
      ['applied_to_invoice', 50_000, 0],
      ['applied_to_invoice', 200_000, -50_000],
    ]);
    const ofSecond = await stripe.customers.listBalanceTransactions(customer, { invoice: second.id });
    expect(ofSecond.data).toMatchObject([{ invoice: second.id, amount: 50_000 }]);
    await stripe.invoices.voidInvoice(second.id);
    expect((await movesOf(customer))[0]).toEqual(['unapplied_from_invoice', -50_000, -50_000]);
  });

  it('that is owed raises the next invoice', async () => {
    const customer = await newCustomer();
    await running.stripe.customers.createBalanceTransaction(customer, { amount: 1000, currency: 'usd' });
    expect(await anOpenInvoice(running, { customer })).toMatchObject({ amount_due: 201_000, ending_balance: 0 });
    expect((await movesOf(customer))[0]).toEqual(['applied_to_invoice', -1000, 0]);
  });

  it('takes what is too little to be charged, and says so', async () => {
    const customer = await newCustomer();
    expect(await anOpenInvoice(running, { customer, amounts: [49] })).toMatchObject({
      status: 'paid',
      amount_due: 0,
      ending_balance: 49,
    });
    expect(await movesOf(customer)).toEqual([['invoice_too_small', 49, 49]]);
    const other = await newCustomer();
    expect(await anOpenInvoice(running, { customer: other, amounts: [50] })).toMatchObject({ status: 'open' });
  });

  it('takes what is too much to be charged', async () => {
    const customer = await newCustomer();
    await running.stripe.customers.createBalanceTransaction(customer, { amount: 1, currency: 'usd' });
    expect(await anOpenInvoice(running, { customer, amounts: [99_999_999] })).toMatchObject({
      status: 'paid',
      amount_due: 0,
      ending_balance: 100_000_000,
    });
    expect((await movesOf(customer))[0]).toEqual(['invoice_too_large', 100_000_000, 100_000_000]);
  });

  it('takes what an invoice of less than nothing gives back', async () => {
    const customer = await newCustomer();
    expect(await anOpenInvoice(running, { customer, amounts: [-300] })).toMatchObject({
      status: 'paid',
      total: -300,
      amount_due: 0,
      ending_balance: -300,
    });
    expect(await movesOf(customer)).toEqual([['applied_to_invoice', -300, -300]]);
  });

  it('is credited by a credit note, with its id', async () => {
    const { stripe } = running;
    const { invoice } = await aPaidInvoice(running);
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 100, credit_amount: 100 });
    const [move] = (await stripe.customers.listBalanceTransactions(idOf(invoice.customer))).data;
    expect(move).toMatchObject({ id: note.customer_balance_transaction, type: 'credit_note', credit_note: note.id });
  });

  it('is not moved by nothing, in another currency, or for nobody', async () => {
    const { stripe } = running;
    const { customer } = await anOpenInvoice(running);
    const move = (amount: number, currency: string, of = idOf(customer)) =>
      refusalOf(stripe.customers.createBalanceTransaction(of, { amount, currency }));
    expect((await move(0, 'usd')).param).toBe('amount');
    expect((await move(1, 'eur')).message).toMatch(/^You cannot combine currencies on a single customer/);
    expect((await move(1, 'usd', 'cus_none')).statusCode).toBe(404);
    expect(
      (await refusalOf(stripe.customers.retrieveBalanceTransaction(idOf(customer), 'cbtxn_none'))).statusCode,
    ).toBe(404);
  });
});

describe('a customer with a currency', () => {
  it('takes no invoice, item or pending item in another', async () => {
    const { stripe } = running;
    const customer = await newCustomer();
    await aDraft(running, { customer, amounts: [] });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ currency: 'usd' });
    const other = { customer, currency: 'eur' };
    expect((await refusalOf(stripe.invoices.create(other))).message).toMatch(/with currency usd$/);
    expect((await refusalOf(stripe.invoiceItems.create({ ...other, amount: 1 }))).param).toBe('currency');
  });
});

describe('a total of more than Stripe takes', () => {
  it('is refused when it is finalised, and the invoice stays a draft', async () => {
    const { stripe } = running;
    const draft = await aDraft(running, { amounts: [99_999_999, 1] });
    expect(await refusalOf(stripe.invoices.finalizeInvoice(draft.id))).toMatchObject({ code: 'amount_too_large' });
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: 'draft', total: 100_000_000 });
  });
});

describe('a deleted customer', () => {
  it('is answered as deleted; its invoices and payments stay, and nothing new is made for it', async () => {
    const { stripe } = running;
    const { invoice, charge } = await aPaidInvoice(running);
    const customer = idOf(invoice.customer);
    const open = await anOpenInvoice(running, { customer });
    const owed = await anOpenInvoice(running, { customer });
    const part = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', customer });
    const draft = await aDraft(running, { customer });
    expect(await stripe.customers.del(customer)).toEqual(
      expect.objectContaining({ id: customer, object: 'customer', deleted: true }),
    );
    const gone = await running.raw('GET', `/v1/customers/${customer}`);
    expect(await gone.json()).toEqual({ id: customer, object: 'customer', deleted: true });

    const listed = await stripe.invoices.list({ customer });
    expect(listed.data.map(({ id }) => id)).toEqual([draft.id, owed.id, open.id, invoice.id]);
    expect((await stripe.invoices.retrieve(open.id, { expand: ['customer'] })).customer).toMatchObject({
      id: customer,
      deleted: true,
    });
    expect(await stripe.refunds.create({ charge, amount: 1000 })).toMatchObject({ status: 'succeeded' });
    expect(await stripe.invoices.voidInvoice(open.id)).toMatchObject({ status: 'void' });
    await stripe.invoices.attachPayment(owed.id, { payment_intent: part.id });
    await stripe.invoices.pay(owed.id, { paid_out_of_band: true });
    await stripe.paymentIntents.confirm(part.id, { payment_method: 'pm_card_visa' });
    expect(await stripe.invoices.retrieve(owed.id)).toMatchObject({ status: 'paid', amount_overpaid: 1000 });
    const credit = { invoice: invoice.id, amount: 100, credit_amount: 100 };
    expect((await refusalOf(stripe.creditNotes.create(credit))).code).toBe('resource_missing');
    expect((await stripe.customers.listBalanceTransactions(customer)).data).toEqual([]);

    const missing = { code: 'resource_missing' };
    expect(await refusalOf(stripe.invoices.create({ customer }))).toMatchObject(missing);
    expect(await refusalOf(stripe.invoiceItems.create({ customer, amount: 1 }))).toMatchObject(missing);
    expect(await refusalOf(stripe.invoices.finalizeInvoice(draft.id))).toMatchObject(missing);
    expect(await refusalOf(stripe.customers.del(customer))).toMatchObject({ statusCode: 404 });
    const [told] = (await stripe.events.list({ type: 'customer.deleted' })).data;
    expect(told?.data.object).toMatchObject({ id: customer, email: 'client@example.com' });
  });
});
