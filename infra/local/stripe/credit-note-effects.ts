import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError } from './api-refusal-error.ts';
import { written } from './currencies.ts';
import { refundable } from './credit-note-refunds.ts';
import { saveInvoice } from './invoice-object.ts';
import { keepDefaultPayment, paidNow } from './invoice-payments.ts';
import { invoiceIn } from './invoice-states.ts';

/** How what was paid already is given back, in minor units. */
export interface PostPayment {
  /** By refunds made with the credit note. */
  refund: number;
  /** By refunds that were made before. */
  linked: number;
  credit: number;
  outOfBand: number;
}

/** Parts the total into what lowers the amount remaining and what gives back money paid; refuses what does not add up. */
export function creditTotals(
  account: Account,
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
  const sum = post.refund + post.linked + post.credit + post.outOfBand;
  if (sum !== afterPayment) {
    const message = `The sum of credit amount, refund amount and out of band amount (${say(sum)}) must equal the post payment amount of the credit note (${say(afterPayment)}).`;
    throw new ApiRefusalError(message);
  }
  const most = refundable(account, invoice.id);
  if (post.refund > most) {
    const message = `The refund amount (${say(post.refund)}) is greater than what can be refunded of the invoice's payments (${say(most)}).`;
    throw new ApiRefusalError(message, { param: 'refund_amount' });
  }
  return { prePayment, afterPayment };
}

/** Lowers what remains of the invoice, which is paid once nothing does. */
export function creditInvoice(
  account: Account,
  invoice: Stripe.Invoice,
  note: Pick<Stripe.CreditNote, 'pre_payment_amount' | 'post_payment_amount'>,
): void {
  const remaining = invoice.amount_remaining - note.pre_payment_amount;
  const becomesPaid = invoice.status === 'open' && remaining === 0;
  const credited: Stripe.Invoice = {
    ...invoice,
    amount_due: invoice.amount_due - note.pre_payment_amount,
    amount_remaining: remaining,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + note.pre_payment_amount,
    post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + note.post_payment_amount,
    ...(becomesPaid ? paidNow(account, invoice) : {}),
  };
  const shown = saveInvoice(account, invoice, credited);
  keepDefaultPayment(account, credited);
  if (becomesPaid) account.emit('invoice.paid', shown);
}

/** Undoes a credit note on an invoice that is still open; on any other it stands. */
export function restoreInvoice(account: Account, note: Stripe.CreditNote): void {
  const invoice = invoiceIn(account, idOf(note.invoice), 'invoice', 'parameter');
  if (invoice.status !== 'open') {
    throw new ApiRefusalError('You can only void a credit note while its invoice is open.');
  }
  const restored = {
    ...invoice,
    amount_due: invoice.amount_due + note.pre_payment_amount,
    amount_remaining: invoice.amount_remaining + note.pre_payment_amount,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - note.pre_payment_amount,
  };
  saveInvoice(account, invoice, restored);
  keepDefaultPayment(account, restored);
}
