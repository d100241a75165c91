import type { Stripe } from 'stripe';
import { customerOf, idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError } from './api-refusal-error.ts';
import { written } from './currencies.ts';
import { presented, saveInvoice } from './invoice-object.ts';
import { cancelPayments, invoiceIn, moveBalance } from './invoice-states.ts';

/** How what was paid already is given back, in minor units. */
export interface PostPayment {
  refund: number;
  credit: number;
  outOfBand: number;
}

/** Parts the total into what lowers the amount remaining and what gives back money paid; refuses what does not add up. */
export function creditTotals(
  invoice: Stripe.Invoice,
  total: number,
  post: PostPayment,
): { prePayment: number; afterPayment: number } {
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    throw new ApiRefusalError('You can only create credit notes for open or paid invoices.', { param: 'invoice' });
  }
  const say = (amountMinor: number) => written(amountMinor, invoice.currency);
  const creditable = invoice.total - invoice.pre_payment_credit_notes_amount - invoice.post_payment_credit_notes_amount;
  if (total > creditable) {
    const message = `The credit note amount (${say(total)}) is greater than the amount that can still be credited on the invoice (${say(creditable)}).`;
    throw new ApiRefusalError(message, { param: 'amount' });
  }
  const prePayment = Math.min(total, invoice.amount_remaining);
  const afterPayment = total - prePayment;
  const sum = post.refund + post.credit + post.outOfBand;
  if (sum !== afterPayment) {
    const message = `The sum of credit amount, refund amount and out of band amount (${say(sum)}) must equal the post payment amount of the credit note (${say(afterPayment)}).`;
    throw new ApiRefusalError(message);
  }
  const paidOnStripe = invoice.amount_paid - (invoice.amount_paid_off_stripe ?? 0);
  if (post.refund > paidOnStripe) {
    const message = `The refund amount (${say(post.refund)}) is greater than what was paid through Stripe (${say(paidOnStripe)}).`;
    throw new ApiRefusalError(message, { param: 'refund_amount' });
  }
  return { prePayment, afterPayment };
}

/** Lowers what remains of the invoice, which is paid once nothing does; credits the customer's balance. */
export function creditInvoice(
  account: Account,
  invoice: Stripe.Invoice,
  note: Stripe.CreditNote,
  post: PostPayment,
): void {
  const remaining = invoice.amount_remaining - note.pre_payment_amount;
  const becomesPaid = invoice.status === 'open' && remaining === 0;
  const credited: Stripe.Invoice = {
    ...invoice,
    amount_due: invoice.amount_due - note.pre_payment_amount,
    amount_remaining: remaining,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + note.pre_payment_amount,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + note.post_payment_amount,
    ...(becomesPaid
      ? { status: 'paid', status_transitions: { ...invoice.status_transitions, paid_at: account.now() } }
      : {}),
  };
  saveInvoice(account, invoice, credited);
  if (becomesPaid) {
    cancelPayments(account, invoice.id);
    account.emit('invoice.paid', presented(account, credited));
  }
  if (post.credit > 0) {
    const customer = customerOf(account, idOf(invoice.customer), 'parameter');
    moveBalance(account, customer, customer.balance - post.credit);
  }
}

/** Undoes a credit note on an invoice that is still open; on any other it stands. */
export function restoreInvoice(account: Account, note: Stripe.CreditNote): void {
  const invoice = invoiceIn(account, idOf(note.invoice), 'invoice', 'parameter');
  if (invoice.status !== 'open') {
    throw new ApiRefusalError('You can only void a credit note while its invoice is open.');
  }
  saveInvoice(account, invoice, {
    ...invoice,
    amount_due: invoice.amount_due + note.pre_payment_amount,
    amount_remaining: invoice.amount_remaining + note.pre_payment_amount,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - note.pre_payment_amount,
  });
}
