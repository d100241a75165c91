import { describe, expect, it } from 'vitest';
import type { InvoiceSeen } from '../../../shared/core/facts/stripe-facts.ts';
import { contextOf } from '../../../shared/core/owed/owed.ts';
import {
  nextPaidOn,
  nextTakenOn,
  paidInFullOn,
  paymentFactIds,
  paymentsOf,
  paymentsTaken,
  sumPaid,
} from '../../../shared/core/owed/paid.ts';
import { aVersion } from '../../builders/a-contract.ts';
import { noon, paid, recorded, said, termsAdopted, type Said } from '../../builders/facts.ts';

const FEE = { id: 'fee/a' };

function known(facts: readonly Said[], asOf = '1999-12-31', assume?: 'paid-on-time') {
  return contextOf({
    versions: [aVersion()],
    facts: recorded(termsAdopted(), ...facts),
    asOf: noon(asOf),
    knownSeq: 99,
    ...(assume === undefined ? {} : { assume }),
  });
}

const days = (...facts: readonly Said[]) => paymentsOf(FEE, known(facts));

describe('what has been paid of a receivable', () => {
  it('is what each report says more than the one before', () => {
    expect(days(paid('fee/a#1', 400n, '1999-06-01'), paid('fee/a#1', 1_000n, '1999-07-01'))).toEqual([
      { on: '1999-06-01', amountMinor: 400n },
      { on: '1999-07-01', amountMinor: 600n },
    ]);
  });

  it('does not depend on the order of the reports, and an equal one says nothing new', () => {
    const [part, again, whole] = [
      paid('fee/a#1', 400n, '1999-06-01'),
      paid('fee/a#1', 400n, '1999-06-15'),
      paid('fee/a#1', 1_000n, '1999-07-01'),
    ];
    const expected = [
      { on: '1999-06-01', amountMinor: 400n },
      { on: '1999-07-01', amountMinor: 600n },
    ];
    expect(days(whole, part, again)).toEqual(expected);
    expect(days(again, whole, part)).toEqual(expected);
    expect(days(part, again, whole)).toEqual(expected);
  });

  it('puts the postings of a receivable together, oldest first', () => {
    const facts = [
      paid('fee/a#1', 300n, '1999-07-01'),
      paid('fee/a#2', 100n, '1999-06-01'),
      paid('fee/a#3', 200n, '1999-07-01'),
      paid('fee/b#1', 900n, '1999-06-15'),
    ];
    expect(days(...facts)).toEqual([
      { on: '1999-06-01', amountMinor: 100n },
      { on: '1999-07-01', amountMinor: 300n },
      { on: '1999-07-01', amountMinor: 200n },
    ]);
  });

  it('leaves out what is paid after the day, and is of the day in the zone of the contract', () => {
    // 04:30 UTC on 2 July is half an hour after midnight in New York; 03:30 is still 1 July.
    const facts = [
      paid('fee/a#1', 100n, '1999-07-02T03:30:00.000Z'),
      paid('fee/a#1', 200n, '1999-07-02T04:30:00.000Z'),
    ];
    expect(paymentsOf(FEE, known(facts, '1999-07-01'))).toEqual([{ on: '1999-07-01', amountMinor: 100n }]);
    expect(paymentsOf(FEE, known(facts, '1999-07-02'))).toHaveLength(2);
  });

  it('is nothing where nothing is reported, or less than nothing', () => {
    expect(days()).toEqual([]);
    expect(days(paid('fee/a#1', 0n, '1999-06-01'))).toEqual([]);
  });

  it('has the facts that say so', () => {
    const facts = [
      paid('fee/a#1', 1n, '1999-06-01'),
      paid('fee/b#1', 1n, '1999-06-01'),
      paid('fee/a#2', 1n, '1999-06-01'),
    ];
    expect(paymentFactIds(FEE, known(facts))).toEqual(['PaymentReported-2', 'PaymentReported-4']);
  });
});

