import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeInvoicer } from '../../../shared/adapters/stripe/stripe-invoicer.ts';
import { seeInvoice } from '../../../shared/app/see-invoice.ts';
import { stateOf } from '../../../shared/core/ledger/invoice-life.ts';
import type { InvoiceSeen } from '../../../shared/core/facts/stripe-facts.ts';
import type { Invoicer } from '../../../shared/ports/invoicer.ts';
import { runStandIn, SECRET_KEY, type RunningStandIn } from '../../infra/local/stripe/running-stand-in.ts';

let running: RunningStandIn;
let invoicer: Invoicer;
let keys = 0;
const key = () => `key-${(keys += 1)}`;

beforeAll(async () => {
  running = await runStandIn();
  invoicer = createStripeInvoicer({ apiKey: SECRET_KEY, apiBase: running.origin, deployment: 'test' });
});
afterAll(() => running.stop());

async function anOpenInvoice(amountMinor = 200_000n): Promise<{ id: string; customer: string }> {
  const contractId = `contract-${key()}`;
  const customer = await invoicer.createCustomer({ contractId, name: 'The Client', emails: ['a@b.example'] }, key());
  const { id } = await invoicer.createInvoice(
    {
      customer,
      contractId,
      posting: 'p#1',
      intent: 'i',
      currency: 'USD',
      dueAtEpochSeconds: running.now() + 86_400,
      description: 'Retainer',
      workingUrl: 'https://tallystick.example/workings/c/h',
      workingHash: 'ab'.repeat(32),
    },
    key(),
  );
  await invoicer.addLine({ invoice: id, customer, amountMinor, currency: 'USD', description: 'x', intent: 'i' }, key());
  await invoicer.finalize(id, key());
  return { id, customer };
}

const look = async (id: string): Promise<InvoiceSeen> => seeInvoice(invoicer, await invoicer.readInvoice(id), 'p#1');
const paidIn = ({ payments }: InvoiceSeen) => payments.map(({ how, amountMinor }) => [how, amountMinor]);

/** A payment of its own, attached to the invoice but not made yet: two of them can come to more than is due. */
async function attach({ id, customer }: { id: string; customer: string }, amount: number): Promise<string> {
  const intent = await running.stripe.paymentIntents.create({ amount, currency: 'usd', customer });
  await running.stripe.invoices.attachPayment(id, { payment_intent: intent.id });
  return intent.id;
}

const pay = (intent: string) => running.stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' });

describe('a look at an invoice, by the adapter and over HTTP', () => {
  it('sees a part, and then more than the rest: what came in is cash, what was too much is credit', async () => {
    const invoice = await anOpenInvoice();
    const [first, second] = [await attach(invoice, 150_000), await attach(invoice, 80_000)];
    await pay(first);
    const part = await look(invoice.id);
    expect([stateOf(part), part.remainingMinor, paidIn(part)]).toEqual([
      'partly-paid',
      50_000n,
      [['stripe', 150_000n]],
    ]);

    await pay(second);
    const whole = await look(invoice.id);
    expect(whole).toMatchObject({ status: 'paid', remainingMinor: 0n, overpaidMinor: 30_000n });
    expect(whole.payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(230_000n);
  });

  it('sees what was paid outside of Stripe', async () => {
    const { id } = await anOpenInvoice();
    await running.stripe.invoices.pay(id, { paid_out_of_band: true });
    const seen = await look(id);
    expect([stateOf(seen), paidIn(seen)]).toEqual(['paid', [['outside', 200_000n]]]);
  });

  it('sees an amount under the minimum as carried, and the next invoice as what collects it', async () => {
    const { id } = await anOpenInvoice(30n);
    expect(await look(id)).toMatchObject({ status: 'paid', carriedMinor: 30n, creditUsedMinor: 0n, payments: [] });
  });

  it('sees refunds and credit notes, and that a credit note covers its refund', async () => {
    const { id } = await anOpenInvoice();
    await running.stripe.invoices.pay(id, { payment_method: 'pm_card_visa' });
    const note = { invoice: id, currency: 'USD', intent: 'cn', contractId: 'c', posting: 'p#2', memo: 'less' };
    await invoicer.createCreditNote(
      { ...note, amountMinor: 50_000n, refundMinor: 30_000n, toBalanceMinor: 20_000n },
      key(),
    );
    const seen = await look(id);
    expect(stateOf(seen)).toBe('partly-refunded');
    expect(seen.refunds).toMatchObject([{ amountMinor: 30_000n }]);
    expect(seen.creditNotes).toMatchObject([{ intent: 'cn', amountMinor: 50_000n, toBalanceMinor: 20_000n }]);
  });

  it('sees nothing taken of the balance once the invoice is void', async () => {
    const { id, customer } = await anOpenInvoice();
    await running.stripe.customers.createBalanceTransaction(customer, { amount: -7_000, currency: 'usd' });
    await invoicer.voidInvoice(id, key());
    expect(await look(id)).toMatchObject({ status: 'void', creditUsedMinor: 0n, payments: [] });
  });
});
