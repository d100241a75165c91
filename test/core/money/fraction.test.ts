import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  decimalOf,
  divide,
  largest,
  multiply,
  smallest,
  subtract,
  times,
  wholeOf,
  ZERO,
  type Fraction,
} from '../../../shared/core/money/fraction.ts';

function of(numerator: bigint, denominator: bigint): Fraction {
  return { numerator, denominator };
}

const [half, third, twoThirds] = [of(1n, 2n), of(1n, 3n), of(2n, 3n)];

describe('a fraction', () => {
  it('is added, subtracted, multiplied and divided exactly', () => {
    expect(add(half, third)).toEqual(of(5n, 6n));
    expect(subtract(half, twoThirds)).toEqual(of(-1n, 6n));
    expect(times(25_000_000n, of(10n, 100n))).toEqual(of(250_000_000n, 100n));
    expect(multiply(half, twoThirds)).toEqual(of(2n, 6n));
    expect(divide(half, twoThirds)).toEqual(of(3n, 4n));
    expect(add(ZERO, wholeOf(7n))).toEqual(wholeOf(7n));
  });

  it('keeps its denominator when many of one kind are added, so that sums stay short', () => {
    const sum = Array.from({ length: 1000 }, () => third).reduce(add);
    expect(sum).toEqual(of(1000n, 3n));
  });

  it('is read from a decimal text exactly', () => {
    expect(decimalOf('0.25')).toEqual(of(25n, 100n));
    expect(decimalOf('60.5')).toEqual(of(605n, 10n));
    expect(decimalOf('60')).toEqual(of(60n, 1n));
  });
});

describe('of two fractions', () => {
  it.each([
    [half, twoThirds, -1],
    [twoThirds, half, 1],
    [half, of(2n, 4n), 0],
    [of(-1n, 2n), of(-2n, 3n), 1],
    [of(5n, 2n), of(7n, 3n), 1],
    [of(10n, 4n), of(8n, 3n), -1],
  ])('%o and %o, the order is found without rounding', (a, b, order) => {
    expect(compare(a, b)).toBe(order);
    expect(largest(a, b)).toEqual(order < 0 ? b : a);
    expect(smallest(a, b)).toEqual(order > 0 ? b : a);
  });
});
