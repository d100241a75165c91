import { describe, expect, it } from 'vitest';
import { equations, isGone, isTaken, type AtStripe } from '../../../shared/core/ledger/equations.ts';
import type { Account, Entry } from '../../../shared/core/ledger/posting.ts';

let number = 0;

function entry(debited: Account, credited: Account, minor: bigint): Entry {
  number += 1;
  return {
    number,
    kind: 'posting',
    cause: 'c',
    posting: 'p#1',
    effectiveOn: '1999-04-06',
    bookedAt: '1999-04-06T12:00:00.000Z',
    clause: '2.1',
    description: 'd',
    currency: 'USD',
    lines: [
      { account: debited, debitMinor: minor, creditMinor: 0n },
      { account: credited, debitMinor: 0n, creditMinor: minor },
    ],
  };
}

const nothing: AtStripe = { invoices: [], creditNotes: [], payments: [], refunds: [], disputes: [], balanceMinor: 0n };
const invoice = (
  id: string,
  status: AtStripe['invoices'][number]['status'],
  totalMinor: bigint,
  remainingMinor = 0n,
) => ({
  id,
  status,
  totalMinor,
  remainingMinor,
});
const note = (amountMinor: bigint, changes: Partial<AtStripe['creditNotes'][number]> = {}) => ({
  invoice: 'in_1',
  status: 'issued' as const,
  amountMinor,
  beforePaymentMinor: 0n,
  toBalanceMinor: 0n,
  outsideMinor: 0n,
  ...changes,
});
const figures = (atStripe: Partial<AtStripe>, entries: readonly Entry[] = [], postingsMinor = 0n) =>
  equations({ ...nothing, ...atStripe }, entries, { postingsMinor }).map(({ name, atStripeMinor, inBooksMinor }) => [
    name,
    atStripeMinor,
    inBooksMinor,
  ]);

describe('the three equations, worked by hand', () => {
  it('hold for an invoice that was paid, and of which 500.00 was refunded with a credit note', () => {
    const books = [
      entry('accounts-receivable', 'income:retainer', 200_000n),
      entry('cash', 'accounts-receivable', 200_000n),
      entry('income:retainer', 'accounts-receivable', 50_000n),
      entry('accounts-receivable', 'cash', 50_000n),
    ];
    const atStripe = {
      invoices: [invoice('in_1', 'paid', 200_000n)],
      creditNotes: [note(50_000n)],
      payments: [{ status: 'paid' as const, paidMinor: 200_000n }],
      refunds: [{ status: 'succeeded', amountMinor: 50_000n }],
    };
    expect(figures(atStripe, books)).toEqual([
      ['income', 150_000n, 150_000n],
      ['receivable', 0n, 0n],
      ['cash', 150_000n, 150_000n],
    ]);
  });

  it('count every kind of invoice as it should be', () => {
    const invoices = [
      invoice('a', 'draft', 1n, 1n),
      invoice('b', 'void', 20n, 20n),
      invoice('c', 'open', 300n, 200n),
      invoice('d', 'uncollectible', 4_000n, 3_000n),
      invoice('e', 'paid', 50_000n, 7n),
    ];
    expect(figures({ invoices })).toEqual([
      ['income', 54_300n, 0n],
      ['receivable', 3_200n, 0n],
      ['cash', 0n, 0n],
    ]);
  });

  it('take off credit notes that are issued on what is not void', () => {
    const invoices = [invoice('in_1', 'paid', 900n), invoice('in_2', 'void', 900n)];
    const creditNotes = [
      note(100n, { beforePaymentMinor: 100n }),
      note(7n, { status: 'void' }),
      note(9n, { invoice: 'in_2' }),
    ];
    expect(figures({ invoices, creditNotes })[0]).toEqual(['income', 800n, 0n]);
  });

  it('count what went back without a credit note as owed again', () => {
    const creditNotes = [note(100n, { beforePaymentMinor: 10n, toBalanceMinor: 20n, outsideMinor: 30n })];
    const refunds = [
      { status: 'succeeded', amountMinor: 45n },
      { status: 'pending', amountMinor: 3n },
      { status: 'failed', amountMinor: 900n },
      { status: 'canceled', amountMinor: 900n },
    ];
    // 48 refunded, 30 outside, and of the note's 90 after payment 20 went to the balance: 48 + 30 + 20 - 90 = 8.
    expect(figures({ creditNotes, refunds })).toEqual([
      ['income', -100n, 0n],
      ['receivable', 8n, 0n],
      ['cash', -78n, 0n],
    ]);
  });

  it('count what a bank has, and the customer’s balance', () => {
    const disputes = (['inquiry', 'open', 'won', 'lost', 'closed'] as const).map((state, at) => ({
      state,
      amountMinor: 10n ** BigInt(at),
    }));
    expect(figures({ disputes, balanceMinor: -5n })).toEqual([
      ['income', 0n, 0n],
      ['receivable', 1_005n, 0n],
      ['cash', -1_010n, 0n],
    ]);
  });

  it('count no payment that is only expected', () => {
    const payments = [
      { status: 'open' as const, paidMinor: 1n },
      { status: 'canceled' as const, paidMinor: 20n },
      { status: 'paid' as const, paidMinor: 300n },
    ];
    expect(figures({ payments })[2]).toEqual(['cash', 300n, 0n]);
  });

  it('read the books by account: taxes are income to Stripe, credit is receivable, both cashes are cash', () => {
    const books = [
      entry('accounts-receivable', 'income:retainer', 1_000n),
      entry('accounts-receivable', 'tax:vat', 200n),
      entry('accounts-receivable', 'client-credit', 30n),
      entry('cash', 'accounts-receivable', 400n),
      entry('cash-outside-stripe', 'accounts-receivable', 5n),
      entry('written-off', 'accounts-receivable', 60n),
    ];
    expect(figures({}, books, 7n)).toEqual([
      ['income', 7n, 1_200n],
      ['receivable', -53n, 735n],
      ['cash', 0n, 405n],
    ]);
  });

  it('say the difference and its parts', () => {
    const [income] = equations({ ...nothing, invoices: [invoice('a', 'open', 5n)] }, [], { postingsMinor: 2n });
    expect(income.differenceMinor).toBe(7n);
    const booked = [entry('accounts-receivable', 'income:retainer', 3n)];
    expect(
      equations({ ...nothing, invoices: [invoice('a', 'open', 5n)] }, booked, { postingsMinor: 0n })[0],
    ).toMatchObject({
      inBooksMinor: 3n,
      differenceMinor: 2n,
    });
    expect(income.parts.map(({ amountMinor }) => amountMinor)).toEqual([5n, 0n, 2n]);
  });
});

it('a refund is gone unless it failed or was canceled', () => {
  expect(['pending', 'requires_action', 'succeeded', 'failed', 'canceled'].map((status) => isGone({ status }))).toEqual(
    [true, true, true, false, false],
  );
});

it('a bank has the money of a dispute that is open or lost', () => {
  const states = ['inquiry', 'open', 'won', 'lost', 'closed'] as const;
  expect(states.filter((state) => isTaken({ state }))).toEqual(['open', 'lost']);
});
