import { describe, expect, it } from 'vitest';
import { movementsOf } from '../../../shared/core/ledger/movements.ts';
import type { FactData } from '../../../shared/core/facts/fact.ts';
import type { InvoiceSeen, SeenCreditNote, SeenDispute } from '../../../shared/core/facts/stripe-facts.ts';
import { noon, paid, recorded, said, type Said } from '../../builders/facts.ts';

/** An invoice of 2,000.00 that was sent on 6 April and on which nothing has happened. */
function seen(changes: Partial<InvoiceSeen> = {}, on = '1999-05-01'): Said<'InvoiceSeen'> {
  const nothing: InvoiceSeen = {
    invoice: 'in_1',
    posting: 'april#1',
    status: 'open',
    currency: 'USD',
    totalMinor: 200_000n,
    remainingMinor: 200_000n,
    creditUsedMinor: 0n,
    carriedMinor: 0n,
    overpaidMinor: 0n,
    finalizedAt: noon('1999-04-06'),
    attempts: 0,
    payments: [],
    refunds: [],
    disputes: [],
    creditNotes: [],
  };
  return said('InvoiceSeen', { ...nothing, ...changes }, on);
}

/** What moves, as `cause account: day total, day total`; what moves nothing is left out. */
function moves(...facts: readonly Said[]): string[] {
  return movementsOf(recorded(...facts), 'America/New_York')
    .filter(({ path }) => path.length > 0)
    .map(
      ({ cause, account, path }) =>
        `${cause} ${account}: ${path.map(({ on, totalMinor }) => `${on} ${totalMinor}`).join(', ')}`,
    );
}

const payment = (id: string, amountMinor: bigint, on: string, how: 'stripe' | 'outside' = 'stripe') => {
  return { id, amountMinor, at: noon(on), how };
};

describe('payments on an invoice', () => {
  it('grow day by day, in whatever order they are listed, those outside of Stripe by themselves', () => {
    const payments = [
      payment('b', 50_000n, '1999-05-03'),
      payment('c', 10_000n, '1999-05-02', 'outside'),
      payment('a', 100_000n, '1999-05-01'),
      payment('d', 5_000n, '1999-05-04', 'outside'),
    ];
    expect(moves(seen({ payments }))).toEqual([
      'payment/in_1 cash: 1999-05-01 100000, 1999-05-03 150000',
      'payment-outside/in_1 cash-outside-stripe: 1999-05-02 10000, 1999-05-04 15000',
    ]);
  });

  it('are named for a person, and are of the posting and of the day of the look', () => {
    const [stripe, outside] = movementsOf(
      recorded(seen({ payments: [payment('a', 1n, '1999-05-01')] }, '1999-05-09')),
      'America/New_York',
    );
    expect(stripe).toEqual({
      cause: 'payment/in_1',
      kind: 'payment',
      account: 'cash',
      what: 'Payment of',
      posting: 'april#1',
      path: [{ on: '1999-05-01', totalMinor: 1n }],
      seenOn: '1999-05-09',
    });
    expect(outside).toMatchObject({
      kind: 'payment',
      what: 'Payment outside of Stripe of',
      posting: 'april#1',
      path: [],
    });
  });

  it('are as they were seen last, and what is gone since has no path left', () => {
    const before = seen({
      payments: [payment('a', 100_000n, '1999-05-01')],
      refunds: [{ id: 're_1', amountMinor: 1n, at: noon('1999-05-02') }],
    });
    const after = seen({ payments: [payment('a', 80_000n, '1999-05-01')] }, '1999-06-01');
    expect(moves(before, after)).toEqual(['payment/in_1 cash: 1999-05-01 80000']);
    const gone = movementsOf(recorded(before, after), 'America/New_York').find(({ cause }) => cause === 'refund/re_1');
    expect(gone).toMatchObject({ path: [], seenOn: '1999-06-01', kind: 'refund', account: 'cash', what: 'Refund on' });
  });

  it('of an invoice that was never seen whole are what was reported, in the order of the sums', () => {
    const other = said(
      'PaymentReported',
      { posting: 'may#1', invoice: 'in_2', paidMinor: 7n, paidAt: noon('1999-05-05') },
      '1999-05-05',
    );
    const reports = [
      paid('june#1', 500n, '1999-06-02'),
      paid('june#1', 200n, '1999-06-03'),
      paid('june#1', 200n, '1999-06-01'),
    ];
    expect(moves(...reports, other, seen({ invoice: 'in_2', posting: 'may#1' }))).toEqual([
      'payment/in_june#1 cash: 1999-06-01 200, 1999-06-03 200, 1999-06-02 500',
    ]);
    expect(movementsOf(recorded(...reports), 'America/New_York')).toMatchObject([
      { kind: 'payment', what: 'Payment of', posting: 'june#1' },
    ]);
    expect(movementsOf(recorded(...reports), 'America/New_York')[0]).not.toHaveProperty('seenOn');
  });
});

