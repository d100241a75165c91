import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedFee, creditLeft, type FeeSoFar } from '../../../shared/core/owed/bounded-fee.ts';
import { owed } from '../../../shared/core/owed/owed.ts';
import { readFeeRate } from '../../../shared/core/terms/read-fee-rate.ts';
import type { FeeRate } from '../../../shared/core/terms/fee-rate.ts';
import type { FeeCredit, PaymentTerm, SuccessFeeTerm } from '../../../shared/core/terms/terms.ts';
import { aFinderFee, aRetainer, aScope, aVersion, share } from '../../builders/a-contract.ts';
import { closed, noon, recorded, termsAdopted } from '../../builders/facts.ts';

function soFar(creditMinor = 0n): FeeSoFar {
  return {
    countedMinor: 0n,
    ratedMinor: 0n,
    feesMinor: 0n,
    feesOf: new Map(),
    creditTakenMinor: 0n,
    firstOf: new Map(),
    creditLeftMinor: creditMinor,
    creditSources: [{ broughtMinor: creditMinor, usedMinor: 0n }],
  };
}

const OF = { investor: 'meadow', on: '1999-06-15' };

/** The fees on closings one after the other, in cents. */
function feesOn(term: Partial<SuccessFeeTerm>, amounts: readonly bigint[], before = soFar()): bigint[] {
  const line = aFinderFee(term);
  return amounts.map((amountMinor) => boundedFee(line, { amountMinor, ...OF }, before, 'USD').feeMinor);
}

function rateOf(said: unknown): FeeRate {
  const read = readFeeRate(said, 'USD');
  if ('rate' in read) return read.rate;
  throw new RangeError(JSON.stringify(read.problems));
}

const sum = (fees: readonly bigint[]): bigint => fees.reduce((a, b) => a + b, 0n);
const whole = share('100%');
const credit = (changes: Partial<FeeCredit> = {}): FeeCredit => ({
  terms: ['work-fee'],
  share: { numerator: 1n, denominator: 1n },
  shareText: '100%',
  taken: 'after-minimum',
  ...changes,
});

const cents = fc.bigInt({ min: 0n, max: 10n ** 10n });
const closings = fc.array(cents, { minLength: 1, maxLength: 8 });

describe('the bounds of a fee', () => {
  it('lift it to the least, and cut it to the most', () => {
    const bounds = { atLeastMinor: 500n, atMostMinor: 2_000n };
    expect(feesOn(bounds, [1_000n, 10_000n, 90_000n])).toEqual([500n, 1_000n, 2_000n]);
  });

  it('cut all fees of the line to the most of all: 48,000.00 and 9,000.00 to 50,000.00', () => {
    const cap = { rate: whole, altogetherAtMostMinor: 5_000_000n };
    expect(feesOn(cap, [4_800_000n, 900_000n, 100n])).toEqual([4_800_000n, 200_000n, 0n]);
  });

  it('give nothing back when an amendment lowers the most of all below what was owed before', () => {
    const before = { ...soFar(), feesMinor: 700n };
    expect(feesOn({ altogetherAtMostMinor: 500n }, [10_000n], before)).toEqual([0n]);
  });

  it('hold for any closings', () => {
    const bounds = fc.record({ atLeastMinor: cents, more: cents, altogetherAtMostMinor: cents });
    fc.assert(
      fc.property(closings, bounds, (amounts, { atLeastMinor, more, altogetherAtMostMinor }) => {
        const atMostMinor = atLeastMinor + more;
        for (const fee of feesOn({ atLeastMinor, atMostMinor }, amounts)) {
          expect(fee >= atLeastMinor && fee <= atMostMinor).toBe(true);
        }
        const capped = feesOn({ atLeastMinor, altogetherAtMostMinor }, amounts);
        expect(capped.every((fee) => fee >= 0n)).toBe(true);
        expect(sum(capped) <= altogetherAtMostMinor).toBe(true);
      }),
    );
  });
});

