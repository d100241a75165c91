import { describe, expect, it } from 'vitest';
import {
  assertBalanced,
  balanceOf,
  bookedByReceivable,
  effectOnReceivable,
} from '../../../shared/core/ledger/balance.ts';
import { entryOfMovement, entryOfPosting, type MovementDraft } from '../../../shared/core/ledger/entries.ts';
import type { LedgerLine } from '../../../shared/core/ledger/posting.ts';
import { aPosting, NOON } from '../../builders/store-records.ts';

const posting = { ...aPosting(1), amountMinor: 200_000n };

function aPayment(cause: string, amountMinor: bigint): MovementDraft {
  return { cause, kind: 'payment', account: 'cash', what: 'Payment of', posting, amountMinor, on: '1999-04-20' };
}

describe('an entry', () => {
  it('of a posting debits what the client owes and credits income', () => {
    expect(entryOfPosting(posting, 1, NOON).lines).toEqual([
      { account: 'accounts-receivable', debitMinor: 200_000n, creditMinor: 0n },
      { account: 'income:retainer', debitMinor: 0n, creditMinor: 200_000n },
    ]);
  });

  it('of a credit goes the other way round', () => {
    const entry = entryOfPosting({ ...posting, amountMinor: -100n }, 2, NOON);
    expect(entry.lines).toEqual([
      { account: 'income:retainer', debitMinor: 100n, creditMinor: 0n },
      { account: 'accounts-receivable', debitMinor: 0n, creditMinor: 100n },
    ]);
    expect(effectOnReceivable(entry)).toBe(-100n);
  });

  it('of a payment debits cash and credits what the client owes', () => {
    const entry = entryOfMovement(aPayment('payment/in_1#1', 50n), 3, NOON);
    expect(entry.lines.map(({ account }) => account)).toEqual(['cash', 'accounts-receivable']);
    expect(entry).toMatchObject({ kind: 'payment', posting: posting.id, effectiveOn: '1999-04-20', number: 3 });
  });

  it('of nothing is refused', () => {
    expect(() => entryOfPosting({ ...posting, amountMinor: 0n }, 1, NOON)).toThrow('an entry does not balance');
  });

  it.each<[string, readonly [bigint, bigint][]]>([
    [
      'debits are not credits',
      [
        [2n, 0n],
        [0n, 1n],
      ],
    ],
    [
      'a line has two sides',
      [
        [1n, 1n],
        [0n, 0n],
      ],
    ],
    [
      'a line has two sides, more of debit, among others',
      [
        [2n, 1n],
        [0n, 1n],
      ],
    ],
    [
      'a line has two sides, more of credit, among others',
      [
        [1n, 2n],
        [1n, 0n],
      ],
    ],
    [
      'a line moves nothing, among others',
      [
        [1n, 0n],
        [0n, 0n],
        [0n, 1n],
      ],
    ],
    [
      'a line is below zero',
      [
        [-1n, 0n],
        [0n, -1n],
      ],
    ],
    ['it is empty', []],
  ])('is refused when %s', (_what, sides) => {
    const lines = sides.map(([debitMinor, creditMinor]): LedgerLine => ({ account: 'cash', debitMinor, creditMinor }));
    expect(() => assertBalanced(7, lines)).toThrow(
      expect.objectContaining({ code: 'invariant.broken', details: { entry: 7 } }),
    );
  });
});

describe('the balance', () => {
  it('is postings less payments', () => {
    const entries = [
      entryOfPosting(posting, 1, NOON), // 2,000.00
      entryOfPosting({ ...posting, amountMinor: -50_000n }, 2, NOON), // less 500.00
      entryOfMovement(aPayment('p#1', 100_000n), 3, NOON), // less 1,000.00
    ];
    expect(balanceOf(entries)).toBe(50_000n);
  });

  it('counts the client’s credit off', () => {
    const overpaid = { ...aPayment('overpaid/in_1#1', -30_000n), account: 'client-credit' as const };
    const entries = [
      entryOfPosting(posting, 1, NOON), // 2,000.00
      entryOfMovement(aPayment('payment/in_1#1', 230_000n), 2, NOON), // less 2,300.00
      entryOfMovement(overpaid, 3, NOON), // of which 300.00 are credit
    ];
    expect(balanceOf(entries)).toBe(-30_000n);
    expect(entries.map(effectOnReceivable)).toEqual([200_000n, -230_000n, 0n]);
  });

  it('of a receivable is the sum of its postings', () => {
    const postings = [posting, { ...aPosting(2), amountMinor: -50_000n }];
    expect(bookedByReceivable(postings)).toEqual(new Map([['retainer/1999-04-06', 150_000n]]));
  });
});
