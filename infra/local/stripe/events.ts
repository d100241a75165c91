import type { Stripe } from 'stripe';

/** The events that this stand-in gives, out of all that Stripe has. */
export type EventType = Extract<
  Stripe.Event['type'],
  | `customer.${'created' | 'updated' | 'deleted'}`
  | `invoice.${'created' | 'updated' | 'deleted' | 'finalized' | 'paid' | 'payment_succeeded' | 'payment_failed'}`
  | `invoice.${'payment_action_required' | 'voided' | 'marked_uncollectible' | 'overpaid' | 'sent'}`
  | 'invoice_payment.paid'
  | `payment_intent.${'created' | 'succeeded' | 'payment_failed' | 'requires_action' | 'canceled'}`
  | 'payment_intent.amount_capturable_updated'
  | `charge.${'succeeded' | 'failed' | 'captured' | 'refunded' | 'updated' | 'refund.updated'}`
  | `charge.dispute.${'created' | 'updated' | 'closed' | 'funds_withdrawn' | 'funds_reinstated'}`
  | `refund.${'created' | 'updated' | 'failed'}`
  | `invoiceitem.${'created' | 'deleted'}`
  | `credit_note.${'created' | 'updated' | 'voided'}`
  | `payment_method.${'attached' | 'detached'}`
>;

/** What an event of a type carries, by Stripe's own types. */
export type EventObject<T extends EventType> = Extract<Stripe.Event, { type: T }>['data']['object'];

type EventFrame = Pick<
  Stripe.Event,
  'id' | 'object' | 'api_version' | 'created' | 'livemode' | 'pending_webhooks' | 'request' | 'type'
>;

export interface KeptEvent extends EventFrame {
  data: { object: object; previous_attributes?: object };
}

/** A webhook still owed, with how it went so far. Its id is its event's. */
export interface UndeliveredEvent {
  id: string;
  type: string;
  attempts: number;
  /** Of the last attempt: an HTTP status, or why there was none. */
  lastAnswer: string | null;
  /** Of Stripe's own time, in Unix seconds; null before there was one. */
  firstAttemptAt: number | null;
  /** Null after the last attempt: the event stays undelivered. */
  nextAttemptAt: number | null;
}

/** The version of the API that the SDK pins, in which objects and events are written here. */
export const API_VERSION: typeof Stripe.API_VERSION = '2026-10-28.endive';

export function emptyEvent(
  id: string,
  type: EventType,
  created: number,
  request: Stripe.Event.Request | null,
): KeptEvent {
  return {
    id,
    object: 'event',
    api_version: API_VERSION,
    created,
    data: { object: {} },
    livemode: false,
    pending_webhooks: 1,
    request,
    type,
  };
}
