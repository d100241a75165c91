import type { Instant } from '../core/calendar/instant.ts';
import { MOST_ON_ONE_INVOICE_MINOR } from '../core/ledger/decide-settlement.ts';
import { intentIdOf, type InvoiceIntent } from '../core/ledger/intent.ts';
import type { Posting } from '../core/ledger/posting.ts';
import { ADOPTED } from '../core/owed/adopted.ts';

/** What is to be sent to Stripe for a posting, as it is written beside it. Its id is that of the posting, whoever makes it and when. */
export function intentOf(posting: Posting, createdAt: Instant): InvoiceIntent {
  const tooLarge = posting.amountMinor > MOST_ON_ONE_INVOICE_MINOR || posting.amountMinor < -MOST_ON_ONE_INVOICE_MINOR;
  return {
    ...freshIntent(intentIdOf(posting.id), createdAt),
    kind: posting.amountMinor > 0n ? 'invoice' : 'credit-note',
    posting: posting.id,
    receivableId: posting.receivableId,
    ...creditsOf(posting),
    amountMinor: posting.amountMinor,
    currency: posting.currency,
    clause: posting.clause,
    description: posting.description,
    dueOn: posting.dueOn,
    workingHash: posting.workingHash,
    ...(posting.why === undefined ? {} : { why: posting.why }),
    ...mirrored(posting),
    ...(tooLarge
      ? { state: 'waiting', note: 'One payment at Stripe cannot carry this amount: invoice it outside Stripe.' }
      : {}),
  };
}

/** What was done at Stripe by hand, and adopted, is there already: nothing is sent for it. */
function mirrored({ receivableId }: Posting): Partial<InvoiceIntent> {
  if (!receivableId.startsWith(ADOPTED)) return {};
  const [, invoice = '', , creditNote] = receivableId.split('/');
  const note = 'It was done at Stripe by hand, and adopted: nothing is sent.';
  return { state: 'done', note, invoice, ...(creditNote === undefined ? {} : { creditNote }) };
}

/** What every intent begins with. */
export function freshIntent(id: string, createdAt: Instant) {
  return { id, revision: 1, state: 'pending' as const, attempt: 1, createdAt, failures: 0, history: [] };
}

/** The receivable of which a refund gives a part back: its credit note is drawn on the invoices of that one. */
function creditsOf({ receivableId, corrects }: Posting): { credits?: string } {
  const corrected = corrects?.slice(0, corrects.lastIndexOf('#'));
  return corrected === undefined || corrected === receivableId ? {} : { credits: corrected };
}
