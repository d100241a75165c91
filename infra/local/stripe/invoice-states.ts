import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { balanceAfter, copiedFrom, paymentsOf, presented, saveInvoice } from './invoice-object.ts';
import { LARGEST_AMOUNT_MINOR } from './parameters.ts';
import { declined, outcomeOf } from './payment-methods.ts';

/** Where an invoice's payment comes from: a card, from outside of Stripe, or nowhere, because nothing is due. */
export type PaidBy = { how: 'card'; method: Stripe.PaymentMethod } | { how: 'off-stripe' } | { how: 'nothing-due' };

export function invoiceIn(account: Account, id: string, param: string, where: 'path' | 'parameter'): Stripe.Invoice {
  const invoice = account.find('invoice', id);
  if (invoice === undefined) throw noSuch('invoice', id, param, where);
  return invoice;
}

/** A draft becomes open, with a number; one on which nothing is due becomes paid. */
export function finalized(account: Account, draft: Stripe.Invoice): Stripe.Invoice {
  if (draft.status !== 'draft') {
    throw new ApiRefusalError("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
  }
  if (draft.total > LARGEST_AMOUNT_MINOR) {
    throw new ApiRefusalError('Invoice total must be no more than $999,999.99', { code: 'amount_too_large' });
  }
  const customer = customerOf(account, idOf(draft.customer), 'parameter');
  const { amountDue, endingBalance } = balanceAfter({ ...draft, starting_balance: customer.balance });
  const now = account.now();
  const sequence = customer.next_invoice_sequence ?? 1;
  const open: Stripe.Invoice = {
    ...draft,
    ...copiedFrom(customer),
    amount_due: amountDue,
    amount_remaining: amountDue,
    automatically_finalizes_at: null,
    effective_at: draft.effective_at ?? now,
    ending_balance: endingBalance,
    next_payment_attempt: null,
    number: draft.number ?? `${customer.invoice_prefix ?? ''}-${String(sequence).padStart(4, '0')}`,
    starting_balance: customer.balance,
    status: 'open',
    status_transitions: { ...draft.status_transitions, finalized_at: now },
  };
  const next = draft.number === null ? sequence + 1 : sequence;
  moveBalance(account, { ...customer, next_invoice_sequence: next }, endingBalance);
  if (amountDue > 0) account.save('invoice_payment', newPayment(account, open, 'payment_intent'));
  saveInvoice(account, draft, open);
  account.emit('invoice.finalized', presented(account, open));
  return amountDue === 0 ? paid(account, open, { how: 'nothing-due' }) : open;
}

/** The invoice once paid in full. */
export function paid(account: Account, invoice: Stripe.Invoice, by: PaidBy): Stripe.Invoice {
  const now = account.now();
  const amount = invoice.amount_remaining;
  const settled: Stripe.Invoice = {
    ...invoice,
    amount_paid: invoice.amount_paid + amount,
    amount_paid_off_stripe: (invoice.amount_paid_off_stripe ?? 0) + (by.how === 'off-stripe' ? amount : 0),
    amount_remaining: 0,
    attempt_count: invoice.attempt_count + (by.how === 'card' ? 1 : 0),
    attempted: invoice.attempted || by.how !== 'off-stripe',
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  };
  if (amount > 0) settlePayment(account, settled, by, amount);
  const shown = saveInvoice(account, invoice, settled);
  account.emit('invoice.paid', shown);
  if (by.how !== 'off-stripe') account.emit('invoice.payment_succeeded', shown);
  return settled;
}

/** Collects what remains by the card: the paid invoice, or the refusal, the attempt being counted. */
export function charged(
  account: Account,
  invoice: Stripe.Invoice,
  method: Stripe.PaymentMethod,
): Stripe.Invoice | ApiRefusalError {
  const outcome = outcomeOf(method);
  if (outcome === 'succeeds') return paid(account, invoice, { how: 'card', method });
  const attempted = { ...invoice, attempted: true, attempt_count: invoice.attempt_count + 1 };
  const shown = saveInvoice(account, invoice, attempted);
  account.emit('invoice.payment_failed', shown);
  if (outcome === 'declined') return declined();
  account.emit('invoice.payment_action_required', shown);
  return new ApiRefusalError('This payment requires additional user action before it can be completed successfully.', {
    status: 402,
    type: 'card_error',
    code: 'invoice_payment_intent_requires_action',
  });
}

/** Open or uncollectible becomes void; amounts stay as they were, and a balance that was taken is given back. */
export function voided(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status === 'paid') throw new ApiRefusalError('Invoices with `paid` payments cannot be voided.');
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') throw notOpen();
  const taken = invoice.starting_balance - (invoice.ending_balance ?? 0);
  const customer = account.find('customer', idOf(invoice.customer));
  if (customer !== undefined && !customer.deleted) moveBalance(account, customer, customer.balance + taken);
  cancelPayments(account, invoice.id);
  return moved(account, invoice, 'void', 'voided_at', 'invoice.voided');
}

