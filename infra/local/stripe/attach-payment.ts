import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, badParameter } from './api-refusal-error.ts';
import { written } from './currencies.ts';
import { credit, expectPayment } from './invoice-payments.ts';
import { invoiceIn } from './invoice-states.ts';
import { intentIn } from './payment-intents.ts';
import { recordIn } from './payment-records.ts';

interface Asked {
  payment_intent?: string | undefined;
  payment_record?: string | undefined;
}

/** Adds a payment to the invoice: of a part of it, or of money that came outside of Stripe. */
export function attached(account: Account, invoice: Stripe.Invoice, asked: Asked): Stripe.Invoice {
  const { payment_intent: intent, payment_record: record } = asked;
  if ((intent === undefined) === (record === undefined)) {
    const message = 'You must specify exactly one of these parameters: payment_intent, payment_record.';
    throw badParameter('payment_intent', message, 'parameter_missing');
  }
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw new ApiRefusalError(
      `Payments can only be attached to open invoices. This invoice is ${String(invoice.status)}.`,
    );
  }
  if (intent !== undefined) attachIntent(account, invoice, intentIn(account, intent, 'parameter'));
  if (record !== undefined) attachRecord(account, invoice, recordIn(account, record, 'parameter'));
  return invoiceIn(account, invoice.id, 'id', 'path');
}

const refuse = (message: string) => new ApiRefusalError(message, { param: 'payment_intent' });

function attachIntent(account: Account, invoice: Stripe.Invoice, intent: Stripe.PaymentIntent): void {
  if (intent.currency !== invoice.currency) {
    throw refuse(
      `The currency of the PaymentIntent (${intent.currency}) is not that of the invoice (${invoice.currency}).`,
    );
  }
  if (idOf(intent.customer) !== idOf(invoice.customer)) {
    throw refuse('The customer of the PaymentIntent is not that of the invoice.');
  }
  if (intent.status === 'canceled') throw refuse('A canceled PaymentIntent cannot be attached to an invoice.');
  const isAttached = account
    .of('invoice_payment', 'payment.payment_intent', intent.id)
    .some((payment) => payment.invoice === invoice.id);
  if (isAttached) throw refuse('The PaymentIntent is already attached to this invoice.');
  if (intent.amount > invoice.amount_remaining) {
    const [asked, left] = [intent.amount, invoice.amount_remaining].map((amount) => written(amount, invoice.currency));
    throw refuse(
      `The amount of the PaymentIntent (${asked ?? ''}) is more than remains on the invoice (${left ?? ''}).`,
    );
  }
  const source = { type: 'payment_intent', payment_intent: intent.id } as const;
  const payment = expectPayment(account, invoice, source, { amount: intent.amount, isDefault: false });
  if (intent.status === 'succeeded') credit(account, payment, intent.amount_received);
}

function attachRecord(account: Account, invoice: Stripe.Invoice, record: Stripe.PaymentRecord): void {
  const { currency, value } = record.amount;
  if (currency !== invoice.currency) {
    const message = `The currency of the PaymentRecord (${currency}) is not that of the invoice (${invoice.currency}).`;
    throw new ApiRefusalError(message, { param: 'payment_record' });
  }
  const isAttached = account.all('invoice_payment').some(({ payment }) => payment.payment_record === record.id);
  if (isAttached) {
    throw new ApiRefusalError('The PaymentRecord is already attached to an invoice.', { param: 'payment_record' });
  }
  const source = { type: 'payment_record', payment_record: record.id } as const;
  const payment = expectPayment(account, invoice, source, { amount: value, isDefault: false });
  if (record.amount_guaranteed.value > 0) credit(account, payment, record.amount_guaranteed.value);
}
