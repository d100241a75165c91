import type { PlainDate } from '../calendar/plain-date.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Receivable } from '../owed/receivable.ts';
import { isContractWide } from './catch-up.ts';
import { postingOf, type DraftContext } from './draft-posting.ts';
import { countToRebuild, type LostPosting } from './lost-postings.ts';
import type { Posting } from './posting.ts';
import { isOfItsHappening } from './vanished.ts';

export interface Rebuilt {
  /** What is booked again as it was sent, in order. */
  readonly postings: readonly Posting[];
  /** The last posting of the receivable once they are booked. */
  readonly last: Posting | undefined;
  /** True where one of them counts from a later day, so that nothing may come after it yet. */
  readonly isPartly: boolean;
}

/**
 * The postings of a receivable that a restored table has lost and that Stripe shows, where they are over other amounts than the
 * books would come to by themselves: a closing that was invoiced and then corrected is told again all at once. So each invoice and credit
 * note finds its posting again, and what is owed beyond them is the difference as ever. They rest on no fact on
 * record: `factSeq` is that of the last posting that was not lost, so whatever is told again explains what follows. Source:
 * decision 0056.
 */
export function rebuiltPostings(
  receivable: Receivable,
  context: DraftContext & {
    readonly asOfOn: PlainDate;
    readonly lost: ReadonlyMap<string, readonly LostPosting[]>;
  },
): Rebuilt {
  const before = context.lastOf.get(receivable.id);
  const lost = context.lost.get(receivable.id);
  if (lost === undefined) return { postings: [], last: before, isPartly: false };
  const postings: Posting[] = [];
  let last = before;
  for (const one of lost.slice(0, countOf(lost, receivable, before, context))) {
    const posting = asSent(one, receivable, last, context);
    if (posting.effectiveOn > context.asOfOn) return { postings, last, isPartly: true };
    postings.push(posting);
    last = posting;
  }
  return { postings, last, isPartly: false };
}

function countOf(
  lost: readonly LostPosting[],
  { id, kind, amountMinor }: Receivable,
  last: Posting | undefined,
  { facts, versions }: DraftContext,
): number {
  const own = facts.filter(
    (fact) => isOfItsHappening(fact, id, versions) || (kind === 'retainer' && isContractWide(fact)),
  );
  const isOver = own.some(({ seq, type }) => type === 'ClosingReversed' && seq > (last?.factSeq ?? 0));
  return countToRebuild(lost, amountMinor - (last?.totalMinor ?? 0n), {
    // Each posting came of a fact that was new.
    isTold: ({ revision }) => own.length >= revision,
    isOver: amountMinor === 0n && isOver,
  });
}

function asSent(
  { id, amountMinor, shownBy }: LostPosting,
  receivable: Receivable,
  last: Posting | undefined,
  context: DraftContext,
): Posting {
  const figures = formatMoney(amountMinor, receivable.currency);
  return {
    ...postingOf(receivable, last, amountMinor, context),
    totalMinor: (last?.totalMinor ?? 0n) + amountMinor,
    working: [{ clause: receivable.clause, what: `As it was sent before the table was restored: ${shownBy}`, figures }],
    inputsHash: hashOf({ sent: id, amountMinor }),
    factSeq: last?.factSeq ?? 0,
  };
}
