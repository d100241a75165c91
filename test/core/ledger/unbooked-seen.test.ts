import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/core/facts/fact.ts';
import { bookEntry, bookPosting, booksOf } from '../../../shared/core/ledger/books.ts';
import { entryOfMovement, entryOfPosting, type MovementDraft } from '../../../shared/core/ledger/entries.ts';
import { unbookedMovements } from '../../../shared/core/ledger/unbooked-movements.ts';
import type { Entry, Posting } from '../../../shared/core/ledger/posting.ts';
import { aNote, aPayment, seen } from '../../builders/an-invoice-seen.ts';
import { noon, recorded, type Said } from '../../builders/facts.ts';
import { aPosting, NOON } from '../../builders/store-records.ts';

const april: Posting = { ...aPosting(1), id: 'april#1', amountMinor: 200_000n };

/** Books what each list of facts shows, one after the other, and answers every step as `cause amount day`. */
function booked(asOfOn: string, ...looks: readonly (readonly Said[])[]): string[] {
  const entries: Entry[] = [entryOfPosting(april, 1, NOON)];
  const told: string[] = [];
  for (const facts of looks) {
    const record = { facts: recorded(...facts), postings: [april], entries: [...entries] };
    for (const draft of unbookedMovements(record, 'America/New_York', asOfOn)) {
      told.push(`${draft.cause} ${draft.amountMinor} ${draft.on}`);
      entries.push(entryOfMovement(draft, entries.length + 1, NOON));
    }
  }
  return told;
}

const refund = (amountMinor: bigint) => ({ id: 're_1', amountMinor, at: noon('1999-05-01') });
const dispute = (state: 'open' | 'won' | 'lost', amountMinor = 200_000n) => ({
  id: 'du_1',
  state,
  amountMinor,
  at: noon('1999-05-01'),
  reason: 'x',
  returnedAt: noon('1999-05-09'),
});

describe('what was seen and is not in the books', () => {
  it('is booked once, however often it is seen', () => {
    const look = [seen('1999-05-02', { payments: [aPayment('a', 500n, '1999-04-20')] })];
    expect(booked('1999-06-30', look, look, look)).toEqual(['payment/in_1#1 500 1999-04-20']);
  });

  it('is a draft with all that an entry needs', () => {
    const facts = recorded(seen('1999-05-02', { payments: [aPayment('a', 500n, '1999-04-20', 'outside')] }));
    const record = { facts, postings: [april], entries: [] };
    expect(unbookedMovements(record, 'America/New_York', '1999-06-30')).toEqual([
      {
        cause: 'payment-outside/in_1#1',
        kind: 'payment',
        account: 'cash-outside-stripe',
        what: 'Payment outside of Stripe of',
        posting: april,
        amountMinor: 500n,
        on: '1999-04-20',
      },
    ]);
  });

  it('is nothing of a posting that the books do not have, nor of a day to come', () => {
    const payments = [aPayment('a', 500n, '1999-04-20')];
    expect(booked('1999-06-30', [seen('1999-05-02', { posting: 'may#1', payments })])).toEqual([]);
    expect(booked('1999-04-19', [seen('1999-05-02', { payments })])).toEqual([]);
    expect(booked('1999-04-20', [seen('1999-05-02', { payments })])).toEqual(['payment/in_1#1 500 1999-04-20']);
  });

  it('of a refund that failed is taken back on the day on which that was seen, and not before', () => {
    const gone = [seen('1999-05-02', { refunds: [refund(500n)] })];
    const back = [...gone, seen('1999-05-08', { refunds: [refund(0n)] })];
    expect(booked('1999-06-30', gone, back, back)).toEqual([
      'refund/re_1#1 -500 1999-05-01',
      'refund/re_1#2 500 1999-05-08',
    ]);
    expect(booked('1999-05-07', gone, back)).toEqual(['refund/re_1#1 -500 1999-05-01']);
    expect(booked('1999-05-08', gone, back)).toHaveLength(2);
  });

  it('of a dispute is taken, returned, and taken again', () => {
    const open = [seen('1999-05-02', { disputes: [dispute('open')] })];
    const won = [...open, seen('1999-05-10', { disputes: [dispute('won')] })];
    const again = [...won, seen('1999-05-20', { disputes: [dispute('open')] })];
    expect(booked('1999-06-30', open, won, won, again, again)).toEqual([
      'dispute/du_1#1 -200000 1999-05-01',
      'dispute/du_1#2 200000 1999-05-09',
      'dispute/du_1#3 -200000 1999-05-01',
    ]);
  });

  it('of a dispute that was first seen when it was won is both', () => {
    expect(booked('1999-06-30', [seen('1999-05-10', { disputes: [dispute('won')] })])).toEqual([
      'dispute/du_1#1 -200000 1999-05-01',
      'dispute/du_1#2 200000 1999-05-09',
    ]);
  });

  it('of a dispute that grew is the more, on the day on which that was seen', () => {
    const small = [seen('1999-05-02', { disputes: [dispute('open', 100n)] })];
    const large = [...small, seen('1999-05-06', { disputes: [dispute('open', 120n)] })];
    expect(booked('1999-06-30', small, large, large)).toEqual([
      'dispute/du_1#1 -100 1999-05-01',
      'dispute/du_1#2 -20 1999-05-06',
    ]);
  });

  it('of an invoice that was made void gives back the credit that it had used', () => {
    const open = [seen('1999-05-02', { creditUsedMinor: 70n })];
    const gone = [...open, seen('1999-05-06', { status: 'void' })];
    expect(booked('1999-06-30', open, gone)).toEqual([
      'credit-used/in_1#1 70 1999-04-06',
      'credit-used/in_1#2 -70 1999-05-06',
    ]);
  });

  it('of a payment that came late to the list is booked beside those after it', () => {
    const later = [seen('1999-05-02', { payments: [aPayment('b', 300n, '1999-05-01')] })];
    const both = [
      ...later,
      seen('1999-05-03', { payments: [aPayment('a', 200n, '1999-04-20'), aPayment('b', 300n, '1999-05-01')] }),
    ];
    expect(booked('1999-06-30', later, both, both)).toEqual([
      'payment/in_1#1 300 1999-05-01',
      'payment/in_1#2 200 1999-05-01',
    ]);
  });

  it('takes no posting for a payment that bears its name', () => {
    const posting = { ...april, id: 'payment/in_1#1' };
    const facts = recorded(seen('1999-05-02', { posting: posting.id, payments: [aPayment('a', 500n, '1999-04-20')] }));
    const record = { facts, postings: [posting], entries: [entryOfPosting(posting, 1, NOON)] };
    expect(unbookedMovements(record, 'America/New_York', '1999-06-30')).toMatchObject([{ cause: 'payment/in_1#1' }]);
  });

  it('leaves credit and cash of one credit note apart', () => {
    const creditNotes = [aNote('cn_1', 50n, { toBalanceMinor: 20n, outsideMinor: 30n })];
    expect(booked('1999-06-30', [seen('1999-05-02', { creditNotes })])).toEqual([
      'credit/cn_1#1 -20 1999-04-20',
      'refund-outside/cn_1#1 -30 1999-04-20',
    ]);
  });
});

