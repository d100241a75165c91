import { describe, expect, it } from 'vitest';
import { describeTerm } from '../../../shared/core/terms/describe-term.ts';
import { readFeeRate } from '../../../shared/core/terms/read-fee-rate.ts';
import type { PaymentTerm, RetainerTerm, SuccessFeeTerm } from '../../../shared/core/terms/terms.ts';
import { aFinderFee, aRetainer, aScope, aTail } from '../../builders/a-contract.ts';

const retainer = (changes: Partial<RetainerTerm>): string => describeTerm(aRetainer(changes), 'USD');
const fee = (changes: Partial<SuccessFeeTerm>): string => describeTerm(aFinderFee(changes), 'USD');
const payment = (changes: Partial<PaymentTerm>): string =>
  describeTerm(
    {
      kind: 'payment',
      id: 'work-fee',
      clause: '2.3',
      name: 'Work fee',
      where: aScope(),
      amountMinor: 2_500_000n,
      dueDays: 0,
      dueCounted: 'calendar-days',
      dueFrom: 'accrual',
      ...changes,
    },
    'USD',
  );

function rated(value: unknown): string {
  const read = readFeeRate(value, 'USD');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return fee({ rate: read.rate });
}

describe('the terms of 1999 in sentences', () => {
  it('are the retainer of clause 2.1', () => {
    expect(retainer({})).toBe(
      'USD 2,000.00 every month, in advance, from 6 April 1999. ' +
        'At least 3 periods, then from period to period until a party ends it. ' +
        'Due 14 days after it accrues.',
    );
  });

  it("are the finder's fee of clause 2.2", () => {
    expect(fee({})).toBe(
      '10% of funding, as closed, that originates in an introduction by the consultant. ' +
        'Rounded once, half up. Due 14 days after it accrues.',
    );
  });
});

describe('a retainer in sentences', () => {
  it.each<[string, Partial<RetainerTerm>, string]>([
    ['how long a period is', { everyMonths: 3 }, 'USD 2,000.00 every 3 months, in advance'],
    ['that it is in arrears', { timing: 'in-arrears' }, 'every month, in arrears, from 6 April 1999'],
    ['that it stops', { afterMinimum: 'stops' }, 'At least 3 periods, and no more.'],
    ['the most periods', { mostPeriods: 12 }, 'until a party ends it, 12 at most.'],
    ['the lump', { lump: { periods: 4, amountMinor: 6_666_667n } }, 'The first 4 periods together, at USD 66,666.67.'],
    [
      'every step',
      {
        steps: [
          { from: '1999-07-06', amountMinor: 250_000n },
          { from: '1999-10-06', amountMinor: 300_000n },
        ],
      },
      'Then USD 2,500.00 from 6 July 1999 on, USD 3,000.00 from 6 October 1999 on.',
    ],
  ])('says %s', (_, changes, words) => {
    expect(retainer(changes)).toContain(words);
  });
});

describe('a payment in sentences', () => {
  it('says on which day it is owed', () => {
    expect(payment({ on: '1999-04-06' })).toBe('USD 25,000.00 on 6 April 1999. Due when it accrues.');
  });

  it('says on which event it is owed', () => {
    expect(payment({ onEvent: 'listing', dueDays: 1 })).toBe(
      'USD 25,000.00 on each listing. Due 1 day after it accrues.',
    );
  });
});

describe('a due rule in sentences', () => {
  it.each([
    [{ dueDays: 10, dueCounted: 'business-days' }, 'Due 10 business days after it accrues.'],
    [{ dueDays: 30, dueFrom: 'quarter-end' }, 'Due 30 days after the end of the quarter.'],
    [{ dueDays: 25, dueFrom: 'month-end' }, 'Due 25 days after the end of the month.'],
    [{ dueDays: 0, dueFrom: 'year-end' }, 'Due 0 days after the end of the year.'],
  ] as const)('is as %j says', (changes, words) => {
    expect(retainer(changes).endsWith(words)).toBe(true);
  });
});

describe('a fee in sentences', () => {
  const where = aScope();
  const credit = { terms: ['retainer', 'work-fee'], share: { numerator: 1n, denominator: 2n }, shareText: '50%' };

  it.each<[string, Partial<SuccessFeeTerm>, string]>([
    ['what it is on', { basis: 'net-of-deductions' }, '10% of the amount, net of deductions,'],
    ['that anybody counts', { scope: 'any-investor' }, 'as closed, whoever brought the investor.'],
    ['which events earn it', { trigger: ['closing', 'hire'] }, 'On closing or hire.'],
    ['that it is earned once', { once: 'per-investor' }, 'Once for each investor.'],
    ['how long the tail is', { tail: aTail(6) }, 'Up to 6 months after the end of the agreement.'],
    ['how long the window is', { window: { months: 12 } }, "For 12 months from the investor's first."],
    ['the instruments', { where: { ...where, instruments: ['equity', 'notes'] } }, 'For equity or notes only.'],
    ['the classes', { where: { ...where, classes: ['friends'] } }, 'For investors of the class friends only.'],
    ['who is left out', { where: { ...where, notClasses: ['insider'] } }, 'Not for investors of the class insider.'],
    ['that amounts count together', { counts: 'altogether' }, 'All closings count together.'],
    ['the least', { atLeastMinor: 20_000_000n }, 'At least USD 200,000.00 a closing.'],
    ['the most', { atMostMinor: 30_000_000n }, 'At most USD 300,000.00 a closing.'],
    ['the most of all', { altogetherAtMostMinor: 90_000_000n }, 'At most USD 900,000.00 in all.'],
    ['how it is rounded', { rounding: 'half-even' }, 'Rounded once, half to even.'],
    [
      'the credit',
      { credit: { ...credit, taken: 'after-minimum' } },
      'Less 50% of what retainer and work-fee brought, taken after the least amount is tested.',
    ],
    [
      'which comes first',
      { credit: { ...credit, taken: 'before-minimum' } },
      'taken before the least amount is tested.',
    ],
  ])('says %s', (_, changes, words) => {
    expect(fee(changes)).toContain(words);
  });

  it.each([
    [{ fixed: '20000.00' }, 'USD 20,000.00 of funding'],
    [
      { bands: [{ upTo: '1000000.00', rate: '5%' }, { rate: '3%' }], taken: 'whole' },
      '5% up to USD 1,000,000.00, 3% above (whole) of funding',
    ],
    [
      { scale: 'lehman' },
      'lehman: 5% up to USD 1,000,000.00, 4% up to USD 2,000,000.00, 3% up to USD 3,000,000.00, ' +
        '2% up to USD 4,000,000.00, 1% above (marginal) of funding',
    ],
    [
      { items: { wire: '15.00', hours: { each: '250.00', above: '60' } } },
      'USD 15.00 for each of wire, USD 250.00 for each of hours above 60 of funding',
    ],
    [{ greatest: ['2%', { fixed: '1.00' }] }, 'the greatest of 2% and USD 1.00 of funding'],
    [{ least: ['2%', { fixed: '1.00' }] }, 'the least of 2% and USD 1.00 of funding'],
    [{ sum: ['2%', { fixed: '1.00' }] }, 'the sum of 2% and USD 1.00 of funding'],
  ])('writes the rate %j out', (rate, words) => {
    expect(rated(rate).startsWith(words)).toBe(true);
  });
});
