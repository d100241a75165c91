import { describe, expect, it } from 'vitest';
import { roundFraction } from '../../../shared/core/money/rounding.ts';

describe('roundFraction', () => {
  it.each([
    // numerator, denominator, half up, half even, down, up; by hand on the number line
    [0n, 3n, 0n, 0n, 0n, 0n],
    [1n, 3n, 0n, 0n, 0n, 1n],
    [2n, 3n, 1n, 1n, 0n, 1n],
    [6n, 3n, 2n, 2n, 2n, 2n],
    [1n, 2n, 1n, 0n, 0n, 1n],
    [3n, 2n, 2n, 2n, 1n, 2n],
    [25n, 2n, 13n, 12n, 12n, 13n],
    [27n, 2n, 14n, 14n, 13n, 14n],
    [-1n, 3n, 0n, 0n, -1n, 0n],
    [-2n, 3n, -1n, -1n, -1n, 0n],
    [-1n, 2n, 0n, 0n, -1n, 0n],
    [-3n, 2n, -1n, -2n, -2n, -1n],
    [-25n, 2n, -12n, -12n, -13n, -12n],
    [-27n, 2n, -13n, -14n, -14n, -13n],
    [-6n, 3n, -2n, -2n, -2n, -2n],
    [2n ** 53n + 1n, 1n, 2n ** 53n + 1n, 2n ** 53n + 1n, 2n ** 53n + 1n, 2n ** 53n + 1n],
  ])(
    'rounds %s/%s to %s half up, %s half to even, %s down, %s up',
    (numerator, denominator, halfUp, even, down, up) => {
      expect(roundFraction(numerator, denominator, 'half-up')).toBe(halfUp);
      expect(roundFraction(numerator, denominator, 'half-even')).toBe(even);
      expect(roundFraction(numerator, denominator, 'down')).toBe(down);
      expect(roundFraction(numerator, denominator, 'up')).toBe(up);
    },
  );

  it.each([0n, -1n])('refuses the denominator %s', (denominator) => {
    expect(() => roundFraction(1n, denominator, 'half-up')).toThrow('must be above zero');
  });
});
