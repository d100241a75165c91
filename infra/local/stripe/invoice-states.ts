import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { charge } from './charging.ts';
import { minimumChargeMinor } from './currencies.ts';
import { moveBalance, moveBalanceIfThere } from './customer-balance.ts';
import type { BalanceMove } from './customer-balance.ts';
import { balanceAfter, copiedFrom, paymentsOf, presented, saveInvoice } from './invoice-object.ts';
import {
  attachedOpen,
  credit,
  defaultPaymentOf,
  expectDefaultPayment,
  expectPayment,
  keepDefaultPayment,
  paidNow,
} from './invoice-payments.ts';
import { LARGEST_AMOUNT_MINOR } from './parameters.ts';
import { newPaymentRecord } from './payment-records.ts';

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
  voidRevised(account, draft);
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
  account.save('customer', { ...customer, next_invoice_sequence: next });
  if (amountDue > 0) expectDefaultPayment(account, open);
  saveInvoice(account, draft, open);
  account.emit('invoice.finalized', presented(account, open));
  takeBalance(account, open);
  return amountDue === 0 ? nothingDue(account, open) : open;
}

/** The invoice takes the customer's balance, and gives back what is too little or too much to be charged. */
function takeBalance(account: Account, invoice: Stripe.Invoice): void {
  const { id, currency, customer, starting_balance: before, total } = invoice;
  const move = (type: BalanceMove['type'], amount: number) =>
    moveBalance(account, idOf(customer), { type, amount, currency, invoice: id });
  const after = invoice.ending_balance ?? 0;
  if (total + before <= 0 || after === 0) {
    move('applied_to_invoice', after - before);
    return;
  }
  move('applied_to_invoice', -before);
  move(after < minimumChargeMinor(currency) ? 'invoice_too_small' : 'invoice_too_large', after);
}

/** Nothing is due, so that nothing has to be paid. */
function nothingDue(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  const settled: Stripe.Invoice = { ...invoice, attempted: true, ...paidNow(account, invoice) };
  const shown = saveInvoice(account, invoice, settled);
  account.emit('invoice.paid', shown);
  account.emit('invoice.payment_succeeded', shown);
  return settled;
}

/** An invoice that revises another takes its place. */
function voidRevised(account: Account, revision: Stripe.Invoice): void {
  const { from_invoice: from } = revision;
  if (from === null) return;
  const original = invoiceIn(account, idOf(from.invoice), 'from_invoice[invoice]', 'parameter');
  const voided = voidedAnyway(account, original);
  saveInvoice(account, voided, { ...voided, latest_revision: revision.id });
}

/** Pays what remains, from outside of Stripe. */
export function paidOffStripe(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  const { currency, customer, amount_remaining: amount } = invoice;
  const record = newPaymentRecord(account, { amount, currency, customer: idOf(customer), isGuaranteed: true });
  account.save('payment_record', record);
  const source = { type: 'payment_record', payment_record: record.id } as const;
  credit(account, expectPayment(account, invoice, source, { amount, isDefault: false }), amount);
  return invoiceIn(account, invoice.id, 'id', 'path');
}

/** Collects what remains by the card: the paid invoice, or the refusal, the attempt being counted. */
export function charged(
  account: Account,
  invoice: Stripe.Invoice,
  method: Stripe.PaymentMethod,
): Stripe.Invoice | ApiRefusalError {
  const payment = defaultPaymentOf(account, invoice.id);
  const intent = account.find('payment_intent', idOf(payment?.payment.payment_intent ?? null));
  if (intent === undefined) throw new Error(`The invoice ${invoice.id} has no payment to be charged.`);
  const answer = charge(account, intent, method);
  if (!(answer instanceof ApiRefusalError) && answer.status === 'succeeded') {
    return invoiceIn(account, invoice.id, 'id', 'path');
  }
  const attempted = { ...invoice, attempted: true, attempt_count: invoice.attempt_count + 1 };
  const shown = saveInvoice(account, invoice, attempted);
  account.emit('invoice.payment_failed', shown);
  if (answer instanceof ApiRefusalError) return answer;
  account.emit('invoice.payment_action_required', shown);
  return new ApiRefusalError('This payment requires additional user action before it can be completed successfully.', {
    status: 402,
    type: 'card_error',
    code: 'invoice_payment_intent_requires_action',
  });
}

/** Open or uncollectible becomes void; amounts stay as they were, and a balance that was taken is given back. */
export function voided(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  refuseWithPayments(account, invoice, ['paid', 'open'], 'voided');
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') throw notOpen();
  return voidedAnyway(account, invoice);
}

function voidedAnyway(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  const { id, currency, starting_balance: before, ending_balance: after } = invoice;
  const amount = before - (after ?? 0);
  const move = { type: 'unapplied_from_invoice', amount, currency, invoice: id };
  moveBalanceIfThere(account, idOf(invoice.customer), move);
  const done = moved(account, invoice, 'void', 'voided_at', 'invoice.voided');
  keepDefaultPayment(account, done);
  return done;
}

/** What has been paid in part, or may be paid any moment by a payment that somebody attached, stays as it is. */
function refuseWithPayments(
  account: Account,
  invoice: Stripe.Invoice,
  states: readonly ('open' | 'paid')[],
  what: string,
): void {
  const isPaid = invoice.status === 'paid' || paymentsOf(account, invoice.id).some(({ status }) => status === 'paid');
  const isExpected = attachedOpen(account, invoice.id).length > 0;
  const found = states.find((state) => (state === 'paid' ? isPaid : isExpected));
  if (found !== undefined) throw new ApiRefusalError(`Invoices with \`${found}\` payments cannot be ${what}.`);
}

export function uncollectible(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status === 'uncollectible') {
    throw new ApiRefusalError('This invoice has already been marked uncollectible.');
  }
  if (invoice.status !== 'open') throw notOpen();
  refuseWithPayments(account, invoice, ['open'], 'marked uncollectible');
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
  const after = { ...invoice, status, status_transitions: transitions };
  account.emit(told, saveInvoice(account, invoice, after));
  return after;
}
