import { jsonOf } from '../core/json.ts';

/** What an event hints at: which object to ask Stripe for. Nothing else of its body is believed. */
export type StripeHint =
  | {
      readonly about: 'invoice';
      readonly invoice: string;
      /** Where to look for one that is gone: believed only if the record there names the invoice. */
      readonly contractId: string | undefined;
    }
  | { readonly about: 'payment'; readonly paymentIntent: string }
  | { readonly about: 'customer'; readonly customer: string };

/**
 * The events that the webhook endpoint subscribes to; docs/deploy.md lists the same. Each leads to the invoices or the
 * customer that it is about.
 */
export const STRIPE_EVENTS = [
  'invoice.deleted',
  'invoice.finalized',
  'invoice.marked_uncollectible',
  'invoice.overpaid',
  'invoice.paid',
  'invoice.payment_action_required',
  'invoice.payment_failed',
  'invoice.updated',
  'invoice.voided',
  'invoice_payment.paid',
  'credit_note.created',
  'credit_note.updated',
  'credit_note.voided',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'customer.updated',
  'customer.deleted',
] as const;

/** Undefined for what is no event, or an event about nothing of ours. */
export function stripeHint(body: string): StripeHint | undefined {
  const event = jsonOf(body);
  const text = (...path: string[]): string | undefined => {
    const found = path.reduce<unknown>((value, name) => Reflect.get(Object(value), name), event);
    return typeof found === 'string' ? found : undefined;
  };
  const idIn = (name: string): string | undefined => text('data', 'object', name) ?? text('data', 'object', name, 'id');
  const type = text('type');
  const id = text('data', 'object', 'id');
  if (type === undefined || id === undefined) return undefined;
  const ofInvoice = (invoice: string | undefined): StripeHint | undefined => {
    const contractId = text('data', 'object', 'metadata', 'tallystick_contract');
    return invoice === undefined ? undefined : { about: 'invoice', invoice, contractId };
  };
  switch (text('data', 'object', 'object')) {
    case 'invoice':
      return ofInvoice(id);
    case 'invoice_payment':
    case 'credit_note':
      return ofInvoice(idIn('invoice'));
    case 'charge':
    case 'refund':
    case 'dispute': {
      const paymentIntent = idIn('payment_intent');
      return paymentIntent === undefined ? undefined : { about: 'payment', paymentIntent };
    }
    case 'payment_intent':
      return { about: 'payment', paymentIntent: id };
    case 'customer':
      return { about: 'customer', customer: id };
    case undefined:
    default:
      return undefined;
  }
}
