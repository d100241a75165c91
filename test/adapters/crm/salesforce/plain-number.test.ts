import { describe, expect, it } from 'vitest';
import { plainNumber } from '../../../../shared/adapters/crm/salesforce/plain-number.ts';
import { readCrmAmount } from '../../../../shared/core/crm/crm-amount.ts';
import { JsonNumber } from '../../../../shared/core/lossless-json.ts';

const plain = (source: string): unknown => plainNumber(new JsonNumber(source));

describe('a number of Salesforce', () => {
  it.each([
    ['250000.0', '250000'],
    ['250000.5', '250000.5'],
    ['1.0E7', '10000000'],
    ['9.9213206E7', '99213206'],
    ['1.23456789E7', '12345678.9'],
    ['1.234567890123E10', '12345678901.23'],
    ['1.0E-4', '0.0001'],
    ['0.0', '0'],
    ['-1.5E7', '-15000000'],
    ['007', '7'],
  ])('%s is %s, digit by digit', (source, digits) => {
    expect(plain(source)).toEqual(new JsonNumber(digits));
  });

  it.each(['1.0E99', '1.0E-31', '1E5E5', 'NaN'])('stays what it is when it is no amount: %s', (source) => {
    expect(plain(source)).toEqual(new JsonNumber(source));
  });

  it('is left alone when it is none', () => {
    for (const value of ['250000.0', true, null, ['1.0E7']]) expect(plainNumber(value)).toEqual(value);
  });

  it.each([
    ['1.0E7', 'USD', 1_000_000_000n],
    ['9007199254740.99', 'USD', 900_719_925_474_099n],
    ['2.5E9', 'JPY', 2_500_000_000n],
    ['1500.0', 'JPY', 1500n],
    ['1.2345678E7', 'KWD', 12_345_678_000n],
  ])('%s of %s is exact in minor units', (source, currency, amountMinor) => {
    const read = readCrmAmount({ field: 'Amount', units: 'major', currency }, plainNumber(new JsonNumber(source)));
    expect(read).toEqual({ amountMinor });
  });

  it.each(['1.0E16', '9.99999999999999999E17', '1.5E99'])(
    '%s is refused, as its float may have lost digits',
    (source) => {
      const at = { field: 'Amount', units: 'major', currency: 'USD' } as const;
      expect(readCrmAmount(at, plainNumber(new JsonNumber(source)))).toMatchObject({ field: 'Amount' });
    },
  );
});