describe('refunds and disputes', () => {
  it('give back, unless they failed', () => {
    const refunds = [
      { id: 're_1', amountMinor: 5_000n, at: noon('1999-05-02') },
      { id: 're_2', amountMinor: 0n, at: noon('1999-05-03') },
    ];
    expect(moves(seen({ refunds }))).toEqual(['refund/re_1 cash: 1999-05-02 -5000']);
  });

  it('belong to a correction as far as credit notes cover them, the earliest first', () => {
    const refund = (id: string, amountMinor: bigint, on: string) => ({ id, amountMinor, at: noon(on) });
    const refunds = [
      refund('re_3', 10n, '1999-05-04'),
      refund('re_1', 40n, '1999-05-02'),
      refund('re_2', 60n, '1999-05-03'),
    ];
    // 100 less 30 before payment, 10 to the balance and 10 outside of Stripe: 50 were refunded.
    const covered = { id: 'cn_1', number: 'N-1', status: 'issued', at: noon('1999-05-02') } as const;
    const creditNotes = [
      { ...covered, amountMinor: 100n, beforePaymentMinor: 30n, toBalanceMinor: 10n, outsideMinor: 10n },
      {
        ...covered,
        id: 'cn_2',
        status: 'void' as const,
        amountMinor: 900n,
        beforePaymentMinor: 0n,
        toBalanceMinor: 0n,
        outsideMinor: 0n,
      },
    ];
    const found = movementsOf(recorded(seen({ refunds, creditNotes })), 'America/New_York').filter(
      ({ cause, kind }) => kind === 'refund' && cause.startsWith('refund/'),
    );
    expect(found.map(({ cause, isCorrection }) => [cause, isCorrection])).toEqual([
      ['refund/re_1', true],
      ['refund/re_2', undefined],
      ['refund/re_3', true],
    ]);
  });

  const dispute = (state: SeenDispute['state'], more: Partial<SeenDispute> = {}) =>
    moves(
      seen({
        disputes: [{ id: 'dp_1', state, amountMinor: 200_000n, at: noon('1999-05-02'), reason: 'fraud', ...more }],
      }),
    );

  it.each([
    ['inquiry', []],
    ['closed', []],
    ['open', ['dispute/dp_1 cash: 1999-05-02 -200000']],
    ['lost', ['dispute/dp_1 cash: 1999-05-02 -200000']],
    ['won', ['dispute/dp_1 cash: 1999-05-02 -200000, 1999-05-02 0']],
  ] as const)('of the state %s move what the bank has', (state, expected) => {
    expect(dispute(state)).toEqual(expected);
  });

  it('that were won return the money on the day on which it came back', () => {
    expect(dispute('won', { returnedAt: noon('1999-06-20') })).toEqual([
      'dispute/dp_1 cash: 1999-05-02 -200000, 1999-06-20 0',
    ]);
  });

  it('are named for a person', () => {
    const disputes = [{ id: 'dp_1', state: 'open', amountMinor: 1n, at: noon('1999-05-02'), reason: 'x' }] as const;
    const found = movementsOf(recorded(seen({ disputes })), 'America/New_York').find(({ kind }) => kind === 'dispute');
    expect(found).toMatchObject({ what: 'Card dispute on the payment of', posting: 'april#1' });
  });
});

