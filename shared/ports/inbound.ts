import type { Instant } from '../core/calendar/instant.ts';
import type { AskedVendor } from '../core/crm/vendors.ts';
import type { MailEvent, PartyRole } from '../core/facts/fact.ts';

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

/** What SES said of a mail, which its own queue lost after it was kept: it comes once more by the inbound queue. */
export interface MailWord extends Pick<InboundMessage, 'contractId' | 'messageId' | 'receivedAt' | 'body'> {
  readonly source: 'ses';
}

/** What SES says of one message, as its adapter read it. */
export interface MailReport {
  readonly contractId: string;
  /** Exactly one of the two: the period's last day, or the id of a notice. */
  readonly statement?: string;
  readonly notice?: string;
  readonly party: PartyRole;
  readonly attempt: number;
  readonly event: MailEvent;
  readonly messageId: string;
  readonly happenedAt: Instant;
  readonly body: string;
}

export interface InboundQueue {
  /** The one durable write before the answer. Errors: `dependency.failed`. */
  accept(message: InboundMessage | MailWord): Promise<void>;
}