/** Looks again and again at one history that grows, with books that are kept; answers what is to be booked. */
function keeping(...postings: readonly Posting[]) {
  const books = booksOf({ postings, entries: [] });
  const facts: Fact[] = [];
  let booked: readonly MovementDraft[] = [];
  return {
    books,
    hear: (fact: Said) => facts.push(...recorded(...facts.map(() => fact), fact).slice(-1)),
    look: (asOfOn: string): string[] => {
      booked = unbookedMovements({ facts, postings: [], entries: [], books }, 'America/New_York', asOfOn);
      return booked.map(({ cause, amountMinor, on }) => `${cause} ${amountMinor} ${on}`);
    },
    book: () => booked.forEach((draft, at) => bookEntry(books, entryOfMovement(draft, at + 2, NOON))),
  };
}

describe('what is not in books that are kept', () => {
  const payments = [aPayment('a', 500n, '1999-04-20')];

  it('is told until it is booked, and then gone through no more', () => {
    const { hear, look, book, books } = keeping(april);
    hear(seen('1999-05-02', { payments }));
    expect(look('1999-06-30')).toEqual(['payment/in_1#1 500 1999-04-20']);
    expect(look('1999-06-30')).toEqual(['payment/in_1#1 500 1999-04-20']);
    book();
    expect(look('1999-06-30')).toEqual([]);
    expect([...books.moved.open]).toEqual([]);
    hear(seen('1999-05-04', { payments: [...payments, aPayment('b', 70n, '1999-05-03')] }));
    expect(look('1999-06-30')).toEqual(['payment/in_1#2 70 1999-05-03']);
  });

  it('is told on its day, although nothing new has come', () => {
    const { hear, look } = keeping(april);
    hear(seen('1999-04-19', { payments }));
    expect([look('1999-04-18'), look('1999-04-19')]).toEqual([[], []]);
    expect(look('1999-04-20')).toEqual(['payment/in_1#1 500 1999-04-20']);
  });

  it('is told step by step, each on its own day', () => {
    const { hear, look, book, books } = keeping(april);
    hear(seen('1999-05-10', { disputes: [dispute('won')] }));
    expect(look('1999-05-08')).toEqual(['dispute/du_1#1 -200000 1999-05-01']);
    book();
    expect(look('1999-05-08')).toEqual([]);
    expect(look('1999-05-09')).toEqual(['dispute/du_1#2 200000 1999-05-09']);
    book();
    expect(look('1999-05-09')).toEqual([]);
    expect([...books.moved.open]).toEqual(['in_1']); // it was seen on the tenth only
    look('1999-05-10');
    expect([...books.moved.open]).toEqual([]);
  });

  it('is told once its posting is booked', () => {
    const { hear, look, books } = keeping();
    hear(seen('1999-05-02', { payments }));
    expect([look('1999-05-02'), look('1999-06-30')]).toEqual([[], []]);
    bookPosting(books, april);
    expect(look('1999-06-30')).toEqual(['payment/in_1#1 500 1999-04-20']);
  });

  it('is taken back on the day on which it was seen to be gone', () => {
    const { hear, look, book } = keeping(april);
    hear(seen('1999-05-02', { refunds: [refund(500n)] }));
    look('1999-05-02');
    book();
    hear(seen('1999-05-08', { refunds: [refund(0n)] }));
    expect([look('1999-05-06'), look('1999-05-07')]).toEqual([[], []]);
    expect(look('1999-05-08')).toEqual(['refund/re_1#2 500 1999-05-08']);
  });
});
