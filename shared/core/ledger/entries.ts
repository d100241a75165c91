import type { Instant } from '../calendar/instant.ts';
import { assertBalanced } from './balance.ts';
import type { Account, Entry, LedgerLine, Posting } from './posting.ts';

/** A payment that is on record but not in the books yet. */
export interface PaymentDraft {
  /** `payment/<invoice>#<n>`. */
  readonly cause: string;
  readonly posting: Posting;
  readonly amountMinor: bigint;
  readonly paidOn: string;
}

/** Books a posting: the client owes more, the consultant earned more; the other way round for a correction down. */
export function entryOfPosting(posting: Posting, number: number, bookedAt: Instant): Entry {
  return entry({
    number,
    kind: 'posting',
    cause: posting.id,
    posting: posting.id,
    effectiveOn: posting.effectiveOn,
    bookedAt,
    clause: posting.clause,
    description: posting.description,
    currency: posting.currency,
    lines: move('accounts-receivable', accountOf(posting), posting.amountMinor),
  });
}

/** What is earned is income of its term; a tax is held for the tax office. */
function accountOf({ kind, termId }: Posting): Account {
  return kind === 'tax' ? `tax:${termId}` : `income:${termId}`;
}

/** Books a payment: cash came in, the client owes less. */
export function entryOfPayment(payment: PaymentDraft, number: number, bookedAt: Instant): Entry {
  return entry({
    number,
    kind: 'payment',
    cause: payment.cause,
    posting: payment.posting.id,
    effectiveOn: payment.paidOn,
    bookedAt,
    clause: payment.posting.clause,
    description: `Payment of ${payment.posting.description}`,
    currency: payment.posting.currency,
    lines: move('cash', 'accounts-receivable', payment.amountMinor),
  });
}

function entry(content: Entry): Entry {
  assertBalanced(content.number, content.lines);
  return content;
}

function move(to: Account, from: Account, amountMinor: bigint): LedgerLine[] {
  const [debited, credited, size] = amountMinor < 0n ? [from, to, -amountMinor] : [to, from, amountMinor];
  return [
    { account: debited, debitMinor: size, creditMinor: 0n },
    { account: credited, debitMinor: 0n, creditMinor: size },
  ];
}
