import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { moveBalanceIfThere } from './customer-balance.ts';
import { paymentsOf, saveInvoice } from './invoice-object.ts';
import { newIntent } from './payment-intent-object.ts';

/** Where the money of an invoice's payment comes from. */
export type PaymentSource =
  { type: 'payment_intent'; payment_intent: string } | { type: 'payment_record'; payment_record: string };

/** A payment that is expected on the invoice. */
export function expectPayment(
  account: Account,
  invoice: Stripe.Invoice,
  payment: PaymentSource,
  told: { amount: number; isDefault: boolean },
): Stripe.InvoicePayment {
  const expected: Stripe.InvoicePayment = {
    id: account.newId('inpay_'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: told.amount,
    created: account.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: told.isDefault,
    livemode: false,
    payment,
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  account.save('invoice_payment', expected);
  return expected;
}

/** What Stripe makes of its own accord when an invoice is finalised: a payment of all that is due. */
export function expectDefaultPayment(account: Account, invoice: Stripe.Invoice): void {
  const { currency, customer, amount_due: amount } = invoice;
  const intent = newIntent(account, {
    amount,
    currency,
    customer: idOf(customer),
    description: descriptionOf(invoice),
  });
  account.save('payment_intent', intent);
  account.emit('payment_intent.created', intent);
  const source = { type: 'payment_intent', payment_intent: intent.id } as const;
  expectPayment(account, invoice, source, { amount, isDefault: true });
}

function descriptionOf(invoice: Stripe.Invoice): string {
  return `Payment for Invoice ${invoice.number ?? ''}`.trim();
}

export function defaultPaymentOf(account: Account, invoice: string): Stripe.InvoicePayment | undefined {
  return paymentsOf(account, invoice).find(({ status, is_default: isDefault }) => isDefault && status === 'open');
}

/** Payments that somebody attached and that are still expected. */
export function attachedOpen(account: Account, invoice: string): Stripe.InvoicePayment[] {
  return paymentsOf(account, invoice).filter(({ status, is_default: isDefault }) => !isDefault && status === 'open');
}

/** The intent has succeeded: what it received goes to the invoices that it is attached to, in the order of attaching. */
export function paymentReceived(account: Account, intent: Stripe.PaymentIntent): void {
  const payments = account.of('invoice_payment', 'payment.payment_intent', intent.id).toReversed();
  const spent = payments.reduce((sum, { amount_paid: paid }) => sum + (paid ?? 0), 0);
  let left = intent.amount_received - spent;
  for (const payment of payments.filter(({ status }) => status === 'open')) {
    const last = payments.at(-1) === payment;
    const amount = last ? left : Math.min(left, payment.amount_requested);
    left -= amount;
    credit(account, payment, amount);
  }
}

/** Counts a payment in: what is more than was due goes to the customer's balance. */
export function credit(account: Account, payment: Stripe.InvoicePayment, amount: number): void {
  const invoice = account.find('invoice', idOf(payment.invoice));
  if (invoice === undefined) throw new Error(`The invoice of ${payment.id} is not there.`);
  const offStripe = payment.payment.type === 'payment_record';
  const applied = Math.min(amount, invoice.amount_remaining);
  const overpaid = amount - applied;
  const remaining = invoice.amount_remaining - applied;
  const isPaidBy = remaining === 0 && invoice.status !== 'paid';
  const after: Stripe.Invoice = {
    ...invoice,
    amount_overpaid: invoice.amount_overpaid + overpaid,
    amount_paid: invoice.amount_paid + applied,
    amount_paid_off_stripe: (invoice.amount_paid_off_stripe ?? 0) + (offStripe ? applied : 0),
    amount_remaining: remaining,
    attempt_count: invoice.attempt_count + (payment.is_default ? 1 : 0),
    attempted: invoice.attempted || !offStripe,
    ...(isPaidBy ? paidNow(account, invoice) : {}),
  };
  markPaid(account, payment, amount);
  const shown = saveInvoice(account, invoice, after);
  keepDefaultPayment(account, after);
  if (overpaid > 0) {
    moveBalanceIfThere(account, idOf(invoice.customer), {
      type: 'invoice_overpaid',
      amount: -overpaid,
      currency: invoice.currency,
      invoice: invoice.id,
    });
  }
  if (isPaidBy) account.emit('invoice.paid', shown);
  if (isPaidBy && !offStripe) account.emit('invoice.payment_succeeded', shown);
  if (overpaid > 0) account.emit('invoice.overpaid', shown);
}

/** What makes an invoice a paid one. */
export function paidNow(account: Account, invoice: Stripe.Invoice) {
  return {
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: account.now() },
  } satisfies Partial<Stripe.Invoice>;
}

function markPaid(account: Account, payment: Stripe.InvoicePayment, amount: number): void {
  const settled: Stripe.InvoicePayment = {
    ...payment,
    amount_paid: amount,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: account.now() },
  };
  account.save('invoice_payment', settled);
  account.emit('invoice_payment.paid', settled);
}

/** The default payment asks for what remains, and is called off when nothing does or the invoice is void. */
export function keepDefaultPayment(account: Account, invoice: Stripe.Invoice): void {
  const payment = defaultPaymentOf(account, invoice.id);
  const intent = account.find('payment_intent', idOf(payment?.payment.payment_intent ?? null));
  if (payment === undefined || intent === undefined) return;
  if (invoice.status === 'open' || invoice.status === 'uncollectible') {
    if (payment.amount_requested === invoice.amount_remaining) return;
    account.save('invoice_payment', { ...payment, amount_requested: invoice.amount_remaining });
    account.save('payment_intent', { ...intent, amount: invoice.amount_remaining });
    return;
  }
  cancelPayment(account, payment);
  const called: Stripe.PaymentIntent = {
    ...intent,
    canceled_at: account.now(),
    cancellation_reason: invoice.status === 'void' ? 'void_invoice' : 'automatic',
    status: 'canceled',
  };
  account.save('payment_intent', called);
  account.emit('payment_intent.canceled', called);
}

export function cancelPayment(account: Account, payment: Stripe.InvoicePayment): void {
  const transitions = { ...payment.status_transitions, canceled_at: account.now() };
  account.save('invoice_payment', { ...payment, status: 'canceled', status_transitions: transitions });
}
