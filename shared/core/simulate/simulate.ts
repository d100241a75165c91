import { earlier, minutesAfter, startOfDay, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { InvariantError } from '../errors.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { bookEntry, bookPosting, booksOf, type Books } from '../ledger/books.ts';
import { decideSettlement, type Settlement } from '../ledger/decide-settlement.ts';
import { entryOfMovement, entryOfPosting } from '../ledger/entries.ts';
import type { Entry, Posting } from '../ledger/posting.ts';
import { nextAccrual } from '../owed/next-accrual.ts';
import { latest } from '../owed/versions.ts';
import { newMemo, type OwedMemo } from '../owed/memo.ts';
import type { Waiting } from '../owed/receivable.ts';
import { composeStatement } from '../statement/compose-statement.ts';
import { endOfPeriod, nextStatementEnd } from '../statement/period.ts';
import type { Statement } from '../statement/statement.ts';
import { byText } from '../order.ts';
import type { TermsVersion } from '../terms/terms.ts';

export interface SimulationInput {
  readonly versions: readonly TermsVersion[];
  /** In order of `seq`, the first adoption of terms among them. */
  readonly facts: readonly Fact[];
  /** The last day that is played, to its end in the contract's zone. */
  readonly until: PlainDate;
  /** Composes the statements too, which is most of the work: decades of them list every amount still unpaid. */
  readonly withStatements?: boolean;
  /** What nobody says was paid, or was not, is paid on the day it is due. */
  readonly assume?: 'paid-on-time';
}

export interface Simulation {
  readonly postings: readonly Posting[];
  readonly entries: readonly Entry[];
  /** Empty unless asked for. */
  readonly statements: readonly Statement[];
  /** What waits for a person at the end. */
  readonly waiting: readonly Waiting[];
  /** Why play stopped before `until`, if it did. */
  readonly parked?: { readonly why: string; readonly what: string };
}

interface Play {
  readonly input: SimulationInput;
  readonly zone: string;
  /** What is known by now. */
  facts: Fact[];
  /** What is to become known, the soonest last. */
  readonly toCome: Fact[];
  readonly postings: Posting[];
  readonly entries: Entry[];
  readonly statements: Statement[];
  sealedEntries: number;
  waiting: readonly Waiting[];
  books: Books;
  memo: OwedMemo;
}

/**
 * Plays a contract from the agreement's date, as the live system would have run it without an outage: it stops at every
 * accrual, recording of a fact and, for statements, end of a period, settles there, and seals what is over. The terms
 * adopted first are known from the start. Pure; nothing is invoiced. Errors: `invariant.broken` for books that cannot be.
 * Example: the 1999 agreement to 22 November 2026 gives 332 retainers.
 */
export function simulate(input: SimulationInput): Simulation {
  const first = factsOf(input.facts, 'TermsAdopted')[0];
  if (first === undefined) throw new InvariantError('no terms have been adopted');
  const { dated, timeZone } = latest(input.versions).terms;
  const play: Play = {
    input,
    zone: timeZone,
    facts: [first],
    toCome: input.facts
      .filter((fact) => fact !== first)
      .toReversed()
      .toSorted((a, b) => byText(b.recordedAt, a.recordedAt)),
    postings: [],
    entries: [],
    statements: [],
    sealedEntries: 0,
    waiting: [],
    books: booksOf({ postings: [], entries: [] }),
    memo: newMemo(),
  };
  const end = minutesAfter(endOfPeriod(input.until, timeZone), -1);
  for (let now: Instant | undefined = startOfDay(dated, timeZone); now !== undefined;) {
    const at: Instant = now;
    hear(play, at);
    const parked = settleAt(play, at);
    if (parked !== undefined) return { ...outcomeOf(play), parked };
    now = nextStop(play, at, end);
  }
  return outcomeOf(play);
}

function outcomeOf({ postings, entries, statements, waiting }: Play): Simulation {
  return { postings, entries, statements, waiting };
}

/** Adds what becomes known by a moment. One that was numbered before others makes it another history. */
function hear(play: Play, now: Instant): void {
  const { facts, toCome, postings, entries } = play;
  let isInOrder = true;
  for (let next = toCome.at(-1); next !== undefined && next.recordedAt <= now; next = toCome.at(-1)) {
    isInOrder &&= next.seq > (facts.at(-1)?.seq ?? 0);
    facts.push(next);
    toCome.pop();
  }
  if (isInOrder) return;
  play.facts = facts.toSorted((a, b) => a.seq - b.seq);
  play.books = booksOf({ postings, entries });
  play.memo = newMemo();
}

function nextStop(play: Play, now: Instant, end: Instant): Instant | undefined {
  if (now >= end) return undefined;
  const sealing = nextSealing(play);
  const stops = [
    nextAccrual(play.input.versions, play.facts, now, record(play)),
    play.toCome.at(-1)?.recordedAt,
    sealing !== undefined && sealing > now ? sealing : undefined,
  ];
  return stops.reduce(earlier, end);
}

/** When the period to be sealed next is over. */
function nextSealing({ input, statements, zone }: Play): Instant | undefined {
  if (input.withStatements !== true) return undefined;
  return endOfPeriod(nextStatementEnd(latest(input.versions).terms.dated, statements.at(-1)?.id), zone);
}

/** Seals what is over, oldest first, and then settles as of now. Answers why the contract would be parked. */
function settleAt(play: Play, now: Instant): Simulation['parked'] {
  for (;;) {
    const over = nextSealing(play);
    const isOver = over !== undefined && over <= now;
    const asOf = isOver ? minutesAfter(over, -1) : now;
    const settlement = decideSettlement({ ...record(play), asOf, now });
    if (settlement.outcome === 'parked') return { why: settlement.why, what: settlement.what };
    book(play, settlement, asOf);
    play.waiting = settlement.waiting;
    if (!isOver || settlement.heldBack) return undefined;
    seal(play, settlement, now);
  }
}

function record({ input, facts, postings, entries, books, memo }: Play) {
  const { versions, assume } = input;
  return { versions, facts, postings, entries, books, memo, ...(assume === undefined ? {} : { assume }) };
}

function book(
  { postings, entries, books }: Play,
  settlement: Settlement & { outcome: 'settled' },
  asOf: Instant,
): void {
  const enter = (entry: Entry): void => {
    entries.push(entry);
    bookEntry(books, entry);
  };
  for (const posting of settlement.postings) {
    postings.push(posting);
    bookPosting(books, posting);
    enter(entryOfPosting(posting, entries.length + 1, asOf));
  }
  for (const payment of settlement.payments) enter(entryOfMovement(payment, entries.length + 1, asOf));
}

function seal(play: Play, settled: Settlement & { outcome: 'settled' }, now: Instant): void {
  const { waiting, notOwed, nonCash, toOthers } = settled;
  const { sealedEntries, statements } = play;
  const previous = statements.at(-1);
  statements.push(
    composeStatement({ ...record(play), waiting, notOwed, nonCash, toOthers, previous, sealedEntries, sealedAt: now }),
  );
  play.sealedEntries = play.entries.length;
}
