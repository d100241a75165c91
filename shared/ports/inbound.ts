import type { Instant } from '../core/calendar/instant.ts';
import type { AskedVendor } from '../core/crm/vendors.ts';

/** A webhook whose signature held, as it lies in the inbound queue: the raw body and nothing read from it. */
export interface InboundMessage {
  readonly source: 'crm' | 'stripe';
  /** The contract whose secret signed it; empty for Stripe, whose events name none. */
  readonly contractId: string;
  /** The CRM whose connector took it; without it a CRM's message is in the form of Standard Webhooks. */
  readonly vendor?: AskedVendor;
  /** The sender's own id of the message; the same on every retry. */
  readonly messageId: string;
  /** Business time. */
  readonly receivedAt: Instant;
  readonly body: string;
}

export interface InboundQueue {
  /** The one durable write before the answer. Errors: `dependency.failed`. */
  accept(message: InboundMessage): Promise<void>;
}
