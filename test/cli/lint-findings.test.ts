import { describe, expect, it } from 'vitest';
import { lintFindings } from '../../cli/lint-findings.ts';
import { readFeeRate } from '../../shared/core/terms/read-fee-rate.ts';
import type { FeeRate } from '../../shared/core/terms/fee-rate.ts';
import type { PaymentTerm, RetainerTerm, SuccessFeeTerm, Term } from '../../shared/core/terms/terms.ts';
import { aFinderFee, aRetainer, aScope, aTail, theTerms } from '../builders/a-contract.ts';

/** What lint says of the terms themselves; silences and people are the 1999 file's and stay out. */
function findings(...terms: Term[]): string[] {
  const ids = ['terms', ...terms.map(({ id }) => id)];
  return lintFindings(theTerms({ terms }))
    .filter(({ about }) => ids.includes(about))
    .map(({ what }) => what);
}

const fee = (changes: Partial<SuccessFeeTerm>): SuccessFeeTerm => aFinderFee({ tail: aTail(12), ...changes });
const retainer = (changes: Partial<RetainerTerm>): RetainerTerm => aRetainer({ mostPeriods: 12, ...changes });
const where = aScope();

function rated(value: unknown): FeeRate {
  const read = readFeeRate(value, 'USD');
  if (!('rate' in read)) throw new RangeError('no rate');
  return read.rate;
}

const payment = (changes: Partial<PaymentTerm>): PaymentTerm => ({
  kind: 'payment',
  id: 'work-fee',
  clause: '2.3',
  name: 'Work fee',
  where: aScope(),
  amountMinor: 100_000n,
  dueDays: 0,
  dueCounted: 'calendar-days',
  dueFrom: 'accrual',
  ...changes,
});

describe('lint finds nothing', () => {
  it('in a retainer and a fee that say how long they last', () => {
    expect(findings(retainer({}), fee({}))).toEqual([]);
  });

  it('in fee lines that together cover every closing once', () => {
    const friends = fee({ id: 'friends', where: { ...where, classes: ['friends'] } });
    expect(findings(fee({ where: { ...where, notClasses: ['friends'] } }), friends)).toEqual([]);
  });

  it('in bands whose fee grows with the amount', () => {
    const bands = [{ upTo: '1000000.00', rate: '3%' }, { rate: '5%' }];
    expect(findings(fee({ rate: rated({ bands, taken: 'whole' }) }))).toEqual([]);
  });

  it('in a step on the first day of a period', () => {
    expect(findings(retainer({ steps: [{ from: '1999-06-06', amountMinor: 300_000n }] }))).toEqual([]);
  });
});

describe('lint finds in one fee line', () => {
  const falling = [{ upTo: '1000000.00', rate: '5%' }, { rate: '3%' }];
  it.each<[string, Partial<SuccessFeeTerm>, RegExp]>([
    ['a tail without end', { tail: 'open-ended' }, /tail is open-ended: an introduction earns for as long/],
    [
      'a tail without end, whoever invests',
      { tail: 'open-ended', scope: 'any-investor' },
      /what happens after the end/,
    ],
    [
      'a window that the tail cuts off',
      { tail: aTail(6), window: { months: 12 } },
      /cuts the window of 12 months off after 6/,
    ],
    ['a window beside once', { once: 'per-investor', window: { months: 12 } }, /The window has no effect/],
    ['a fee on money received that a closing earns', { basis: 'amount-received' }, /whether or not the money has come/],
    ['a net fee that a closing earns', { basis: 'net-of-deductions' }, /worked out on the gross amount/],
    [
      'a least fee above all fees',
      { atLeastMinor: 200n, altogetherAtMostMinor: 100n },
      /The least fee, USD 2\.00, is more than all fees may come to, USD 1\.00/,
    ],
    [
      'a least fee on each of amounts that count together',
      { atLeastMinor: 200n, counts: 'altogether' },
      /owed on each of them anew/,
    ],
    [
      'a fee that falls as the amount grows',
      { rate: rated({ bands: falling, taken: 'whole' }) },
      /Just above USD 1,000,000\.00 the fee falls from USD 50,000\.00 to USD 30,000\.00/,
    ],
    [
      'the same inside a choice',
      { rate: rated({ greatest: ['1%', { bands: falling, taken: 'whole' }] }) },
      /Just above USD 1,000,000\.00/,
    ],
    ['business days', { dueDays: 10, dueCounted: 'business-days' }, /the file names no holidays/],
    [
      'instruments that leave others out',
      { where: { ...where, instruments: ['equity'] } },
      /other than equity, or that names none, earns nothing/,
    ],
    [
      'classes that leave others out',
      { where: { ...where, classes: ['friends'] } },
      /class other than friends, or of none, earns nothing/,
    ],
  ])('%s', (_, changes, what) => {
    expect(findings(fee(changes))).toEqual([expect.stringMatching(what)]);
  });
});

describe('lint finds two fee lines', () => {
  const both = /this line and under other, and then both fees are owed/;

  it('that one closing comes under', () => {
    expect(findings(fee({}), fee({ id: 'other' }))).toEqual([expect.stringMatching(both)]);
    const equity = { ...where, instruments: ['equity', 'convertible'] };
    expect(findings(fee({}), fee({ id: 'other', where: equity }))).toEqual([expect.stringMatching(both)]);
  });

  it('only where they meet', () => {
    const debt = fee({ id: 'other', where: { ...where, instruments: ['debt'] } });
    const found = findings(fee({ where: { ...where, instruments: ['equity'] } }), debt);
    expect(found).toEqual([expect.stringMatching(/other than equity, debt, or that names none/)]);
  });
});

describe('lint finds in a retainer', () => {
  it('no last period', () => {
    expect(findings(aRetainer())).toEqual([expect.stringMatching(/Once its minimum of 3 periods is over it goes on/)]);
  });

  it.each<[string, Partial<RetainerTerm>, RegExp]>([
    ['nothing owed', { afterMinimum: 'stops', minimumPeriods: 0 }, /No period is ever owed/],
    [
      'a minimum above the most',
      { minimumPeriods: 13 },
      /minimum of 13 periods is never reached: there are 12 at most/,
    ],
    [
      'a lump above the most',
      { lump: { periods: 4, amountMinor: 1n }, afterMinimum: 'stops' },
      /lump pays for 4 periods, but there are 3/,
    ],
    ['a step inside a period', { steps: [{ from: '1999-06-01', amountMinor: 1n }] }, /so it counts from 6 June 1999/],
    [
      'a step after the last period',
      { steps: [{ from: '2000-03-07', amountMinor: 1n }] },
      /The step from 7 March 2000 comes after the last period/,
    ],
    [
      'an amount above the bound',
      { steps: [{ from: '1999-06-06', amountMinor: 5_000_001n }] },
      /USD 50,000\.01 is above approvalAbove, USD 50,000\.00/,
    ],
  ])('%s', (_, changes, what) => {
    expect(findings(retainer(changes))).toEqual([expect.stringMatching(what)]);
  });
});

describe('lint finds in a payment', () => {
  it('a date before the agreement', () => {
    expect(findings(payment({ on: '1999-04-05' }))).toEqual([
      'It is owed on 5 April 1999, before the agreement of 6 April 1999.',
    ]);
    expect(findings(payment({ on: '1999-04-06' }))).toEqual([]);
  });
});
