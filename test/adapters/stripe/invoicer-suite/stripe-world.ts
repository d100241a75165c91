import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import type { Card, World } from './world.ts';

const CARDS: Readonly<Record<Card, string>> = {
  good: 'pm_card_visa',
  declined: 'pm_card_chargeCustomerFail',
  disputed: 'pm_card_createDispute',
  inquired: 'pm_card_createDisputeInquiry',
};

/** The world outside by Stripe's own library: what its dashboard, its pages and its test cards do. */
export function stripeWorld(stripe: Stripe, now: () => number): World {
  const aCard = async (customer: string, card: Card = 'good') =>
    (await stripe.paymentMethods.attach(CARDS[card], { customer })).id;
  return {
    deleteCustomer: async (id) => void (await stripe.customers.del(id)),
    addToBalance: async (customer, amountMinor) =>
      void (await stripe.customers.createBalanceTransaction(customer, {
        amount: Number(amountMinor),
        currency: 'usd',
      })),
    makeDraft: async (customer) => void (await stripe.invoices.create({ customer })),
    deleteDraft: async (invoice) => void (await stripe.invoices.del(invoice)),
    edit: async (invoice) => {
      const draft = await stripe.invoices.create({ from_invoice: { invoice, action: 'revision' } });
      return (await stripe.invoices.finalizeInvoice(draft.id)).id;
    },
    giveUp: async (invoice) => void (await stripe.invoices.markUncollectible(invoice)),
    payByCard: async (invoice, customer, card) => {
      try {
        await stripe.invoices.pay(invoice, { payment_method: await aCard(customer, card) });
        return 'paid';
      } catch (error) {
        if (error instanceof Stripe.errors.StripeCardError && error.code === 'card_declined') return 'declined';
        throw error;
      }
    },
    payPart: async (invoice, customer, amountMinor) => {
      const intent = await stripe.paymentIntents.create({
        amount: Number(amountMinor),
        currency: 'usd',
        customer,
        payment_method: await aCard(customer),
        off_session: true,
        confirm: true,
      });
      await stripe.invoices.attachPayment(invoice, { payment_intent: intent.id });
      return intent.id;
    },
    markPaid: async (invoice) => void (await stripe.invoices.pay(invoice, { paid_out_of_band: true })),
    reportPayment: async (invoice, amountMinor) => {
      const record = await reportedPayment(stripe, Number(amountMinor), now());
      await stripe.invoices.attachPayment(invoice, { payment_record: record.id });
    },
    voidCreditNote: async (id) => void (await stripe.creditNotes.voidCreditNote(id)),
    decideDispute: async (id, outcome) => {
      const evidence = outcome === 'won' ? 'winning_evidence' : 'losing_evidence';
      await stripe.disputes.update(id, { evidence: { uncategorized_text: evidence } });
    },
    closeInquiry: async (id) => void (await stripe.disputes.close(id)),
    shown: (invoice) => stripe.invoices.retrieve(invoice),
  };
}

function reportedPayment(stripe: Stripe, value: number, at: number): Promise<Stripe.PaymentRecord> {
  return stripe.paymentRecords.reportPayment({
    amount_requested: { currency: 'usd', value },
    initiated_at: at,
    outcome: 'guaranteed',
    guaranteed: { guaranteed_at: at },
    payment_method_details: { type: 'custom', custom: { display_name: 'Wire' } },
    processor_details: { type: 'custom', custom: { payment_reference: `wire-${randomUUID()}` } },
  });
}
