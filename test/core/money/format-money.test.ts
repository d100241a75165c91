import { describe, expect, it } from 'vitest';
import { formatAmount, formatMoney } from '../../../shared/core/money/format-money.ts';

describe('formatMoney', () => {
  it.each([
    [0n, 'USD', 'USD 0.00'],
    [5n, 'USD', 'USD 0.05'],
    [200_000n, 'USD', 'USD 2,000.00'],
    [-100_000n, 'USD', 'USD \u22121,000.00'],
    [-1n, 'USD', 'USD \u22120.01'],
    [99_999n, 'USD', 'USD 999.99'],
    [100_000n, 'USD', 'USD 1,000.00'],
    [0n, 'JPY', 'JPY 0'],
    [1_234_567n, 'JPY', 'JPY 1,234,567'],
    [-5n, 'JPY', 'JPY \u22125'],
    [1n, 'KWD', 'KWD 0.001'],
    [1_234_567n, 'KWD', 'KWD 1,234.567'],
    [2n ** 53n + 1n, 'USD', 'USD 90,071,992,547,409.93'],
    [10n ** 18n, 'USD', 'USD 10,000,000,000,000,000.00'],
  ])('prints %s minor units of %s as %s', (amountMinor, currency, printed) => {
    expect(formatMoney(amountMinor, currency)).toBe(printed);
  });

  it('refuses a currency that does not exist', () => {
    expect(() => formatMoney(1n, 'XXX')).toThrow(RangeError);
  });

  it('leaves the currency to the heading of a column', () => {
    expect(formatAmount(-2_500_050n, 'USD')).toBe('\u221225,000.50');
  });
});
