import type { InvoicerPayment } from '../../shared/ports/invoicer-money.ts';
import { deleteCustomerIn } from '../builders/memory-stripe.ts';
import { closeDisputeIn, disputeIn, refundIn } from '../builders/memory-stripe-money.ts';
import type { Machine } from './machine.ts';

/** A part of a payment is given back by hand, in Stripe's own pages. */
export function giveBack({ outside }: Machine, payment: InvoicerPayment | undefined, cents: bigint): void {
  const { invoicer, tell } = outside;
  if (payment?.paymentIntent === undefined) return;
  const { id } = refundIn(invoicer, payment.paymentIntent, cents);
  tell('refund.created', { object: 'refund', id, payment_intent: payment.paymentIntent });
}

/** The client's bank takes back what is left of a payment; answers with what it calls that, if there is anything. */
export function dispute({ outside }: Machine, payment: InvoicerPayment | undefined): string | undefined {
  const { invoicer, tell } = outside;
  if (payment?.paymentIntent === undefined) return undefined;
  const { id } = disputeIn(invoicer, payment.paymentIntent);
  tell('charge.dispute.created', { object: 'dispute', id, payment_intent: payment.paymentIntent });
  return id;
}

export function closeDispute({ outside }: Machine, id: string | undefined, state: 'won' | 'lost'): void {
  const { invoicer, tell } = outside;
  const known = invoicer.disputes.find((one) => one.id === id);
  if (known?.state !== 'open') return;
  closeDisputeIn(invoicer, known.id, state);
  tell('charge.dispute.closed', { object: 'dispute', id: known.id, payment_intent: known.paymentIntent });
}

/** Somebody deletes a client at Stripe. */
export function deleteCustomer({ outside }: Machine, id: string | undefined): void {
  const { invoicer, tell } = outside;
  if (id === undefined) return;
  deleteCustomerIn(invoicer, id);
  tell('customer.deleted', { object: 'customer', id });
}
