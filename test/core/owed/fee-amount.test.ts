import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feeAmount, type FeeWords } from '../../../shared/core/owed/fee-amount.ts';
import type { FeeRate } from '../../../shared/core/terms/fee-rate.ts';
import { readFeeRate } from '../../../shared/core/terms/read-fee-rate.ts';

const WORDS: FeeWords = {
  money: (minor) => minor.toString(),
  exact: ({ numerator, denominator }) => `${numerator}/${denominator}`,
};

function rateOf(said: unknown): FeeRate {
  const read = readFeeRate(said, 'USD');
  if ('rate' in read) return read.rate;
  throw new RangeError(JSON.stringify(read.problems));
}

/** In cents, where the fee comes out even. */
function feeOf(said: unknown, dollars: bigint, quantities: Record<string, string> = {}): bigint {
  const { value } = feeAmount(rateOf(said), { amountMinor: dollars * 100n, quantities }, WORDS);
  expect(value.numerator % value.denominator).toBe(0n);
  return value.numerator / value.denominator;
}

const STEPS = [{ upTo: '1000000.00', rate: '5%' }, { upTo: '2000000.00', rate: '2%' }, { rate: '1%' }];

describe('a fee by a rate', () => {
  it.each([
    // Lehman: 5% of the first million, then 4, 3, 2, and 1% of all above four; 20 millions are 140,000 + 160,000.
    [{ scale: 'lehman' }, 0n, 0n],
    [{ scale: 'lehman' }, 1_000_000n, 50_000n],
    [{ scale: 'lehman' }, 1_000_100n, 50_004n],
    [{ scale: 'lehman' }, 3_500_000n, 130_000n],
    [{ scale: 'lehman' }, 10_000_000n, 200_000n],
    [{ scale: 'double-lehman' }, 10_000_000n, 400_000n],
    [{ scale: 'reverse-lehman' }, 10_000_000n, 400_000n],
    [{ bands: STEPS, taken: 'marginal' }, 1_500_000n, 60_000n],
    [{ bands: STEPS, taken: 'whole' }, 1_000_000n, 50_000n],
    [{ bands: STEPS, taken: 'whole' }, 1_000_100n, 20_002n],
    [{ bands: STEPS, taken: 'whole' }, 3_000_000n, 30_000n],
    [{ greatest: [{ scale: 'lehman' }, '2%'] }, 20_000_000n, 400_000n],
    [{ least: [{ scale: 'lehman' }, '2%'] }, 20_000_000n, 300_000n],
    [{ sum: [{ fixed: '15000.00' }, '1%'] }, 200_000n, 17_000n],
    [{ least: [{ greatest: ['1%', { fixed: '5000.00' }] }, { fixed: '9000.00' }] }, 100_000n, 5_000n],
  ] as const)('of %o on %s dollars is %s dollars', (said, dollars, fee) => {
    expect(feeOf(said, dollars)).toBe(fee * 100n);
  });

  it('by counted things pays those above what is included, and nothing for what nobody counted', () => {
    const items = { items: { hours: { each: '250.00', above: '60' }, wires: '15.00' } };
    expect(feeOf(items, 0n, { hours: '68' })).toBe(200_000n);
    expect(feeOf(items, 0n, { hours: '59.5', wires: '8' })).toBe(12_000n);
    expect(feeOf(items, 0n, { hours: '60.25' })).toBe(6_250n);
    expect(feeOf(items, 0n)).toBe(0n);
  });

  it('shows what a share is of, and parts of counted things to four places', () => {
    const under = { amountMinor: 5_000n, quantities: { hours: '61.05' } };
    expect(feeAmount(rateOf('10%'), under, WORDS).steps.map(({ what }) => what)).toEqual(['10% of the amount']);
    const items = { items: { hours: { each: '200.00', above: '60' } } };
    expect(feeAmount(rateOf(items), under, WORDS).steps[0]?.figures).toMatch(/^1\.05 × 20000 = /);
  });

  it('shows each band that the amount reaches, and no other', () => {
    const under = { amountMinor: 150_000_000n };
    const { steps } = feeAmount(rateOf({ bands: STEPS, taken: 'marginal' }), under, WORDS);
    expect(steps.map(({ what }) => what)).toEqual([
      '5% of the part from 0 to 100000000',
      '2% of the part from 100000000 to 200000000',
      'The parts together',
    ]);
  });
});

const band = fc.record({ width: fc.bigInt({ min: 1n, max: 10n ** 9n }), points: fc.bigInt({ min: 0n, max: 10_000n }) });
const scale = fc.record({
  closed: fc.array(band, { maxLength: 6 }),
  last: fc.bigInt({ min: 0n, max: 10_000n }),
});
type Scale = { closed: { width: bigint; points: bigint }[]; last: bigint };

function saidBands({ closed, last }: Scale): object[] {
  let top = 0n;
  const rate = (points: bigint): string => `${points}/10000`;
  const bands = closed.map(({ width, points }) => {
    top += width;
    return { upTo: `${top / 100n}.${String(top % 100n).padStart(2, '0')}`, rate: rate(points) };
  });
  return [...bands, { rate: rate(last) }];
}

/** By the changes of rate instead of by the bands: each change counts on all that lies above where it happens. */
function bySlopes({ closed, last }: Scale, amountMinor: bigint): bigint {
  let [floor, before, sum] = [0n, 0n, 0n];
  for (const { width, points } of [...closed, { width: 0n, points: last }]) {
    sum += (points - before) * (amountMinor > floor ? amountMinor - floor : 0n);
    floor += width;
    before = points;
  }
  return sum;
}

describe('marginal bands', () => {
  it('come to what the changes of rate come to, exactly, for any scale and amount', () => {
    fc.assert(
      fc.property(scale, fc.bigInt({ min: 0n, max: 10n ** 11n }), (any, amountMinor) => {
        const rate = rateOf({ bands: saidBands(any), taken: 'marginal' });
        const { value } = feeAmount(rate, { amountMinor }, WORDS);
        expect(value.numerator * 10_000n).toBe(bySlopes(any, amountMinor) * value.denominator);
      }),
      { numRuns: 2_000 },
    );
  });

  it('come to the rate itself when all bands have the same', () => {
    fc.assert(
      fc.property(fc.array(band, { maxLength: 4 }), fc.bigInt({ min: 0n, max: 10n ** 11n }), (closed, amountMinor) => {
        const flat = { closed: closed.map(({ width }) => ({ width, points: 375n })), last: 375n };
        const { value } = feeAmount(rateOf({ bands: saidBands(flat), taken: 'marginal' }), { amountMinor }, WORDS);
        expect(value.numerator * 10_000n).toBe(amountMinor * 375n * value.denominator);
      }),
    );
  });
});
