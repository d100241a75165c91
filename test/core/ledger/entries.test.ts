import { describe, expect, it } from 'vitest';
import {
  assertBalanced,
  balanceOf,
  bookedByReceivable,
  effectOnReceivable,
  paidByPosting,
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

  it('of a tax is held for the tax office', () => {
    const tax = { ...posting, kind: 'tax', termId: 'vat' } as const;
    expect(entryOfPosting(tax, 1, NOON).lines.map(({ account }) => account)).toEqual([
      'accounts-receivable',
      'tax:vat',
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
    expect(entry.description).toBe('Payment of Retainer, 6 April 1999 to 5 May 1999');
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

describe('what has been settled of a posting', () => {
  const other = { ...posting, id: 'may#1' };

  it('is what was paid or written off, less what was given back, of each by itself', () => {
    const moved = (draft: MovementDraft, changes: Partial<MovementDraft> = {}) =>
      entryOfMovement({ ...draft, ...changes }, 3, NOON);
    const entries = [
      entryOfPosting(posting, 1, NOON),
      entryOfPosting(other, 2, NOON),
      moved(aPayment('payment/in_1#1', 200_000n)),
      moved(aPayment('refund/re_1#1', -50_000n), { kind: 'refund' }),
      moved(aPayment('write-off/1', 7n), { kind: 'write-off', account: 'written-off', posting: other }),
    ];
    expect([...paidByPosting(entries)]).toEqual([
      [posting.id, 150_000n],
      ['may#1', 7n],
    ]);
  });
});
