import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { written } from './currencies.ts';
import { paymentsOf } from './invoice-object.ts';
import { amount, listOf, notModelled, objectOf, oneOf, text } from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { refunded } from './refunds.ts';

const LINK_FIELDS = {
  amount_refunded: amount('positive'),
  payment_record_refund: notModelled,
  refund: text(),
  type: oneOf(['refund']),
} satisfies Record<keyof Stripe.CreditNoteCreateParams.Refund, Field<unknown>>;

/** Refunds that were made before and are now said to belong to the credit note. */
export const refundsField = listOf(objectOf(LINK_FIELDS));

type Link = Read<typeof LINK_FIELDS>;

/** The charges that paid the invoice, the last one first. */
function chargesOf(account: Account, invoice: string): Stripe.Charge[] {
  return paymentsOf(account, invoice)
    .filter(({ status }) => status === 'paid')
    .toSorted((a, b) => (b.status_transitions.paid_at ?? 0) - (a.status_transitions.paid_at ?? 0))
    .flatMap(({ payment }) => {
      const intent = account.find('payment_intent', idOf(payment.payment_intent ?? null));
      const charge = account.find('charge', idOf(intent?.latest_charge ?? null));
      return charge === undefined ? [] : [charge];
    });
}

/** What could still be given back through Stripe of what was paid on the invoice. */
export function refundable(account: Account, invoice: string): number {
  return chargesOf(account, invoice).reduce((sum, charge) => sum + charge.amount_captured - charge.amount_refunded, 0);
}

/** Refunds this much of what was paid on the invoice, the last payment first. */
export function refundPayments(account: Account, invoice: string, total: number): Stripe.CreditNote.Refund[] {
  let left = total;
  const made: Stripe.CreditNote.Refund[] = [];
  for (const charge of chargesOf(account, invoice)) {
    const part = Math.min(left, charge.amount_captured - charge.amount_refunded);
    if (part <= 0) continue;
    left -= part;
    made.push(linkOf(refunded(account, charge, { amount: part }).id, part));
  }
  return made;
}

/** The refunds named, if they are of this invoice and not linked beyond their amounts. */
export function linkedRefunds(
  account: Account,
  invoice: Stripe.Invoice,
  links: readonly Link[],
): Stripe.CreditNote.Refund[] {
  const charges = new Set(chargesOf(account, invoice.id).map(({ id }) => id));
  return links.map(({ refund: id, amount_refunded: asked }, position) => {
    const param = `refunds[${String(position)}]`;
    const refund = account.find('refund', id ?? '');
    if (refund === undefined || !charges.has(idOf(refund.charge))) {
      throw noSuch('refund', id ?? '', `${param}[refund]`, 'parameter');
    }
    const linked = asked ?? refund.amount;
    const left = refund.amount - linkedBefore(account, invoice.id, refund.id);
    if (linked > left) {
      const message = `The refund has only ${written(left, invoice.currency)} that is not linked to a credit note.`;
      throw new ApiRefusalError(message, { param: `${param}[amount_refunded]` });
    }
    return linkOf(refund.id, linked);
  });
}

function linkedBefore(account: Account, invoice: string, refund: string): number {
  return account
    .of('credit_note', 'invoice', invoice)
    .filter((note) => note.status === 'issued')
    .flatMap((note) => note.refunds)
    .filter((link) => idOf(link.refund) === refund)
    .reduce((sum, link) => sum + link.amount_refunded, 0);
}

function linkOf(refund: string, amountRefunded: number): Stripe.CreditNote.Refund {
  return { amount_refunded: amountRefunded, payment_record_refund: null, refund, type: 'refund' };
}
