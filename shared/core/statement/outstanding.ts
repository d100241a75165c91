import type { PlainDate } from '../calendar/plain-date.ts';
import { balanceOn, paidByPosting } from '../ledger/balance.ts';
import type { Entry, Posting } from '../ledger/posting.ts';
import type { StatementDue } from './statement.ts';

/**
 * What is still to be paid of each receivable: its postings, and those that give a part of it back, less what settled
 * them, due when the earliest of its unpaid postings is; then the client's credit. Example: a fee that was paid and then
 * corrected up is due when the correction is.
 */
export function outstanding(postings: readonly Posting[], entries: readonly Entry[], on: PlainDate): StatementDue[] {
  const booked = new Set(entries.map((entry) => entry.posting));
  const paid = paidByPosting(entries);
  const unpaid = (posting: Posting): bigint => posting.amountMinor - (paid.get(posting.id) ?? 0n);
  const byReceivable = Map.groupBy(
    postings.filter((posting) => booked.has(posting.id)),
    receivableOf,
  );
  const rows = [...byReceivable].flatMap(([receivable, own]): StatementDue[] => {
    const [first] = own;
    const outstandingMinor = own.reduce((sum, posting) => sum + unpaid(posting), 0n);
    if (first === undefined || outstandingMinor === 0n) return [];
    const dueOn = own
      .filter((posting) => unpaid(posting) > 0n)
      .map((posting) => posting.dueOn)
      .reduce<PlainDate | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
    const { description, clause } = first;
    const due = dueOn ?? first.dueOn;
    return [
      { receivable, description, clause, dueOn: due, outstandingMinor, overdue: outstandingMinor > 0n && due < on },
    ];
  });
  return [...rows, ...clientCredit(entries, on)];
}

/** The receivable that a posting is of, or of which it gives a part back. */
function receivableOf({ receivableId, corrects }: Posting): string {
  return corrects === undefined ? receivableId : corrects.slice(0, corrects.lastIndexOf('#'));
}

function clientCredit(entries: readonly Entry[], on: PlainDate): StatementDue[] {
  const outstandingMinor = balanceOn(entries, 'client-credit');
  if (outstandingMinor === 0n) return [];
  const description =
    outstandingMinor < 0n
      ? 'Credit of the client, taken off the next invoice'
      : 'Too little to be collected by itself, carried to the next invoice';
  return [{ receivable: 'client-credit', description, clause: '', dueOn: on, outstandingMinor, overdue: false }];
}
