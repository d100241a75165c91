import { describe, expect, it } from 'vitest';
import { parseRate } from '../../../shared/core/money/rate.ts';

describe('parseRate', () => {
  it.each([
    ['10%', 10n, 100n],
    ['12.5%', 125n, 1000n],
    ['0.1', 1n, 10n],
    ['1/3', 1n, 3n],
    ['25/100', 25n, 100n],
    ['0%', 0n, 100n],
    ['100%', 100n, 100n],
    ['1', 1n, 1n],
    ['0.0000000000000000001', 1n, 10n ** 19n],
  ])('reads %j as an exact fraction', (text, numerator, denominator) => {
    expect(parseRate(text)).toEqual({ numerator, denominator });
  });

  it.each([
    '',
    '%',
    '10',
    '101%',
    '100.01%',
    '4/3',
    '1/0',
    '0/0',
    '-10%',
    '1e-1',
    '.1',
    '10 %',
    '10%%',
    '1/3%',
    'x1/3',
    '1/3x',
    '1/3/5',
    'ten',
  ])('refuses %j', (text) => {
    expect(parseRate(text)).toBeUndefined();
  });
});