export function uncollectible(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status === 'uncollectible') {
    throw new ApiRefusalError('This invoice has already been marked uncollectible.');
  }
  if (invoice.status !== 'open') throw notOpen();
  return moved(account, invoice, 'uncollectible', 'marked_uncollectible_at', 'invoice.marked_uncollectible');
}

function notOpen(): ApiRefusalError {
  return new ApiRefusalError("You can only pass in open invoices. This invoice isn't open.");
}

function moved(
  account: Account,
  invoice: Stripe.Invoice,
  status: 'void' | 'uncollectible',
  at: keyof Stripe.Invoice.StatusTransitions,
  told: 'invoice.voided' | 'invoice.marked_uncollectible',
): Stripe.Invoice {
  const transitions = { ...invoice.status_transitions, [at]: account.now() };
  const shown = saveInvoice(account, invoice, { ...invoice, status, status_transitions: transitions });
  account.emit(told, shown);
  return shown;
}

/** Keeps the customer with this balance, and tells of it if it is another one. */
export function moveBalance(account: Account, customer: Stripe.Customer, balance: number): void {
  const after = { ...customer, balance };
  account.save('customer', after);
  if (balance !== customer.balance) account.emit('customer.updated', after, customer);
}

/** Payments that were still expected are expected no more. */
export function cancelPayments(account: Account, invoice: string): void {
  for (const payment of paymentsOf(account, invoice).filter(({ status }) => status === 'open')) {
    const transitions = { ...payment.status_transitions, canceled_at: account.now() };
    account.save('invoice_payment', { ...payment, status: 'canceled', status_transitions: transitions });
  }
}

function settlePayment(account: Account, invoice: Stripe.Invoice, by: PaidBy, amount: number): void {
  const expected = paymentsOf(account, invoice.id).find(({ status }) => status === 'open');
  if (by.how === 'off-stripe') cancelPayments(account, invoice.id);
  const payment = by.how === 'off-stripe' ? newPayment(account, invoice, 'payment_record') : expected;
  if (payment === undefined) return;
  const transitions = { canceled_at: null, paid_at: account.now() };
  const settled = {
    ...payment,
    amount_paid: amount,
    amount_requested: amount,
    status: 'paid',
    status_transitions: transitions,
  };
  account.save('invoice_payment', settled);
  account.emit('invoice_payment.paid', settled);
}

function newPayment(
  account: Account,
  invoice: Stripe.Invoice,
  type: 'payment_intent' | 'payment_record',
): Stripe.InvoicePayment {
  const payment =
    type === 'payment_intent'
      ? { type, payment_intent: account.newId('pi_') }
      : { type, payment_record: account.newId('pr_') };
  return {
    id: account.newId('inpay_'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: account.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: type === 'payment_intent',
    livemode: false,
    payment,
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
}
