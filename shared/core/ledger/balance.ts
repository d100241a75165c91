import { InvariantError } from '../errors.ts';
import type { Account, Entry, LedgerLine, Posting } from './posting.ts';

/** What an entry debits (above zero) or credits to one account, in minor units. */
export function effectOn(entry: Entry, account: Account): bigint {
  return entry.lines
    .filter((line) => line.account === account)
    .reduce((sum, line) => sum + line.debitMinor - line.creditMinor, 0n);
}

/**
 * What an entry adds to (above zero) or takes from what the client owes, its credit counted off. What only moves between
 * the two is 0.
 */
export function effectOnReceivable(entry: Entry): bigint {
  return effectOn(entry, 'accounts-receivable') + effectOn(entry, 'client-credit');
}

/** What stands on one account after these entries: debits less credits. */
export function balanceOn(entries: readonly Entry[], account: Account): bigint {
  return entries.reduce((sum, entry) => sum + effectOn(entry, account), 0n);
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

/**
 * What has been settled of each posting: paid, taken of the client's credit or written off, less what was given or taken
 * back. Example: 200000 paid and then refunded in part, 50000, settles 150000.
 */
export function paidByPosting(entries: readonly Entry[]): Map<string, bigint> {
  const paid = new Map<string, bigint>();
  for (const entry of entries) {
    if (entry.kind === 'posting') continue;
    paid.set(entry.posting, (paid.get(entry.posting) ?? 0n) - effectOn(entry, 'accounts-receivable'));
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
