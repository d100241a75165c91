import { describe, expect, it } from 'vitest';
import { exponentOf, isCurrency } from '../../../shared/core/money/currency.ts';

describe('currency', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
  ])('gives %s %i decimals', (currency, exponent) => {
    expect(exponentOf(currency)).toBe(exponent);
  });

  it.each(['XXX', 'XTS', 'XAU', 'usd', 'US', 'toString', ''])('refuses %j', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => exponentOf(code)).toThrow(RangeError);
  });
});
