import { describe, expect, it } from 'vitest';
import { entryOfMovement, entryOfPosting } from '../../../shared/core/ledger/entries.ts';
import { equations, type AtStripe } from '../../../shared/core/ledger/equations.ts';
import type { Account, Entry, Posting } from '../../../shared/core/ledger/posting.ts';
import { aPosting, NOON } from '../../builders/store-records.ts';

const NOTHING: AtStripe = { invoices: [], creditNotes: [], payments: [], refunds: [], disputes: [], balanceMinor: 0n };
type Invoice = AtStripe['invoices'][number];
type Note = AtStripe['creditNotes'][number];

const invoice = (status: Invoice['status'], totalMinor: bigint, remainingMinor = 0n, id = 'in_1'): Invoice => {
  return { id, status, totalMinor, remainingMinor };
};
const note = (changes: Partial<Note>): Note => ({
  invoice: 'in_1',
  status: 'issued',
  amountMinor: 0n,
  beforePaymentMinor: 0n,
  toBalanceMinor: 0n,
  outsideMinor: 0n,
  ...changes,
});

const posted = (changes: Partial<Posting>): Entry => entryOfPosting({ ...aPosting(1), ...changes }, 1, NOON);
function moved(account: Account, amountMinor: bigint): Entry {
  const named = { cause: 'x#1', kind: 'payment', what: 'Payment of', posting: aPosting(1), on: '1999-05-01' } as const;
  return entryOfMovement({ ...named, account, amountMinor }, 2, NOON);
}

/** The three, each as what is at Stripe, what is in the books, and the difference. */
function balances(atStripe: Partial<AtStripe>, entries: readonly Entry[] = [], postingsMinor = 0n) {
  return equations({ ...NOTHING, ...atStripe }, entries, { postingsMinor }).map(
    ({ name, atStripeMinor, inBooksMinor, differenceMinor }) =>
      `${name} ${atStripeMinor} ${inBooksMinor} ${differenceMinor}`,
  );
}

describe('the equations between Stripe and the books', () => {
  it('hold where nothing is', () => {
    expect(balances({})).toEqual(['income 0 0 0', 'receivable 0 0 0', 'cash 0 0 0']);
  });

  it('hold for an invoice that was paid and given back in part with a credit note', () => {
    const entries = [
      posted({ amountMinor: 200_000n }),
      moved('cash', 200_000n),
      posted({ amountMinor: -50_000n }),
      moved('cash', -50_000n),
    ];
    const atStripe: Partial<AtStripe> = {
      invoices: [invoice('paid', 200_000n)],
      creditNotes: [note({ amountMinor: 50_000n })],
      payments: [{ status: 'paid', paidMinor: 200_000n }],
      refunds: [{ status: 'succeeded', amountMinor: 50_000n }],
    };
    expect(balances(atStripe, entries)).toEqual(['income 150000 150000 0', 'receivable 0 0 0', 'cash 150000 150000 0']);
  });

  it('take the part of each thing at Stripe, and name it', () => {
    const atStripe: AtStripe = {
      invoices: [
        invoice('open', 1_000n, 900n, 'a'),
        invoice('paid', 2_000n, 5n, 'b'),
        invoice('uncollectible', 4_000n, 3_000n, 'c'),
        invoice('void', 8_000n, 8_000n, 'd'),
        invoice('draft', 16_000n, 16_000n, 'e'),
      ],
      creditNotes: [
        note({ invoice: 'b', amountMinor: 100n, beforePaymentMinor: 30n, toBalanceMinor: 20n, outsideMinor: 10n }),
        note({ invoice: 'b', amountMinor: 7_000n, status: 'void', outsideMinor: 7_000n, toBalanceMinor: 7_000n }),
        note({ invoice: 'd', amountMinor: 7_000n, outsideMinor: 7_000n, toBalanceMinor: 7_000n }),
      ],
      payments: [
        { status: 'paid', paidMinor: 1_900n },
        { status: 'open', paidMinor: 1n },
        { status: 'canceled', paidMinor: 2n },
      ],
      refunds: [
        { status: 'succeeded', amountMinor: 40n },
        { status: 'pending', amountMinor: 3n },
        { status: 'failed', amountMinor: 5_000n },
        { status: 'canceled', amountMinor: 5_000n },
      ],
      disputes: [
        { state: 'open', amountMinor: 300n },
        { state: 'lost', amountMinor: 200n },
        { state: 'won', amountMinor: 9_000n },
        { state: 'inquiry', amountMinor: 9_000n },
        { state: 'closed', amountMinor: 9_000n },
      ],
      balanceMinor: -25n,
    };
    const entries = [posted({ amountMinor: 500n }), moved('written-off', 60n)];
    const parts = equations(atStripe, entries, { postingsMinor: 11n }).map((one) =>
      one.parts.map(({ what, amountMinor }) => `${what} ${amountMinor}`),
    );
    expect(parts).toEqual([
      // 1,000 + 2,000 + 4,000
      ['Invoices finalised and not void 7000', 'Less credit notes -100', 'Not at Stripe (yet) 11'],
      [
        'Remaining on invoices 3900',
        'Balance of the customer -25',
        // 43 refunded, 10 outside, 20 to the balance, less the 70 of the note that came after payment
        'Given back without a credit note 3',
        'Taken back by banks 500',
        'Less written off -60',
        'Not at Stripe (yet) 11',
      ],
      ['Payments 1900', 'Less refunds -53', 'Less taken back by banks -500'],
    ]);
  });

  it('take from the books what was earned and held for tax offices, what is owed, and what was paid', () => {
    const entries = [
      posted({ amountMinor: 1_000n }),
      posted({ amountMinor: 200n, kind: 'tax', termId: 'vat' }),
      posted({ amountMinor: -30n }),
      moved('cash', 400n),
      moved('cash-outside-stripe', 50n),
      moved('client-credit', 7n),
      moved('written-off', 3n),
    ];
    // Owed: 1,170 less 460, and the credit of 7 that was used counts back.
    expect(balances({}, entries)).toEqual(['income 0 1170 -1170', 'receivable -3 717 -720', 'cash 0 450 -450']);
  });

  it('show what is at Stripe and not in the books, and what is not at Stripe yet', () => {
    const entries = [posted({ amountMinor: 900n })];
    expect(balances({ invoices: [invoice('open', 1_000n, 1_000n)] }, entries)).toEqual([
      'income 1000 900 100',
      'receivable 1000 900 100',
      'cash 0 0 0',
    ]);
    expect(balances({}, entries, 900n)).toEqual(['income 900 900 0', 'receivable 900 900 0', 'cash 0 0 0']);
  });
});
