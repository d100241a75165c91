import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../../shared/core/money/parse-amount.ts';

describe('parseAmount', () => {
  it.each([
    ['0', 'USD', 0n],
    ['0.01', 'USD', 1n],
    ['2000.00', 'USD', 200_000n],
    ['2000', 'USD', 200_000n],
    ['2000.5', 'USD', 200_050n],
    ['90071992547409.93', 'USD', 9_007_199_254_740_993n],
    ['250000', 'JPY', 250_000n],
    ['1.234', 'KWD', 1_234n],
    ['1.2', 'KWD', 1_200n],
    ['10000000000000000.00', 'USD', 10n ** 18n],
  ])('reads %j in %s exactly', (text, currency, amountMinor) => {
    expect(parseAmount('amount', text, currency)).toEqual({ amountMinor });
  });

  it.each([
    ['an empty amount', null, 'USD', /never read as zero/],
    ['a missing amount', undefined, 'USD', /never read as zero/],
    ['thousands separators', '1,250,000.00', 'USD', /separators/],
    ['a space', '1 250 000', 'USD', /separators/],
    ['a JSON number', 2000, 'USD', /quotation marks/],
    ['a negative JSON number', -5, 'USD', /quotation marks/],
    ['a negative amount', '-5', 'USD', /never negative/],
    ['an exponent in a JSON number', 1e6, 'USD', /quotation marks/],
    ['an exponent', '1e6', 'USD', /without an exponent/],
    ['2^53 + 1 as a JSON number', 2 ** 53 + 1, 'USD', /lose cents/],
    ['a leading zero', '0100', 'USD', /leading zeros/],
    ['a plus sign', '+5', 'USD', /digits/],
    ['an empty text', '', 'USD', /digits/],
    ['a point at the end', '5.', 'USD', /digits/],
    ['digits of another script', '١٢', 'USD', /digits/],
    ['a boolean', true, 'USD', /string/],
    ['three decimals of a dollar', '1.005', 'USD', /USD has 2 decimals/],
    ['a decimal of a yen', '1.5', 'JPY', /JPY has 0 decimals/],
    ['four decimals of a dinar', '1.2345', 'KWD', /KWD has 3 decimals/],
    ['more than anybody could pay', '10000000000000000.01', 'USD', /beyond anything/],
  ])('refuses %s and says what to do', (_what, value, currency, fix) => {
    const problem = parseAmount('data.amount', value, currency);

    expect(problem).toMatchObject({ field: 'data.amount', fix: expect.stringMatching(fix) });
    expect(problem).toHaveProperty('allowed', expect.stringContaining(currency));
  });

  it.each(['XXX', 'XTS', 'XAU', 'usd', 'DEM', ''])('refuses the currency %j beside the amount', (currency) => {
    expect(parseAmount('data.amount', '5', currency)).toMatchObject({ field: 'data.currency', found: `"${currency}"` });
  });

  it('looks for the currency beside the amount, also at the top', () => {
    expect(parseAmount('amount', '5', 'XXX')).toHaveProperty('field', 'currency');
  });

  it.each([
    ['USD', 25_000_000n, 2],
    ['JPY', 250_000n, 0],
    ['KWD', 250_000_000n, 3],
  ])('gives an example in %s that it reads itself, with all decimals', (currency, amountMinor, decimals) => {
    const refused = parseAmount('amount', '?', currency);
    const example = 'allowed' in refused ? /"(.*)"/.exec(refused.allowed)?.[1] : undefined;
    expect(parseAmount('amount', example, currency)).toEqual({ amountMinor });
    expect(example?.split('.')[1] ?? '').toHaveLength(decimals);
  });

  it('tells text from number in what it found', () => {
    expect(parseAmount('amount', 5, 'USD')).toHaveProperty('found', '5');
    expect(parseAmount('amount', '-5', 'USD')).toHaveProperty('found', '"-5"');
    expect(parseAmount('amount', undefined, 'USD')).toHaveProperty('found', 'nothing');
  });

  it('cuts what it found to a length that can be printed', () => {
    expect(parseAmount('amount', 'x'.repeat(500), 'USD')).toHaveProperty('found', `"${'x'.repeat(56)}...`);
    expect(parseAmount('amount', 'x'.repeat(58), 'USD')).toHaveProperty('found', `"${'x'.repeat(58)}"`);
  });

  it('does not print what is nested deeper than a stack can follow', () => {
    let nested: unknown = [];
    for (let level = 0; level < 100_000; level += 1) nested = [nested];
    expect(parseAmount('amount', nested, 'USD')).toHaveProperty('found', 'something nested very deeply');
  });
});
