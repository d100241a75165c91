import { InvariantError } from '../errors.ts';
import type { Entry, LedgerLine, Posting } from './posting.ts';

/** What an entry adds to (above zero) or takes from what the client owes, in minor units. */
export function effectOnReceivable(entry: Entry): bigint {
  return entry.lines
    .filter((line) => line.account === 'accounts-receivable')
    .reduce((sum, line) => sum + line.debitMinor - line.creditMinor, 0n);
}

/** What the client owes after these entries. */
export function balanceOf(entries: readonly Entry[]): bigint {
  return entries.reduce((sum, entry) => sum + effectOnReceivable(entry), 0n);
}

/** What has been booked of each receivable: the sum of its postings. */
export function bookedByReceivable(postings: readonly Posting[]): Map<string, bigint> {
  const booked = new Map<string, bigint>();
  for (const posting of postings) {
    booked.set(posting.receivableId, (booked.get(posting.receivableId) ?? 0n) + posting.amountMinor);
  }
  return booked;
}

/** What has been paid on each posting. */
export function paidByPosting(entries: readonly Entry[]): Map<string, bigint> {
  const paid = new Map<string, bigint>();
  for (const entry of entries) {
    if (entry.kind !== 'payment') continue;
    paid.set(entry.posting, (paid.get(entry.posting) ?? 0n) - effectOnReceivable(entry));
  }
  return paid;
}

/** Errors: `invariant.broken` when the lines do not balance, a line has two sides, or the entry moves nothing. */
export function assertBalanced(number: number, lines: readonly LedgerLine[]): void {
  const debits = lines.reduce((sum, line) => sum + line.debitMinor, 0n);
  const credits = lines.reduce((sum, line) => sum + line.creditMinor, 0n);
  const oneSided = lines.every(
    ({ debitMinor, creditMinor }) => (debitMinor > 0n && creditMinor === 0n) || (debitMinor === 0n && creditMinor > 0n),
  );
  if (debits !== credits || debits === 0n || !oneSided) {
    throw new InvariantError('an entry does not balance', { entry: number });
  }
}
