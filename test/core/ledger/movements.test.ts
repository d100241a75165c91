import { describe, expect, it } from 'vitest';
import { latestOf, movementsOf, refundedByNotes } from '../../../shared/core/ledger/movements.ts';
import { aNote, anInvoiceSeen, aPayment, ruledOn, seen } from '../../builders/an-invoice-seen.ts';
import { noon, paid, recorded, type Said } from '../../builders/facts.ts';

const of = (...facts: readonly Said[]) => movementsOf(recorded(...facts), 'America/New_York');
/** Cause, account and path of every movement that moves something, as `cause account day:total ...`. */
const told = (...facts: readonly Said[]) =>
  of(...facts)
    .filter(({ path }) => path.length > 0)
    .map(({ cause, account, path }) =>
      [cause, account, ...path.map(({ on, totalMinor }) => `${on}:${totalMinor}`)].join(' '),
    );

describe('what moves on an invoice', () => {
  it('is each payment on its own day, in the order of time, through Stripe and outside apart', () => {
    const payments = [
      aPayment('b', 50_000n, '1999-05-02'),
      aPayment('c', 20_000n, '1999-04-25', 'outside'),
      aPayment('a', 30_000n, '1999-04-20'),
    ];
    expect(told(seen('1999-05-03', { payments }))).toEqual([
      'payment/in_1 cash 1999-04-20:30000 1999-05-02:80000',
      'payment-outside/in_1 cash-outside-stripe 1999-04-25:20000',
    ]);
  });

  it('is what a refund gave back; nothing when it failed', () => {
    const refunds = [
      { id: 're_1', amountMinor: 10_000n, at: noon('1999-05-01') },
      { id: 're_2', amountMinor: 0n, at: noon('1999-05-01') },
    ];
    expect(told(seen('1999-05-03', { refunds }))).toEqual(['refund/re_1 cash 1999-05-01:-10000']);
  });

  it.each([
    ['inquiry', []],
    ['closed', []],
    ['open', ['dispute/du_1 cash 1999-05-01:-200000']],
    ['lost', ['dispute/du_1 cash 1999-05-01:-200000']],
    ['won', ['dispute/du_1 cash 1999-05-01:-200000 1999-05-09:0']],
  ] as const)('is what a dispute that is %s took', (state, expected) => {
    const dispute = { id: 'du_1', state, amountMinor: 200_000n, at: noon('1999-05-01'), reason: 'fraudulent' };
    const disputes = [{ ...dispute, returnedAt: noon('1999-05-09') }];
    expect(told(seen('1999-05-10', { disputes }))).toEqual(expected);
  });

  it('is returned on the day of the dispute when Stripe names no day of its own', () => {
    const dispute = { id: 'du_1', state: 'won' as const, amountMinor: 5n, at: noon('1999-05-01'), reason: 'x' };
    expect(told(seen('1999-05-10', { disputes: [dispute] }))).toEqual(['dispute/du_1 cash 1999-05-01:-5 1999-05-01:0']);
  });

  it('is the client’s credit: used, carried from before, carried on, paid too much', () => {
    const payments = [aPayment('a', 230_000n, '1999-04-20'), aPayment('b', 1n, '1999-04-19')];
    expect(told(seen('1999-05-03', { creditUsedMinor: 70n })).at(-1)).toBe(
      'credit-used/in_1 client-credit 1999-04-06:70',
    );
    expect(told(seen('1999-05-03', { creditUsedMinor: -30n })).at(-1)).toBe(
      'credit-used/in_1 client-credit 1999-04-06:-30',
    );
    expect(told(seen('1999-05-03', { carriedMinor: 30n })).at(-1)).toBe('carried/in_1 client-credit 1999-04-06:30');
    expect(told(seen('1999-05-03', { payments, overpaidMinor: 9n })).at(-1)).toBe(
      'overpaid/in_1 client-credit 1999-04-20:-9',
    );
  });

  it('names credit by where it goes', () => {
    const what = (creditUsedMinor: bigint) =>
      of(seen('1999-05-03', { creditUsedMinor })).find(({ cause }) => cause === 'credit-used/in_1')?.what;
    expect(what(0n)).toBe('Credit used for');
    expect(what(-1n)).toBe('Carried from earlier invoices to');
  });

  it('is nothing of the balance before it is finalised, nor of overpayment without a payment', () => {
    const { finalizedAt: _, ...draft } = anInvoiceSeen({ creditUsedMinor: 9n, overpaidMinor: 9n });
    const fact = { ...seen('1999-05-03'), data: draft };
    expect(told(fact)).toEqual([]);
  });

  it('is what a credit note gave back, to the balance and outside; nothing once it is void', () => {
    const note = aNote('cn_1', 50_000n, { toBalanceMinor: 20_000n, outsideMinor: 30_000n });
    expect(told(seen('1999-05-03', { creditNotes: [note] }))).toEqual([
      'credit/cn_1 client-credit 1999-04-20:-20000',
      'refund-outside/cn_1 cash-outside-stripe 1999-04-20:-30000',
    ]);
    expect(told(seen('1999-05-03', { creditNotes: [{ ...note, status: 'void' }] }))).toEqual([]);
  });

  it('has a kind by which statements sum it up, and words for a person', () => {
    const at = noon('1999-05-01');
    const look = seen('1999-05-03', {
      payments: [aPayment('a', 1n, '1999-04-20')],
      refunds: [{ id: 're_1', amountMinor: 1n, at }],
      disputes: [{ id: 'du_1', state: 'closed', amountMinor: 1n, at, reason: 'x' }],
      creditNotes: [aNote('cn_1', 1n)],
    });
    const kinds = of(look, ruledOn('1999-05-04', 'refund/re_1', 'write-off', 1n)).map(({ cause, kind, what }) => {
      expect(what.length, cause).toBeGreaterThan(3);
      return `${cause.split('/')[0] ?? ''} ${kind}`;
    });
    expect(kinds).toEqual([
      'payment payment',
      'payment-outside payment',
      'refund refund',
      'dispute dispute',
      'credit-used credit',
      'carried credit',
      'overpaid credit',
      'credit credit',
      'refund-outside refund',
      'write-off write-off',
    ]);
    expect(of(paid('april#1', 5n, '1999-04-20'))).toMatchObject([{ kind: 'payment', what: 'Payment of' }]);
  });

  it('is a correction up to what credit notes cover, to the unit, and beyond it not', () => {
    const refunds = [10n, 20n, 5n].map((amountMinor, day) => {
      return { id: `re_${day}`, amountMinor, at: noon(`1999-05-0${day + 1}`) };
    });
    const corrections = (coveredMinor: bigint) =>
      of(seen('1999-05-09', { refunds, creditNotes: [aNote('cn_1', coveredMinor)] }))
        .filter(({ kind, isCorrection, account }) => kind === 'refund' && account === 'cash' && isCorrection === true)
        .map(({ cause }) => cause);
    expect(corrections(9n)).toEqual(['refund/re_2']);
    expect(corrections(10n)).toEqual(['refund/re_0']);
    expect(corrections(35n)).toEqual(['refund/re_0', 'refund/re_1', 'refund/re_2']);
  });

  it('is a correction where a credit note covers it, oldest refund first', () => {
    const refunds = [
      { id: 're_2', amountMinor: 10_000n, at: noon('1999-05-02') },
      { id: 're_1', amountMinor: 10_000n, at: noon('1999-05-01') },
    ];
    const creditNotes = [aNote('cn_1', 15_000n)];
    const corrections = of(seen('1999-05-03', { refunds, creditNotes }))
      .filter(({ isCorrection }) => isCorrection === true)
      .map(({ cause }) => cause);
    expect(corrections).toEqual(['refund/re_1', 'credit/cn_1', 'refund-outside/cn_1']);
  });

  it('is by the last look alone; what an earlier look said and the last does not is gone on that day', () => {
    const first = seen('1999-05-01', { creditNotes: [aNote('cn_1', 9n, { toBalanceMinor: 9n })] });
    const movement = of(first, seen('1999-05-07')).find(({ cause }) => cause === 'credit/cn_1');
    expect(movement).toMatchObject({ path: [], seenOn: '1999-05-07' });
  });

  it('is by payments reported only where the invoice was never looked at', () => {
    const reported = {
      ...paid('april#1', 500n, '1999-04-20'),
      data: { ...paid('april#1', 500n, '1999-04-20').data, invoice: 'in_1' },
    };
    expect(told(reported)).toEqual(['payment/in_1 cash 1999-04-20:500']);
    expect(told(reported, seen('1999-05-01'))).toEqual([]);
  });
});

