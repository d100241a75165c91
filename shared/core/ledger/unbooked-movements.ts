import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { booksOf, type Books } from './books.ts';
import type { MovementDraft } from './entries.ts';
import { inListedOrder, movementIndex } from './movement-index.ts';
import type { Movement } from './movements.ts';
import type { Entry, Posting } from './posting.ts';

/**
 * What moved on record less what moved in the books, movement by movement: the same difference as for money owed. Each
 * movement is booked step by step on its own days; what the books have beyond what Stripe says now is taken back on the
 * day on which it was seen. Example: 500.00 paid on 20 April and 2,000.00 in all by 2 May are payments of 500.00 and
 * 1,500.00.
 */
export function unbookedMovements(
  record: {
    readonly facts: readonly Fact[];
    readonly postings: readonly Posting[];
    readonly entries: readonly Entry[];
    /** The postings and entries in their other form, where the caller keeps it. */
    readonly books?: Books;
  },
  timeZone: string,
  asOfOn: PlainDate,
): MovementDraft[] {
  const books = record.books ?? booksOf(record);
  const { moved } = books;
  const { changes, invoices } = movementIndex(record.facts, timeZone);
  for (const { invoice } of changes.slice(moved.changes)) moved.open.add(invoice);
  moved.changes = changes.length;
  const open = [...moved.open].flatMap((invoice) =>
    (invoices.get(invoice)?.movements ?? []).map((placed) => ({ ...placed, invoice })),
  );
  moved.open.clear();
  return open.toSorted(inListedOrder).flatMap(({ movement, invoice }) => {
    const drafts = draftsOf(movement, books, asOfOn);
    if (drafts.length > 0 || !isOver(movement, books, asOfOn)) moved.open.add(invoice);
    return drafts;
  });
}

function draftsOf(movement: Movement, { postings, entriesOf }: Books, asOfOn: PlainDate): MovementDraft[] {
  const posting = postings.get(movement.posting);
  if (posting === undefined) return [];
  const own = entriesOf.get(movement.cause) ?? [];
  return stepsOf(movement, own, asOfOn).map(({ on, amountMinor }, index) => {
    const { kind, account, what, cause } = movement;
    return { cause: `${cause}#${own.length + index + 1}`, kind, account, what, posting, amountMinor, on };
  });
}

/** True for a movement of which nothing is to come, whatever the day. */
function isOver({ posting, path, seenOn }: Movement, { postings }: Books, asOfOn: PlainDate): boolean {
  const isPast = path.every(({ on }) => on <= asOfOn) && (seenOn === undefined || seenOn <= asOfOn);
  return isPast && postings.has(posting);
}

interface Step {
  readonly on: PlainDate;
  readonly amountMinor: bigint;
}

function stepsOf(movement: Movement, entries: readonly Entry[], asOfOn: PlainDate): Step[] {
  const bookedMinor = entries.reduce((sum, entry) => sum + movedBy(entry, movement), 0n);
  const path = movement.path.filter(({ on }) => on <= asOfOn);
  const reached = path.findLastIndex(({ totalMinor }, at) => totalMinor === bookedMinor && at < entries.length);
  if (reached !== -1 || bookedMinor === 0n) return stepsAfter(path.slice(reached + 1), bookedMinor);
  const grown = stepsAfter(onlyGrowing(path, bookedMinor), bookedMinor);
  const beyondMinor = bookedMinor - (path.at(-1)?.totalMinor ?? 0n);
  const { seenOn } = movement;
  const isBeyond = grown.length === 0 && seenOn !== undefined && seenOn <= asOfOn && beyondMinor !== 0n;
  return isBeyond ? [{ on: seenOn, amountMinor: -beyondMinor }] : grown;
}

/** What an entry moved of the receivable to the account of the movement. */
function movedBy({ lines }: Entry, { account }: Movement): bigint {
  return lines
    .filter((line) => line.account === account)
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n);
}

function onlyGrowing(path: Movement['path'], fromMinor: bigint): Movement['path'] {
  return path.filter(({ totalMinor }) => totalMinor > fromMinor);
}

function stepsAfter(path: Movement['path'], fromMinor: bigint): Step[] {
  let knownMinor = fromMinor;
  return path.flatMap(({ on, totalMinor }) => {
    const amountMinor = totalMinor - knownMinor;
    knownMinor = totalMinor;
    return amountMinor === 0n ? [] : [{ on, amountMinor }];
  });
}
