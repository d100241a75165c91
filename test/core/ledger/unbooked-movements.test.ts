import { describe, expect, it } from 'vitest';
import { entryOfMovement, entryOfPosting } from '../../../shared/core/ledger/entries.ts';
import { unbookedMovements } from '../../../shared/core/ledger/unbooked-movements.ts';
import type { Entry, Posting } from '../../../shared/core/ledger/posting.ts';
import { paid, recorded, type Said } from '../../builders/facts.ts';
import { aPosting, NOON } from '../../builders/store-records.ts';

const april: Posting = { ...aPosting(1), id: 'april#1', amountMinor: 200_000n };
const may: Posting = { ...aPosting(1), id: 'may#1', amountMinor: 200_000n };

function entries(...payments: readonly [Posting, bigint][]): Entry[] {
  const booked = payments.map(([posting, amountMinor], index) =>
    entryOfMovement(
      {
        cause: `payment/in_${posting.id}#${index + 1}`,
        kind: 'payment',
        account: 'cash',
        what: 'Payment of',
        posting,
        amountMinor,
        on: '1999-04-20',
      },
      index + 3,
      NOON,
    ),
  );
  return [entryOfPosting(april, 1, NOON), entryOfPosting(may, 2, NOON), ...booked];
}

function unbooked(booked: readonly Entry[], ...reports: readonly Said[]) {
  const record = { facts: recorded(...reports), postings: [april, may], entries: booked };
  return unbookedMovements(record, 'America/New_York', '1999-06-30').map(({ cause, amountMinor, on }) => [
    cause,
    amountMinor,
    on,
  ]);
}

describe('payments that are not in the books', () => {
  it('are numbered after those of the same posting that are', () => {
    const booked = entries([april, 50_000n], [may, 10_000n], [may, 10_000n]);
    const reports = [paid('april#1', 60_000n, '1999-05-01'), paid('april#1', 200_000n, '1999-05-02')];
    expect(unbooked(booked, ...reports)).toEqual([
      ['payment/in_april#1#2', 10_000n, '1999-05-01'],
      ['payment/in_april#1#3', 140_000n, '1999-05-02'],
    ]);
  });

  it('are none when the books hold as much as was reported, or more', () => {
    const reports = [paid('april#1', 40_000n, '1999-05-01'), paid('april#1', 50_000n, '1999-05-02')];
    expect(unbooked(entries([april, 50_000n]), ...reports)).toEqual([]);
  });

  it.each([
    ['first', ['1999-05-01', '1999-05-03']],
    ['last', ['1999-05-03', '1999-05-01']],
  ])('carry the earlier day when the same sum is reported of two, the earlier %s', (_, days) => {
    const reports = days.map((day) => paid('april#1', 200_000n, day));
    expect(unbooked(entries(), ...reports)).toEqual([['payment/in_april#1#1', 200_000n, '1999-05-01']]);
  });

  it('are taken in the order of their sums, each the more over the one before, whatever their days', () => {
    const small = paid('april#1', 50_000n, '1999-05-03');
    const large = paid('april#1', 200_000n, '1999-05-01');
    const expected = [
      ['payment/in_april#1#1', 50_000n, '1999-05-03'],
      ['payment/in_april#1#2', 150_000n, '1999-05-01'],
    ];
    expect(unbooked(entries(), small, large)).toEqual(expected);
    expect(unbooked(entries(), large, small)).toEqual(expected);
  });
});