describe('what was written off', () => {
  const lost = { id: 'du_1', state: 'lost' as const, amountMinor: 200_000n, at: noon('1999-05-01'), reason: 'x' };
  const offs = (...facts: readonly Said[]) => told(...facts).filter((line) => line.startsWith('write-off/'));

  it('stands while the invoice is uncollectible, for no more than remains', () => {
    const given = seen('1999-05-01', { status: 'uncollectible', remainingMinor: 150_000n });
    expect(offs(given, ruledOn('1999-05-02', 'uncollectible', 'write-off', 150_000n))).toEqual([
      'write-off/InvoiceRuled-2 written-off 1999-05-02:150000',
    ]);
    const later = seen('1999-05-05', { status: 'uncollectible', remainingMinor: 100_000n });
    expect(offs(given, ruledOn('1999-05-02', 'uncollectible', 'write-off', 150_000n), later)).toEqual([
      'write-off/InvoiceRuled-2 written-off 1999-05-02:100000',
    ]);
  });

  it.each([
    ['the invoice is paid after all', 'uncollectible', { status: 'paid' as const, remainingMinor: 0n }],
    ['the dispute is won', 'dispute/du_1', { disputes: [{ ...lost, state: 'won' as const }] }],
    ['the refund failed', 'refund/re_1', { refunds: [{ id: 're_1', amountMinor: 0n, at: noon('1999-05-01') }] }],
    ['nothing of it is known', 'refund/re_9', {}],
  ])('is taken back once %s', (_, happening, changes) => {
    expect(offs(seen('1999-05-03', changes), ruledOn('1999-05-02', happening, 'write-off', 200_000n))).toEqual([]);
  });

  it('is of a lost dispute, or of a refund', () => {
    const refunds = [{ id: 're_1', amountMinor: 10_000n, at: noon('1999-05-01') }];
    const facts = [
      seen('1999-05-03', { disputes: [lost], refunds }),
      ruledOn('1999-05-04', 'dispute/du_1', 'write-off', 200_000n),
      ruledOn('1999-05-05', 'refund/re_1', 'write-off', 10_000n),
    ];
    expect(offs(...facts)).toEqual([
      'write-off/InvoiceRuled-2 written-off 1999-05-04:200000',
      'write-off/InvoiceRuled-3 written-off 1999-05-05:10000',
    ]);
  });

  it('is of the one that it names, and of an open invoice nothing', () => {
    const another = { ...lost, id: 'du_0', amountMinor: 7n };
    const refunds = [
      { id: 're_0', amountMinor: 3n, at: noon('1999-05-01') },
      { id: 're_1', amountMinor: 5n, at: noon('1999-05-01') },
    ];
    const look = seen('1999-05-03', { disputes: [another, lost], refunds });
    expect(offs(look, ruledOn('1999-05-04', 'dispute/du_1', 'write-off', 900_000n))[0]).toMatch(/:200000$/);
    expect(offs(look, ruledOn('1999-05-04', 'refund/re_1', 'write-off', 900_000n))[0]).toMatch(/:5$/);
    expect(offs(look, ruledOn('1999-05-04', 'dispute/du_1', 'write-off', 8n))[0]).toMatch(/:8$/);
    expect(offs(seen('1999-05-03'), ruledOn('1999-05-04', 'uncollectible', 'write-off', 9n))).toEqual([]);
  });

  it('is nothing by another ruling, or of an invoice that was never looked at', () => {
    expect(offs(seen('1999-05-03', { disputes: [lost] }), ruledOn('1999-05-04', 'dispute/du_1', 'leave', 1n))).toEqual(
      [],
    );
    expect(offs(ruledOn('1999-05-04', 'dispute/du_1', 'write-off', 1n))).toEqual([]);
  });
});

it('the last look at an invoice is the last recorded of that one', () => {
  const facts = recorded(
    seen('1999-05-01'),
    seen('1999-05-02', { attempts: 2 }),
    seen('1999-05-03', { invoice: 'in_2' }),
  );
  expect(latestOf(facts, 'in_1')?.data.attempts).toBe(2);
  expect(latestOf(facts, 'in_9')).toBeUndefined();
});

it('credit notes refunded what was neither before payment, nor to the balance, nor outside', () => {
  const note = aNote('cn_1', 100n, { beforePaymentMinor: 10n, toBalanceMinor: 20n, outsideMinor: 30n });
  const creditNotes = [note, aNote('cn_2', 7n), aNote('cn_3', 9n, { status: 'void' })];
  expect(refundedByNotes(anInvoiceSeen({ creditNotes }))).toBe(47n);
});
