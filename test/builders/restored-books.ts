import type { Fact } from '../../shared/core/facts/fact.ts';
import type { InvoiceSeen } from '../../shared/core/facts/stripe-facts.ts';
import { decideSettlement } from '../../shared/core/ledger/decide-settlement.ts';
import { entryOfPosting } from '../../shared/core/ledger/entries.ts';
import type { Posting } from '../../shared/core/ledger/posting.ts';
import type { TermsVersion } from '../../shared/core/terms/terms.ts';
import { anInvoiceSeen, aNote } from './an-invoice-seen.ts';
import { noon } from './facts.ts';

export interface SettledBooks {
  readonly postings: readonly Posting[];
  /** What waits for a person. */
  readonly waiting: readonly string[];
}

/** Settles until nothing is left to post: all that is owed, or behind the fence only what Stripe shows to have been sent. */
export function settled(
  { versions, facts, on }: { versions: readonly TermsVersion[]; facts: readonly Fact[]; on: string },
  before: readonly Posting[],
  isFenced = false,
): SettledBooks {
  const postings = [...before];
  for (;;) {
    const entries = postings.map((posting, index) => entryOfPosting(posting, index + 1, noon(on)));
    const settlement = decideSettlement({ versions, facts, postings, entries, asOf: noon(on), now: noon(on) });
    if (settlement.outcome === 'parked') throw new Error(`${settlement.what}: ${settlement.why}`);
    const next = settlement.postings.filter(({ id }) => !isFenced || settlement.atStripe.has(id));
    if (next.length === 0) return { postings, waiting: settlement.waiting.map(({ id }) => id) };
    postings.push(...next);
  }
}

/** As Stripe has it once all was sent: an invoice for each amount that is owed, and credit notes on the newest that can carry them. */
export function sentFor(postings: readonly Posting[]): InvoiceSeen[] {
  const invoices: InvoiceSeen[] = [];
  for (const { id, receivableId, amountMinor } of postings) {
    if (amountMinor > 0n) {
      const invoice = `in_${invoices.length + 1}`;
      const amounts = { totalMinor: amountMinor, remainingMinor: amountMinor };
      invoices.push(anInvoiceSeen({ invoice, posting: id, number: `A-${invoices.length + 1}`, ...amounts }));
      continue;
    }
    let leftMinor = -amountMinor;
    for (const [at, invoice] of [...invoices.entries()].toReversed()) {
      const mostMinor = invoice.posting.startsWith(`${receivableId}#`) ? invoice.remainingMinor : 0n;
      const minor = mostMinor < leftMinor ? mostMinor : leftMinor;
      if (minor === 0n) continue;
      leftMinor -= minor;
      const note = aNote(`${id}/${at}`, minor, { intent: `invoice/${id}`, beforePaymentMinor: minor });
      const remainingMinor = invoice.remainingMinor - minor;
      invoices[at] = { ...invoice, remainingMinor, creditNotes: [...invoice.creditNotes, note] };
    }
    if (leftMinor > 0n) throw new RangeError(`${id} fits on no invoice`);
  }
  return invoices;
}
