import type { Instant } from '../calendar/instant.ts';
import { assertBalanced } from './balance.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Account, Entry, EntryKind, LedgerLine, Posting } from './posting.ts';

/** A movement that is on record but not in the books yet, or a part of it. */
export interface MovementDraft {
  /** Such as `payment/<invoice>#<n>` or `refund/<refund>#<n>`. */
  readonly cause: string;
  readonly kind: Exclude<EntryKind, 'posting'>;
  readonly account: Account;
  /** For a person, before the description of the posting. */
  readonly what: string;
  readonly posting: Posting;
  /** Above zero settles the receivable; below zero is owed again. */
  readonly amountMinor: bigint;
  readonly on: PlainDate;
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

/** Books a movement: cash or credit came in and the client owes less; the other way round where it is given back. */
export function entryOfMovement(draft: MovementDraft, number: number, bookedAt: Instant): Entry {
  const { cause, kind, account, what, posting, amountMinor, on } = draft;
  return entry({
    number,
    kind,
    cause,
    posting: posting.id,
    effectiveOn: on,
    bookedAt,
    clause: posting.clause,
    description: `${what} ${posting.description}`,
    currency: posting.currency,
    lines: move(account, 'accounts-receivable', amountMinor),
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
