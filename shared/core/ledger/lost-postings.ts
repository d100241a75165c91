import type { Fact } from '../facts/fact.ts';
import type { InvoiceSeen } from '../facts/stripe-facts.ts';
import type { Books } from './books.ts';
import { isLive } from './family.ts';
import { postingOfIntent } from './intent.ts';
import { latestOf } from './movements.ts';
import { movementIndex, receivableOf } from './movement-index.ts';
import type { Posting } from './posting.ts';

/**
 * A posting that Stripe shows to have been sent and that the books lack. A posting is booked before anything is sent for it, so
 * there is one only in a table that was restored to before it.
 */
export interface LostPosting {
  readonly id: string;
  readonly revision: number;
  /** As it was posted, in minor units: below zero for credit notes. */
  readonly amountMinor: bigint;
  /** What shows it, such as `invoice A-0003`. */
  readonly shownBy: string;
}

/**
 * What Stripe has beyond the books, by receivable, each from the one after its last posting on without a gap. An invoice that is
 * void shows nothing, nor do two for one posting: that is for a person. Looks only at invoices that have changed since the
 * last time, or that showed something then. Example: an invoice of 500.00 and a credit note of 120.00 on it, of a closing that the
 * books do not know, are `finders-fee/closing-0001#1` over 500.00 and `#2` over -120.00.
 */
export function lostPostings(
  facts: readonly Fact[],
  books: Books,
  timeZone: string,
): ReadonlyMap<string, readonly LostPosting[]> {
  const { lost } = books;
  const { changes, invoices } = movementIndex(facts, timeZone);
  for (const { invoice } of changes.slice(lost.changes)) lost.open.add(invoice);
  lost.changes = changes.length;
  const shown = [...lost.open].flatMap((invoice) => {
    const seen = latestOf(invoices.get(invoice)?.facts ?? [], invoice)?.data;
    const unbooked = seen === undefined ? [] : shownBy(seen).filter(({ id }) => !books.postings.has(id));
    if (unbooked.length === 0) lost.open.delete(invoice);
    return unbooked;
  });
  const byReceivable = Map.groupBy(together(shown), ({ id }) => receivableOf(id));
  return new Map(
    [...byReceivable].flatMap(([id, own]) => {
      const next = withoutGap(own, (books.lastOf.get(id)?.revision ?? 0) + 1);
      return next.length === 0 ? [] : [[id, next]];
    }),
  );
}

/** True for a posting that was sent, over the same amount, before the table was restored. */
export function isShownIn(
  lost: ReadonlyMap<string, readonly LostPosting[]>,
  { id, receivableId, amountMinor }: Pick<Posting, 'id' | 'receivableId' | 'amountMinor'>,
): boolean {
  const own = lost.get(receivableId)?.find((one) => one.id === id);
  return own?.amountMinor === amountMinor;
}

/**
 * How many of them, from the first, are booked as they were sent before what is owed is compared with the books again. Those whose
 * sum is the difference: all but the last, which that comparison posts itself. Where no such sum is, and something differs,
 * all of them, and the comparison posts the rest. Where nothing differs, Stripe is ahead of the record, which may not have been
 * told yet: `isTold` says whether it was told enough for all up to one, `isOver` whether nothing can be owed any more, however often other rules corrected it. Example: of 500.00 and -120.00
 * none where 500.00 is owed, the first where 380.00 is, both where 400.00 is.
 */
export function countToRebuild(
  lost: readonly LostPosting[],
  differenceMinor: bigint,
  { isTold, isOver }: { readonly isTold: (upTo: LostPosting) => boolean; readonly isOver: boolean },
): number {
  let sumMinor = 0n;
  const at = lost.findIndex(({ amountMinor }) => (sumMinor += amountMinor) === differenceMinor);
  if (differenceMinor !== 0n) return at === -1 ? lost.length : at;
  const upTo = lost[at];
  if (upTo === undefined) return isOver ? lost.length : 0;
  return isTold(upTo) || isOver ? at : 0;
}

function shownBy(seen: InvoiceSeen): LostPosting[] {
  const { invoice, number, posting, status, totalMinor, creditNotes } = seen;
  const isSent = totalMinor > 0n && (isLive(seen) || status === 'draft');
  if (!isSent) return [];
  const notes = creditNotes.flatMap(({ status: state, intent, number: noted, amountMinor }) => {
    const id = postingOfIntent(intent ?? '');
    return state === 'issued' && id !== undefined ? [shown(id, -amountMinor, `credit note ${noted}`)] : [];
  });
  return [shown(posting, totalMinor, `invoice ${number ?? invoice}`), ...notes];
}

function shown(id: string, amountMinor: bigint, by: string): LostPosting {
  return { id, revision: Number(id.slice(id.lastIndexOf('#') + 1)), amountMinor, shownBy: by };
}

/** One correction may be several credit notes, each on an invoice of its own; a posting never has two invoices. */
function together(shown: readonly LostPosting[]): LostPosting[] {
  return [...Map.groupBy(shown, ({ id }) => id).values()].flatMap((own) => {
    const [first] = own;
    const isDoubled = own.length > 1 && own.some(({ amountMinor }) => amountMinor > 0n);
    if (first === undefined || isDoubled) return [];
    const amountMinor = own.reduce((sum, part) => sum + part.amountMinor, 0n);
    return [{ ...first, amountMinor, shownBy: own.map((part) => part.shownBy).join(', ') }];
  });
}

function withoutGap(own: readonly LostPosting[], from: number): LostPosting[] {
  const inOrder = own.toSorted((a, b) => a.revision - b.revision);
  return inOrder.filter(({ revision }, index) => revision === from + index);
}