describe('the credit of the client', () => {
  const named = (changes: Partial<InvoiceSeen>) =>
    movementsOf(recorded(seen(changes)), 'America/New_York')
      .filter(({ kind, path }) => kind === 'credit' && path.length > 0)
      .map(({ what, account, cause }) => [what, account, cause]);

  it('is used by an invoice, or carried to it, on the day on which it was finalised', () => {
    expect(moves(seen({ creditUsedMinor: 30_000n }))).toEqual(['credit-used/in_1 client-credit: 1999-04-06 30000']);
    expect(moves(seen({ creditUsedMinor: -30n, carriedMinor: 40n }))).toEqual([
      'credit-used/in_1 client-credit: 1999-04-06 -30',
      'carried/in_1 client-credit: 1999-04-06 40',
    ]);
    expect(named({ creditUsedMinor: 1n })).toEqual([['Credit used for', 'client-credit', 'credit-used/in_1']]);
    expect(named({ creditUsedMinor: -1n, carriedMinor: 1n })).toEqual([
      ['Carried from earlier invoices to', 'client-credit', 'credit-used/in_1'],
      ['Carried to the next invoice, being too little:', 'client-credit', 'carried/in_1'],
    ]);
  });

  it('is not touched by a draft', () => {
    const { finalizedAt: _, ...draft } = seen({ creditUsedMinor: 5n, carriedMinor: 5n }).data;
    expect(moves({ ...seen(), data: draft })).toEqual([]);
  });

  it('grows by what was paid too much, on the day of the last payment', () => {
    const payments = [payment('b', 1n, '1999-05-03'), payment('a', 2n, '1999-05-01')];
    expect(moves(seen({ payments, overpaidMinor: 50n })).at(-1)).toBe('overpaid/in_1 client-credit: 1999-05-03 -50');
    expect(moves(seen({ overpaidMinor: 50n }))).toEqual([]);
  });

  const note = (changes: Partial<SeenCreditNote>): SeenCreditNote => ({
    id: 'cn_1',
    number: 'N-1',
    status: 'issued',
    amountMinor: 9n,
    beforePaymentMinor: 0n,
    toBalanceMinor: 0n,
    outsideMinor: 0n,
    at: noon('1999-05-07'),
    ...changes,
  });

  it('grows by a credit note to it, and one that is void, or that was given back outside, leaves it alone', () => {
    expect(moves(seen({ creditNotes: [note({ toBalanceMinor: 5n })] }))).toEqual([
      'credit/cn_1 client-credit: 1999-05-07 -5',
    ]);
    expect(moves(seen({ creditNotes: [note({ outsideMinor: 5n })] }))).toEqual([
      'refund-outside/cn_1 cash-outside-stripe: 1999-05-07 -5',
    ]);
    expect(moves(seen({ creditNotes: [note({ toBalanceMinor: 5n, outsideMinor: 5n, status: 'void' })] }))).toEqual([]);
  });
});

describe('what a person wrote off', () => {
  const ruled = (happening: string, ruling: FactData['InvoiceRuled']['ruling'] = 'write-off') =>
    said(
      'InvoiceRuled',
      { invoice: 'in_1', posting: 'april#1', happening, ruling, amountMinor: 900n, by: 'x', reason: 'y' },
      '1999-07-01',
    );
  const uncollectible = (remainingMinor: bigint) => seen({ status: 'uncollectible', remainingMinor }, '1999-07-05');
  const disputed = (state: SeenDispute['state']) =>
    seen({ disputes: [{ id: 'dp_1', state, amountMinor: 700n, at: noon('1999-05-02'), reason: 'x' }] });
  const writtenOff = (...facts: readonly Said[]) => moves(...facts).filter((line) => line.startsWith('write-off'));

  it('of an invoice that cannot be collected is what it came to, as far as that still remains', () => {
    expect(writtenOff(uncollectible(900n), ruled('uncollectible'))).toEqual([
      'write-off/InvoiceRuled-2 written-off: 1999-07-01 900',
    ]);
    expect(writtenOff(uncollectible(800n), ruled('uncollectible'))).toEqual([
      'write-off/InvoiceRuled-2 written-off: 1999-07-01 800',
    ]);
    expect(writtenOff(uncollectible(1_000n), ruled('uncollectible'))).toEqual([
      'write-off/InvoiceRuled-2 written-off: 1999-07-01 900',
    ]);
    expect(
      movementsOf(recorded(uncollectible(900n), ruled('uncollectible')), 'America/New_York').find(
        ({ kind }) => kind === 'write-off',
      ),
    ).toMatchObject({ what: 'Written off:', posting: 'april#1', seenOn: '1999-07-05' });
  });

  it('of a dispute is what was lost, and of a refund what was given back', () => {
    expect(writtenOff(disputed('lost'), ruled('dispute/dp_1'))).toEqual([
      'write-off/InvoiceRuled-2 written-off: 1999-07-01 700',
    ]);
    const refunds = [
      { id: 're_0', amountMinor: 1n, at: noon('1999-05-02') },
      { id: 're_1', amountMinor: 300n, at: noon('1999-05-02') },
    ];
    expect(writtenOff(seen({ refunds }), ruled('refund/re_1'))).toEqual([
      'write-off/InvoiceRuled-2 written-off: 1999-07-01 300',
    ]);
  });

  it('is nothing once it is so no more, of an invoice that was never seen, or where something else was ruled', () => {
    expect(writtenOff(seen({ status: 'paid' }), ruled('uncollectible'))).toEqual([]);
    expect(writtenOff(disputed('won'), ruled('dispute/dp_1'))).toEqual([]);
    expect(writtenOff(seen(), ruled('refund/re_1'))).toEqual([]);
    expect(writtenOff(ruled('uncollectible'))).toEqual([]);
    expect(writtenOff(uncollectible(900n), ruled('uncollectible', 'leave'))).toEqual([]);
  });
});
