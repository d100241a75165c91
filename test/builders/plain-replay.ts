import { isDeepStrictEqual } from 'node:util';
import { minutesAfter, startOfDay, type Instant } from '../../shared/core/calendar/instant.ts';
import { factsOf, type Fact } from '../../shared/core/facts/fact.ts';
import { booksOf, bookEntry, bookPosting } from '../../shared/core/ledger/books.ts';
import { decideSettlement, type Settlement } from '../../shared/core/ledger/decide-settlement.ts';
import { entryOfMovement, entryOfPosting } from '../../shared/core/ledger/entries.ts';
import type { Entry, Posting } from '../../shared/core/ledger/posting.ts';
import { newMemo } from '../../shared/core/owed/memo.ts';
import { nextAccrual } from '../../shared/core/owed/next-accrual.ts';
import { latest } from '../../shared/core/owed/versions.ts';
import type { SimulationInput } from '../../shared/core/simulate/simulate.ts';
import { endOfPeriod } from '../../shared/core/statement/period.ts';

export interface Replayed {
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  /** The stops at which a settlement that remembers what came before was another one than one from nothing. */
  readonly different: readonly Instant[];
}

/**
 * Plays a contract with nothing kept from one stop to the next: at each, all that is known is settled from nothing. Beside
 * it the same books are settled with one memo for all stops, as of an earlier day first where `lookingBack`, and the two
 * are compared; and with another memo for lists that are read anew at each stop, as a table gives them.
 */
export function plainReplay(input: SimulationInput, { lookingBack = false } = {}): Replayed {
  const { versions, until } = input;
  const assume = input.assume === undefined ? {} : { assume: input.assume };
  const { dated, timeZone } = latest(versions).terms;
  const [first] = factsOf(input.facts, 'TermsAdopted');
  const end = minutesAfter(endOfPeriod(until, timeZone), -1);
  const kept = { facts: [] as Fact[], memo: newMemo(), books: booksOf({ postings: [], entries: [] }) };
  const ofReadLists = newMemo();
  const postings: Posting[] = [];
  const entries: Entry[] = [];
  const different: Instant[] = [];
  for (let now: Instant | undefined = startOfDay(dated, timeZone); now !== undefined && now <= end;) {
    const at: Instant = now;
    const facts = input.facts.filter((fact) => fact === first || fact.recordedAt <= at);
    kept.facts.push(...facts.slice(kept.facts.length));
    const settle = (asOf: Instant, more: object): Settlement =>
      decideSettlement({ versions, facts, postings, entries, asOf, now: at, ...assume, ...more });
    const before = minutesAfter(at, -60 * 24 * 40);
    const moments = lookingBack && before > startOfDay(dated, timeZone) ? [before, at] : [at];
    const isSame = moments.every((asOf) => {
      const plain = settle(asOf, {});
      const readAnew = { facts: [...facts], memo: ofReadLists };
      return isDeepStrictEqual(settle(asOf, kept), plain) && isDeepStrictEqual(settle(asOf, readAnew), plain);
    });
    const next = nextAccrual(versions, facts, at, assume);
    const keptNext = nextAccrual(versions, kept.facts, at, { memo: kept.memo, ...assume });
    if (!isSame || next !== keptNext) different.push(at);
    const settled = settle(at, {});
    if (settled.outcome === 'parked') break;
    for (const posting of settled.postings) {
      postings.push(posting);
      bookPosting(kept.books, posting);
      entries.push(entryOfPosting(posting, entries.length + 1, at));
    }
    for (const draft of settled.payments) {
      const entry = entryOfMovement(draft, entries.length + 1, at);
      entries.push(entry);
      bookEntry(kept.books, entry);
    }
    now = soonest([
      next,
      input.facts.find(({ recordedAt }) => recordedAt > at)?.recordedAt,
      at < end ? end : undefined,
    ]);
  }
  return { postings, entries, different };
}

function soonest(moments: readonly (Instant | undefined)[]): Instant | undefined {
  return moments.filter((moment) => moment !== undefined).toSorted()[0];
}