describe('what Stripe shows of an invoice', () => {
  const looked = (changes: Partial<InvoiceSeen>, on = '1999-06-20'): Said<'InvoiceSeen'> => {
    const nothing: InvoiceSeen = {
      invoice: 'in_1',
      posting: 'fee/a#1',
      status: 'paid',
      currency: 'USD',
      totalMinor: 1_000n,
      remainingMinor: 0n,
      creditUsedMinor: 0n,
      carriedMinor: 0n,
      overpaidMinor: 0n,
      attempts: 1,
      payments: [{ id: 'p', amountMinor: 1_000n, at: noon('1999-06-01'), how: 'stripe' }],
      refunds: [],
      disputes: [],
      creditNotes: [],
    };
    return said('InvoiceSeen', { ...nothing, ...changes }, on);
  };
  const refunds = [{ id: 're_1', amountMinor: 300n, at: noon('1999-06-10') }];

  it('is what was paid, less what was given back', () => {
    expect(days(looked({ refunds }))).toEqual([
      { on: '1999-06-01', amountMinor: 1_000n },
      { on: '1999-06-10', amountMinor: -300n },
    ]);
  });

  it('is not less by a refund that a credit note covers, nor more by what was written off', () => {
    const note = { id: 'cn_1', number: '1', status: 'issued', amountMinor: 300n, at: noon('1999-06-10') } as const;
    const creditNotes = [{ ...note, beforePaymentMinor: 0n, toBalanceMinor: 0n, outsideMinor: 0n }];
    expect(days(looked({ refunds, creditNotes }))).toEqual([{ on: '1999-06-01', amountMinor: 1_000n }]);
    const lost = looked({ refunds });
    const writeOff = said(
      'InvoiceRuled',
      {
        invoice: 'in_1',
        posting: 'fee/a#1',
        happening: 'refund/re_1',
        ruling: 'write-off',
        amountMinor: 300n,
        by: 'x',
        reason: 'y',
      },
      '1999-06-21',
    );
    expect(days(lost, writeOff)).toHaveLength(2);
  });

  it('says on which day to come it is paid next', () => {
    const next = (facts: readonly Said[], asOf: string) => nextPaidOn(FEE, known(facts, asOf));
    const facts = [paid('fee/a#1', 100n, '1999-07-01')];
    expect([next(facts, '1999-06-30'), next(facts, '1999-07-01')]).toEqual(['1999-07-01', undefined]);
    expect(nextPaidOn({ id: 'fee/b' }, known(facts, '1999-06-30'))).toBeUndefined();
    const both = [paid('fee/a#1', 100n, '1999-06-01'), paid('fee/a#1', 200n, '1999-07-01')];
    expect(next(both, '1999-06-15')).toBe('1999-07-01');
  });
});

describe('what is taken as paid', () => {
  // Only these of a receivable are looked at.
  const receivable = { id: 'fee/a', dueOn: '1999-07-01', amountMinor: 1_000n } as Parameters<typeof paymentsTaken>[0];
  const taken = (asOf: string, ...facts: readonly Said[]) =>
    paymentsTaken(receivable, known(facts, asOf, 'paid-on-time'));

  it('on time is all of it on the day it is due, where nobody says otherwise', () => {
    expect(taken('1999-06-30')).toEqual([]);
    expect(taken('1999-07-01')).toEqual([{ on: '1999-07-01', amountMinor: 1_000n }]);
    expect(taken('1999-07-01', paid('fee/b#1', 5n, '1999-06-01'))).toHaveLength(1);
  });

  it('is what is reported where anything is, even that nothing was paid', () => {
    expect(taken('1999-07-01', paid('fee/a#1', 5n, '1999-06-01'))).toEqual([{ on: '1999-06-01', amountMinor: 5n }]);
    expect(taken('1999-07-01', paid('fee/a#1', 0n, '1999-06-01'))).toEqual([]);
  });

  it('next changes on the day it is due, where nobody says otherwise, and else on a day that is reported', () => {
    const next = (asOf: string, assume: 'paid-on-time' | undefined, ...facts: readonly Said[]) =>
      nextTakenOn(receivable, known(facts, asOf, assume));
    expect(next('1999-06-30', 'paid-on-time')).toBe('1999-07-01');
    expect(next('1999-07-01', 'paid-on-time')).toBeUndefined();
    expect(next('1999-06-30', undefined)).toBeUndefined();
    expect(next('1999-06-30', 'paid-on-time', paid('fee/a#1', 5n, '1999-08-01'))).toBe('1999-08-01');
    expect(next('1999-06-30', 'paid-on-time', paid('fee/a#1', 5n, '1999-06-01'))).toBeUndefined();
  });

  it('is only what is reported unless payments on time are assumed', () => {
    expect(paymentsTaken(receivable, known([], '1999-07-01'))).toEqual([]);
  });
});

describe('payments', () => {
  const payments = [
    { on: '1999-06-01', amountMinor: 400n },
    { on: '1999-07-01', amountMinor: 600n },
  ];

  it('sum to what came in by a day', () => {
    const sums = ['1999-05-31', '1999-06-01', '1999-06-30', '1999-07-01'].map((on) => sumPaid(payments, on));
    expect(sums).toEqual([0n, 400n, 400n, 1_000n]);
  });

  it('reach an amount on the day of the one with which they do', () => {
    expect(paidInFullOn(payments, 400n)).toBe('1999-06-01');
    expect(paidInFullOn(payments, 401n)).toBe('1999-07-01');
    expect(paidInFullOn(payments, 1_000n)).toBe('1999-07-01');
    expect(paidInFullOn(payments, 1_001n)).toBeUndefined();
    expect(paidInFullOn([], 1n)).toBeUndefined();
  });

  it('reach it no longer when some is taken back, and all along once it is returned', () => {
    const back = [...payments, { on: '1999-08-01', amountMinor: -1n }];
    expect(paidInFullOn(back, 1_000n)).toBeUndefined();
    expect(paidInFullOn([...back, { on: '1999-09-01', amountMinor: 1n }], 1_000n)).toBe('1999-07-01');
  });
});
