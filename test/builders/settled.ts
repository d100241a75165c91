import { decideSettlement, type Settlement } from '../../shared/core/ledger/decide-settlement.ts';
import { entryOfMovement, entryOfPosting } from '../../shared/core/ledger/entries.ts';
import type { Entry, Posting } from '../../shared/core/ledger/posting.ts';
import type { TermsVersion } from '../../shared/core/terms/terms.ts';
import { aVersion } from './a-contract.ts';
import { noon, recorded, type Said } from './facts.ts';

export interface Books {
  readonly facts: readonly Said[];
  readonly versions: readonly TermsVersion[];
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
}

export function emptyBooks(facts: readonly Said[], versions: readonly TermsVersion[] = [aVersion()]): Books {
  return { facts, versions, postings: [], entries: [] };
}

/** Decides without booking; a date stands for noon of it. */
export function decideOn(books: Books, on: string, rules?: string): Settlement {
  const [asOf, facts] = [noon(on), recorded(...books.facts)];
  return decideSettlement({ ...books, facts, asOf, now: asOf, ...(rules === undefined ? {} : { rules }) });
}

export function settlementOn(books: Books, on: string): Settlement & { outcome: 'settled' } {
  const settlement = decideOn(books, on);
  if (settlement.outcome === 'settled') return settlement;
  throw new Error(`The contract was parked: ${settlement.why}`);
}

/** Decides and books, as the live system does; further facts are recorded first. */
export function settledOn(before: Books, on: string, ...more: readonly Said[]): Books {
  const books = { ...before, facts: [...before.facts, ...more] };
  const { postings, payments } = settlementOn(books, on);
  const entries = [...books.entries];
  for (const posting of postings) entries.push(entryOfPosting(posting, entries.length + 1, noon(on)));
  for (const payment of payments) entries.push(entryOfMovement(payment, entries.length + 1, noon(on)));
  return { ...books, entries, postings: [...books.postings, ...postings] };
}
