import { dateIn } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type FactData } from '../facts/fact.ts';
import { paidByPosting } from './balance.ts';
import type { PaymentDraft } from './entries.ts';
import type { Entry, Posting } from './posting.ts';

type Report = FactData['PaymentReported'];

/**
 * Payments on record less payments in the books, by posting: the same difference as for money owed. Each report says
 * what had been paid by then, all payments together, so what it adds to the one below it is a payment of its own day.
 * Example: 500.00 reported on 20 April and 2,000.00 on 2 May are payments of 500.00 and 1,500.00.
 */
export function unbookedPayments(
  record: {
    readonly facts: readonly Fact[];
    readonly postings: readonly Posting[];
    readonly entries: readonly Entry[];
  },
  timeZone: string,
  asOfOn: PlainDate,
): PaymentDraft[] {
  const reports = factsOf(record.facts, 'PaymentReported').map(({ data }) => data);
  if (reports.length === 0) return [];
  const postings = new Map(record.postings.map((posting) => [posting.id, posting]));
  const booked = paidByPosting(record.entries);
  const payments = Map.groupBy(record.entries, (entry) => (entry.kind === 'payment' ? entry.posting : undefined));
  return [...Map.groupBy(reports, (report) => report.posting)].flatMap(([id, own]) => {
    const posting = postings.get(id);
    if (posting === undefined) return [];
    const before = payments.get(id)?.length ?? 0;
    return draftsOf(own, booked.get(id) ?? 0n, { timeZone, asOfOn }).map((draft, index) => ({
      cause: `payment/${draft.invoice}#${before + index + 1}`,
      posting,
      amountMinor: draft.amountMinor,
      paidOn: draft.paidOn,
    }));
  });
}

function draftsOf(
  reports: readonly Report[],
  bookedMinor: bigint,
  { timeZone, asOfOn }: { readonly timeZone: string; readonly asOfOn: PlainDate },
): { invoice: string; amountMinor: bigint; paidOn: PlainDate }[] {
  let knownMinor = bookedMinor;
  return reports.toSorted(byPaid).flatMap(({ invoice, paidMinor, paidAt }) => {
    const paidOn = dateIn(paidAt, timeZone);
    if (paidMinor <= knownMinor || paidOn > asOfOn) return [];
    const amountMinor = paidMinor - knownMinor;
    knownMinor = paidMinor;
    return [{ invoice, amountMinor, paidOn }];
  });
}

function byPaid(a: Report, b: Report): number {
  if (a.paidMinor !== b.paidMinor) return a.paidMinor < b.paidMinor ? -1 : 1;
  return a.paidAt < b.paidAt ? -1 : 1;
}
