import type { InvoiceSeen } from '../facts/stripe-facts.ts';
import type { InvoiceIntent } from './intent.ts';
import type { Entry, Posting } from './posting.ts';

/** What belongs together: a receivable with its corrections and refunds, and their invoices and credit notes. */
export interface Family {
  readonly id: string;
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  readonly intents: readonly InvoiceIntent[];
  readonly invoices: readonly InvoiceSeen[];
  /** Postings that are rightly not at Stripe: not pushed yet, or handled or ruled on by a person. */
  readonly notAtStripe: ReadonlySet<string>;
}

/** Finalised, and neither void nor gone. */
export function isLive({ status }: Pick<InvoiceSeen, 'status'>): boolean {
  return status === 'open' || status === 'paid' || status === 'uncollectible';
}
