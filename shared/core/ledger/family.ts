import type { InvoiceSeen, SeenCreditNote } from '../facts/stripe-facts.ts';
import { ADOPTED } from '../owed/adopted.ts';
import type { InvoiceIntent } from './intent.ts';
import type { Entry, Posting } from './posting.ts';

/** What belongs together: a receivable with its corrections and refunds, and their invoices and credit notes. */
export interface Family {
  readonly id: string;
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  readonly intents: readonly InvoiceIntent[];
  readonly invoices: readonly InvoiceSeen[];
  /** Sum of the postings that are rightly not at Stripe: not pushed yet, adopted, or handled or ruled on by a person. */
  readonly notAtStripeMinor: bigint;
  /** What was sent and what nothing at Stripe shows. */
  readonly missing: readonly InvoiceIntent[];
}

/** Finalised, and neither void nor gone. */
export function isLive({ status }: Pick<InvoiceSeen, 'status'>): boolean {
  return status === 'open' || status === 'paid' || status === 'uncollectible';
}

/** True when the invoice, or a credit note on it, is the live one of the posting. */
export function isShownBy(invoice: InvoiceSeen, posting: Posting, intents: readonly InvoiceIntent[]): boolean {
  if (!isLive(invoice)) return false;
  return invoice.posting === posting.id || invoice.creditNotes.some((note) => isNoteOf(note, posting, intents));
}

/** True for the issued credit note that the software made for the posting, or that the posting takes over from a person. */
export function isNoteOf(
  { status, id, intent }: SeenCreditNote,
  posting: Posting,
  intents: readonly InvoiceIntent[],
): boolean {
  if (status !== 'issued') return false;
  const isOurs = intents.some((own) => own.id === intent && own.posting === posting.id);
  return isOurs || (isAdopted(posting) && posting.receivableId.endsWith(`/credit/${id}`));
}

/** True for the posting of what a person took off at Stripe, and a person adopted. */
export function isAdopted({ receivableId }: Posting): boolean {
  return receivableId.startsWith(ADOPTED);
}
