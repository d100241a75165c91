import type { Entry, Posting } from './posting.ts';

/** What is booked, in the ways in which a settlement looks at it. */
export interface Books {
  readonly postings: Map<string, Posting>;
  /** The last posting of each receivable. */
  readonly lastOf: Map<string, Posting>;
  /** The entries of each movement, by its cause. */
  readonly entriesOf: Map<string, Entry[]>;
  /** What may have moved and is not booked, so that what has been booked is not gone through again. */
  readonly moved: {
    /** How many changes have been looked at. */
    changes: number;
    readonly open: Set<string>;
  };
  /** The invoices at Stripe that may show a posting which is not booked, in the same way. */
  readonly lost: {
    changes: number;
    readonly open: Set<string>;
  };
}

export function booksOf(record: { readonly postings: readonly Posting[]; readonly entries: readonly Entry[] }): Books {
  const books: Books = {
    postings: new Map(),
    lastOf: new Map(),
    entriesOf: new Map(),
    moved: { changes: 0, open: new Set() },
    lost: { changes: 0, open: new Set() },
  };
  for (const posting of record.postings) bookPosting(books, posting);
  for (const entry of record.entries) bookEntry(books, entry);
  return books;
}

export function bookPosting({ postings, lastOf }: Books, posting: Posting): void {
  postings.set(posting.id, posting);
  lastOf.set(posting.receivableId, posting);
}

export function bookEntry({ entriesOf }: Books, entry: Entry): void {
  if (entry.kind === 'posting') return;
  const cause = entry.cause.slice(0, entry.cause.lastIndexOf('#'));
  const own = entriesOf.get(cause);
  if (own === undefined) entriesOf.set(cause, [entry]);
  else own.push(entry);
}
