import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCrmAmount, type AmountUnits } from '../../../shared/core/crm/crm-amount.ts';
import { parseLossless, type LosslessJson } from '../../../shared/core/lossless-json.ts';

/** The amount as it stands in JSON: `"1.50"` is a text, `1.50` a number. */
function read(json: string, currency: string, units: AmountUnits = 'major'): bigint | string {
  const result = readCrmAmount({ field: 'amount', units, currency }, parseLossless(json));
  return 'amountMinor' in result ? result.amountMinor : result.fix;
}

describe('an amount of a CRM', () => {
  it.each([
    ['"250000.00"', 'USD', 'major', 25_000_000n],
    ['"250000.5"', 'USD', 'major', 25_000_050n],
    ['250000.5', 'USD', 'major', 25_000_050n],
    ['0.1', 'USD', 'major', 10n],
    ['"0"', 'USD', 'major', 0n],
    ['"90071992547409.93"', 'USD', 'major', 9_007_199_254_740_993n],
    ['"1000000"', 'JPY', 'major', 1_000_000n],
    ['1000000', 'JPY', 'minor', 1_000_000n],
    ['"1.234"', 'KWD', 'major', 1_234n],
    ['1234', 'KWD', 'minor', 1_234n],
    ['50000', 'USD', 'minor', 50_000n],
    ['"5"', 'USD', 'minor', 5n],
    ['"007"', 'USD', 'minor', 7n],
    ['"000007"', 'USD', 'minor', 7n],
    ['"0000"', 'USD', 'minor', 0n],
    ['"007"', 'JPY', 'minor', 7n],
  ] as const)('is %s in %s, %s units: %s', (json, currency, units, minor) => {
    expect(read(json, currency, units)).toBe(minor);
  });

  it.each([
    ['"1,250,000.00"', 'USD', 'major', /separators/],
    ['"1.250.000,00"', 'USD', 'major', /separators/],
    ['"1 250 000"', 'USD', 'major', /separators/],
    ['"1e6"', 'USD', 'major', /exponent/],
    ['1e6', 'USD', 'major', /exponent/],
    ['1E+6', 'USD', 'minor', /minor units/],
    ['-5', 'USD', 'major', /negative/],
    ['"-5"', 'USD', 'minor', /minor units/],
    ['90071992547409.93', 'USD', 'major', /lost digits/],
    ['9007199254740993', 'USD', 'minor', /lost digits/],
    ['"1.005"', 'USD', 'major', /2 decimals/],
    ['"1.5"', 'JPY', 'major', /0 decimals/],
    ['"1.2345"', 'KWD', 'major', /3 decimals/],
    ['12.5', 'USD', 'minor', /minor units/],
    ['"x5"', 'USD', 'minor', /minor units/],
    ['"5x"', 'USD', 'minor', /minor units/],
    ['0.00000000000000001', 'USD', 'major', /2 decimals/],
    ['""', 'USD', 'major', /never read as zero/],
    ['null', 'USD', 'major', /never read as zero/],
    ['true', 'USD', 'major', /the amount itself/],
    ['{"value": 5}', 'USD', 'major', /the amount itself/],
    ['"USD 5"', 'USD', 'major', /separators|digits/],
    ['"１２"', 'USD', 'major', /digits/],
  ] as const)('is refused as %s in %s, %s units, with the fix', (json, currency, units, fix) => {
    expect(read(json, currency, units)).toMatch(fix);
  });

  it('is refused as nothing with what is allowed instead', () => {
    const refused = (value: LosslessJson | undefined) =>
      readCrmAmount({ field: 'amount', units: 'major', currency: 'USD' }, value);
    const nothing = { field: 'amount', found: 'nothing', allowed: 'an amount in USD' };
    expect(refused(undefined)).toMatchObject(nothing);
    expect(refused(null)).toMatchObject({ ...nothing, found: 'null' });
    expect(refused([])).toMatchObject({ field: 'amount', found: 'a list', allowed: 'one amount' });
  });

  it('is what was written, to the last digit, for any amount in both units and both forms', () => {
    const currencies = fc.constantFrom<[string, number]>(['USD', 2], ['JPY', 0], ['KWD', 3]);
    fc.assert(
      fc.property(currencies, fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), ([currency, digits], minor) => {
        const padded = minor.toString().padStart(digits + 1, '0');
        const major = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
        for (const json of [major, `"${major}"`]) expect(read(json, currency)).toBe(minor);
        for (const json of [`${minor}`, `"${minor}"`]) expect(read(json, currency, 'minor')).toBe(minor);
      }),
      { seed: 19_990_615, numRuns: 500 },
    );
  });
});
