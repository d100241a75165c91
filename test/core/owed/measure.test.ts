import { describe, expect, it } from 'vitest';
import { measureOf, roundingWords, roundTo } from '../../../shared/core/owed/measure.ts';
import type { PaysIn } from '../../../shared/core/terms/terms.ts';

const SHARES: PaysIn = { unit: 'shares', rounding: 'down' };
const AT_PRICE: PaysIn = {
  ...SHARES,
  price: { kind: 'fixed', text: '0.25', price: { numerator: 25n, denominator: 100n } },
};

const inMoney = () => measureOf(undefined, 'USD');
const inShares = () => measureOf(SHARES, 'USD');

describe('a measure', () => {
  it('in money writes money, where units have a price too', () => {
    expect(inMoney().money(200_000n)).toBe('USD 2,000.00');
    expect(measureOf(AT_PRICE, 'USD').money(200_000n)).toBe('USD 2,000.00');
    expect([inMoney().grainMinor, measureOf(AT_PRICE, 'USD').grainMinor]).toEqual([1n, 1n]);
  });

  it('in units writes numbers of them, whole ones without decimals', () => {
    expect(inShares().money(27_000_000n)).toBe('270,000 shares');
    expect(inShares().money(0n)).toBe('0 shares');
    expect(inShares().money(150n)).toBe('1.50 shares');
    expect(measureOf(SHARES, 'JPY').money(270_000n)).toBe('270,000 shares');
    expect([inShares().grainMinor, measureOf(SHARES, 'JPY').grainMinor]).toEqual([100n, 1n]);
  });

  it.each([
    [{ numerator: 600n, denominator: 3n }, 'USD 2.00'],
    [{ numerator: 401n, denominator: 2n }, 'USD 2.00 and 0.5 of a minor unit'],
    [{ numerator: 1n, denominator: 16n }, 'USD 0.00 and 0.0625 of a minor unit'],
    [{ numerator: 200_000_001n, denominator: 1_000_000n }, 'USD 2.00 and 0.000001 of a minor unit'],
    [{ numerator: 601n, denominator: 3n }, 'USD 2.00 and 1/3 of a minor unit'],
    [{ numerator: 1n, denominator: 10_000_000n }, 'USD 0.00 and 1/10000000 of a minor unit'],
  ])('writes %o exactly', (value, words) => {
    expect(inMoney().exact(value)).toBe(words);
  });

  it('rounds to the cent, or to the whole unit', () => {
    expect(roundTo(inMoney(), { numerator: 401n, denominator: 2n }, 'half-up')).toBe(201n);
    // 1.50 and 1.49 shares
    expect(roundTo(inShares(), { numerator: 150n, denominator: 1n }, 'half-up')).toBe(200n);
    expect(roundTo(inShares(), { numerator: 149n, denominator: 1n }, 'half-up')).toBe(100n);
    expect(roundTo(inShares(), { numerator: 149n, denominator: 1n }, 'up')).toBe(200n);
  });

  it.each([
    ['half-up', 'Rounded once, half up, to the minor unit', 'Rounded once, half up, to the whole unit'],
    ['half-even', 'Rounded once, half to even, to the minor unit', 'Rounded once, half to even, to the whole unit'],
    ['down', 'Rounded once, down, to the minor unit', 'Rounded once, down, to the whole unit'],
    ['up', 'Rounded once, up, to the minor unit', 'Rounded once, up, to the whole unit'],
  ] as const)('says how it rounds %s', (mode, money, units) => {
    expect(roundingWords(inMoney(), mode)).toBe(money);
    expect(roundingWords(inShares(), mode)).toBe(units);
  });
});