describe('closings that count altogether', () => {
  const STEPS = { bands: [{ upTo: '1000.00', rate: '5%' }, { rate: '2%' }] };

  it('go on in the band where the one before ended', () => {
    const line = { rate: rateOf({ ...STEPS, taken: 'marginal' }), counts: 'altogether' } as const;
    // 600.00 at 5% is 30.00; of the next 600.00, 400.00 at 5% and 200.00 at 2% are 24.00.
    expect(feesOn(line, [60_000n, 60_000n])).toEqual([3_000n, 2_400n]);
  });

  it('owe a fixed amount once, also when the first is of nothing', () => {
    const line = { rate: rateOf({ fixed: '8000.00' }), counts: 'altogether' } as const;
    expect(feesOn(line, [0n, 30_000n, 10n])).toEqual([800_000n, 0n, 0n]);
  });

  it('catch up where one rate for all falls: no fee until the whole is more than before', () => {
    const line = { rate: rateOf({ ...STEPS, taken: 'whole' }), counts: 'altogether' } as const;
    // 5% of 900.00 is 45.00; 2% of 1,100.00 is 22.00, which is less; 2% of 3,000.00 is 60.00, so 15.00 more.
    expect(feesOn(line, [90_000n, 20_000n, 190_000n])).toEqual([4_500n, 0n, 1_500n]);
  });

  it('come to the fee on the whole, to the cent, however it is cut up', () => {
    const rates = fc.constantFrom<unknown>('10%', '1/3', '0.5%', { scale: 'lehman' }, { ...STEPS, taken: 'marginal' });
    const rounding = fc.constantFrom('half-up', 'half-even', 'down');
    fc.assert(
      fc.property(closings, rates, rounding, (amounts, said, mode) => {
        const line = { rate: rateOf(said), counts: 'altogether', rounding: mode } as const;
        expect([sum(feesOn(line, amounts))]).toEqual(feesOn(line, [sum(amounts)]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a credit', () => {
  it('comes off after the least amount is tested, or before it', () => {
    const line = { atLeastMinor: 20_000n, rate: whole };
    expect(feesOn({ ...line, credit: credit() }, [15_750n], soFar(3_000n))).toEqual([17_000n]);
    const first = credit({ taken: 'before-minimum' });
    expect(feesOn({ ...line, credit: first }, [15_750n], soFar(3_000n))).toEqual([20_000n]);
  });

  it('that comes off before the least amount is tested comes off there alone, whatever is left of it', () => {
    const line = { atLeastMinor: 8_000n, rate: whole, credit: credit({ taken: 'before-minimum' }) };
    expect(feesOn(line, [10_000n], soFar(30_000n))).toEqual([8_000n]);
  });

  it('is used source by source, each as far as it goes', () => {
    const before = soFar(5_000n);
    const creditSources = [3_000n, 2_000n].map((broughtMinor) => ({ broughtMinor, usedMinor: 0n }));
    const used = (amounts: readonly bigint[]) => {
      feesOn({ rate: whole, credit: credit() }, amounts, Object.assign(before, { creditSources }));
      return creditSources.map(({ usedMinor }) => usedMinor);
    };
    expect(used([2_000n])).toEqual([2_000n, 0n]);
    expect(used([2_000n])).toEqual([3_000n, 1_000n]);
    expect(used([2_000n])).toEqual([3_000n, 2_000n]);
  });

  it('is what is left of the sources, by its share, and no more than is left of its most', () => {
    const left = (takenMinor: bigint, changes: Partial<FeeCredit> = {}) =>
      creditLeft(aFinderFee({ credit: credit(changes) }), [{ broughtMinor: 9_001n, usedMinor: 1_000n }], takenMinor);
    expect(left(1_000n)).toBe(8_001n);
    expect(left(1_000n, { share: { numerator: 1n, denominator: 2n } })).toBe(3_500n);
    expect(left(1_000n, { atMostMinor: 50_000n })).toBe(8_001n);
    expect(left(1_000n, { atMostMinor: 4_000n })).toBe(3_000n);
    expect(left(4_500n, { atMostMinor: 4_000n })).toBe(0n);
    expect(creditLeft(aFinderFee(), [{ broughtMinor: 9_001n, usedMinor: 0n }], 0n)).toBe(0n);
  });

  it('lasts until it is used up', () => {
    expect(feesOn({ rate: whole, credit: credit() }, [1_000n, 1_000n, 1_000n], soFar(1_500n))).toEqual([
      0n,
      500n,
      1_000n,
    ]);
  });

  it('never makes a fee negative, nor larger, and comes off no more than once', () => {
    const taken = fc.constantFrom('after-minimum', 'before-minimum');
    fc.assert(
      fc.property(closings, cents, cents, taken, (amounts, creditMinor, atLeastMinor, when) => {
        const plain = feesOn({ atLeastMinor }, amounts);
        const less = feesOn({ atLeastMinor, credit: credit({ taken: when }) }, amounts, soFar(creditMinor));
        expect(less.every((fee, index) => fee >= 0n && fee <= (plain[index] ?? -1n))).toBe(true);
        expect(sum(plain) - sum(less) <= creditMinor).toBe(true);
      }),
    );
  });
});

describe('a credit that several lines take', () => {
  const workFee: PaymentTerm = {
    kind: 'payment',
    id: 'work-fee',
    clause: '2.1',
    name: 'Work fee',
    where: aScope(),
    amountMinor: 2_500_000n,
    on: '1999-04-06',
    dueDays: 0,
    dueCounted: 'calendar-days',
    dueFrom: 'accrual',
  };
  const line = (id: string, instrument: string, changes: Partial<SuccessFeeTerm> = {}): SuccessFeeTerm =>
    aFinderFee({
      id,
      scope: 'any-investor',
      where: aScope({ instruments: [instrument] }),
      credit: credit(),
      ...changes,
    });
  const deal = (id: string, instrument: string, amountMinor: bigint) =>
    closed({ closing: id, instrument, amountMinor });

  function amountsOf(terms: readonly SuccessFeeTerm[], ...facts: ReturnType<typeof deal>[]) {
    const versions = [aVersion({ terms: [aRetainer({ minimumPeriods: 0, mostPeriods: 1 }), workFee, ...terms] })];
    const { receivables } = owed({
      versions,
      facts: recorded(termsAdopted(), ...facts),
      asOf: noon('1999-06-30'),
      knownSeq: 99,
    });
    return receivables
      .filter(({ kind, amountMinor }) => kind === 'success-fee' && amountMinor > 0n)
      .map(({ id, amountMinor }) => `${id} ${amountMinor}`);
  }

  it('comes off once: 15,000.00 of it off the first fee, 10,000.00 off the second', () => {
    const lines = [line('equity-fee', 'equity'), line('debt-fee', 'debt')];
    const deals = [deal('a', 'equity', 15_000_000n), deal('b', 'debt', 40_000_000n)];
    expect(amountsOf(lines, ...deals)).toEqual(['debt-fee/b 3000000']);
  });

  it('comes off once also where the lists of credited terms differ', () => {
    const both = credit({ terms: ['retainer', 'work-fee'] });
    const lines = [line('equity-fee', 'equity'), line('debt-fee', 'debt', { credit: both })];
    // The first fee of 50,000.00 takes the 25,000.00; the second of 40,000.00 finds the retainer's 2,000.00 alone.
    const deals = [deal('a', 'equity', 50_000_000n), deal('b', 'debt', 40_000_000n)];
    expect(amountsOf(lines, ...deals)).toEqual(['debt-fee/b 3800000', 'equity-fee/a 2500000']);
  });

  it('takes what an earlier fee line brought: two thirds of an estimate off the fee on the actual amount', () => {
    const none = { terms: ['first', 'second'] };
    const lines = [
      aFinderFee({
        id: 'first',
        scope: 'any-investor',
        where: aScope({ instruments: ['start'] }),
      }),
      aFinderFee({
        id: 'second',
        scope: 'any-investor',
        where: aScope({ instruments: ['start'] }),
      }),
      line('rest', 'hire', { rate: share('30%'), credit: credit(none) }),
    ];
    const deals = [deal('a', 'start', 18_000_000n), deal('b', 'hire', 20_000_000n)];
    expect(amountsOf(lines, ...deals)).toEqual(['first/a 1800000', 'rest/b 2400000', 'second/a 1800000']);
  });
});
