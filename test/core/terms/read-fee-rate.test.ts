import { describe, expect, it } from 'vitest';
import { readFeeRate } from '../../../shared/core/terms/read-fee-rate.ts';

function problemsOf(said: unknown, currency = 'USD'): string[] {
  const read = readFeeRate(said, currency);
  if ('rate' in read) return [];
  return read.problems.map(({ path, allowed, fix }) => [path.join('.'), allowed, fix ?? ''].join(': '));
}

describe('the rate of a fee line', () => {
  it('is a share as it is written', () => {
    expect(readFeeRate('12.5%', 'USD')).toMatchObject({ rate: { kind: 'share', text: '12.5%' } });
  });

  it('takes amounts in the decimals of the currency', () => {
    expect(readFeeRate({ fixed: '8000' }, 'JPY')).toEqual({ rate: { kind: 'fixed', amountMinor: 8_000n } });
    expect(readFeeRate({ fixed: '8000.005' }, 'KWD')).toEqual({ rate: { kind: 'fixed', amountMinor: 8_000_005n } });
    expect(problemsOf({ fixed: '8000.005' })).toHaveLength(1);
  });

  it('knows the scales of the trade by name, in steps of a million of the currency', () => {
    const read = readFeeRate({ scale: 'lehman' }, 'JPY');
    expect(read).toMatchObject({ rate: { kind: 'bands', taken: 'marginal', name: 'lehman' } });
    const rate = 'rate' in read && read.rate.kind === 'bands' ? read.rate.bands : [];
    expect(rate.map(({ upToMinor, text }) => [upToMinor, text])).toEqual([
      [1_000_000n, '5%'],
      [2_000_000n, '4%'],
      [3_000_000n, '3%'],
      [4_000_000n, '2%'],
      [undefined, '1%'],
    ]);
  });

  it('composes: the greatest of a scale and the sum of a fixed amount and a share', () => {
    const said = { greatest: [{ scale: 'lehman' }, { sum: [{ fixed: '500.00' }, '2%'] }] };
    expect(readFeeRate(said, 'USD')).toMatchObject({
      rate: { kind: 'greatest', of: [{ kind: 'bands' }, { kind: 'sum', of: [{ kind: 'fixed' }, { kind: 'share' }] }] },
    });
  });

  it.each([
    ['a share over 100%', '101%', /^: a rate up to 100%/],
    ['a number', 0.1, /^: a rate up to 100%.*not exact/],
    ['a list', ['10%'], /^: a rate such as/],
    ['nothing', null, /^: a rate such as/],
    ['an empty mapping', {}, /Use exactly one of them/],
    ['two forms at once', { fixed: '1.00', scale: 'lehman' }, /Use exactly one of them/],
    ['an unknown scale', { scale: 'leman' }, /^scale: one of lehman.*Did you mean lehman\?/],
    ['a choice of one', { greatest: ['10%'] }, /^greatest: a list of at least two/],
    ['a negative amount', { fixed: '-5.00' }, /^fixed: /],
    ['bands without a word on how they are taken', { bands: [{ rate: '1%' }] }, /^taken: marginal or whole/],
    ['no bands', { bands: [], taken: 'whole' }, /^bands: a list of bands/],
    [
      'things without a count that can be read',
      { items: { hours: { each: '1.00', above: 60 } } },
      /^items\.hours\.above/,
    ],
    ['things without an amount', { items: { hours: '1.001' } }, /^items\.hours: /],
    ['no things', { items: {} }, /^items: a mapping/],
  ])('refuses %s, with its place', (_, said, message) => {
    expect(problemsOf(said).join('\n')).toMatch(message);
  });

  const banded = (...bands: readonly object[]): string[] => problemsOf({ bands, taken: 'marginal' });

  it.each([
    [
      'that overlap',
      [{ upTo: '200.00', rate: '1%' }, { upTo: '100.00', rate: '2%' }, { rate: '3%' }],
      /^bands\.1\.upTo: more than/,
    ],
    [
      'of no width',
      [{ upTo: '200.00', rate: '1%' }, { upTo: '200.00', rate: '2%' }, { rate: '3%' }],
      /^bands\.1\.upTo: more than/,
    ],
    ['with a gap above the last', [{ upTo: '200.00', rate: '1%' }], /^bands\.0\.upTo: nothing on the last band/],
    ['with an open one in the middle', [{ rate: '1%' }, { rate: '2%' }], /^bands\.0\.upTo: the amount up to which/],
    ['with a rate over 100%', [{ rate: '200%' }], /^bands\.0\.rate: a rate up to 100%/],
    ['with a key that is not known', [{ rate: '1%', upto: '5.00' }], /^bands\.0\.upto: .*Did you mean upTo\?/],
  ])('refuses bands %s', (_, bands, message) => {
    expect(banded(...bands).join('\n')).toMatch(message);
  });

  it('tells every problem at once, however deep', () => {
    const said = { sum: ['101%', { greatest: [{ scale: 'x' }, { fixed: '1e6' }] }] };
    expect(problemsOf(said).map((problem) => problem.split(':')[0])).toEqual([
      'sum.0',
      'sum.1.greatest.0.scale',
      'sum.1.greatest.1.fixed',
    ]);
  });
});

/** Each problem as its place and its fix, or what is allowed where there is no fix. */
function told(said: unknown): [place: string, words: string][] {
  const read = readFeeRate(said, 'USD');
  return 'rate' in read ? [] : read.problems.map(({ path, allowed, fix }) => [path.join('.'), fix ?? allowed]);
}

describe('a share', () => {
  it.each([
    ['1.125%', 1125n, 100_000n],
    ['0.1', 1n, 10n],
    ['1/3', 1n, 3n],
    ['100%', 100n, 100n],
    ['0%', 0n, 100n],
  ])('of %s is exact', (text, numerator, denominator) => {
    expect(readFeeRate(text, 'USD')).toEqual({ rate: { kind: 'share', rate: { numerator, denominator }, text } });
  });

  it.each(['100.01%', '1.1', '3/2', '1/0', '-5%', '5', '5 %', '', 'ten'])('of %j is refused', (text) => {
    expect(told(text)).toEqual([['', 'a rate up to 100%, such as "10%", "0.1" or "1/3"']]);
  });
});

describe('a scale of the trade', () => {
  it.each([
    ['lehman', '5% 4% 3% 2% 1%'],
    ['double-lehman', '10% 8% 6% 4% 2%'],
    ['reverse-lehman', '1% 2% 3% 4% 5%'],
  ])('called %s has the rates %s', (scale, rates) => {
    const read = readFeeRate({ scale }, 'USD');
    const bands = 'rate' in read && read.rate.kind === 'bands' ? read.rate.bands : [];
    expect(bands.map(({ text }) => text).join(' ')).toBe(rates);
  });
});

describe('a mapping', () => {
  it('of an unknown key is told the nearest known one, and nothing else', () => {
    expect(told({ greatset: ['1%', '2%'], fixed: '1.00' })).toEqual([['greatset', 'Did you mean greatest?']]);
  });

  it('that only says how bands are taken has no rate', () => {
    expect(told({ taken: 'whole' })).toEqual([['', 'Use exactly one of them.']]);
  });

  it.each(['greatest', 'least', 'sum'])('with %s holds two rates or more', (form) => {
    for (const few of [[], ['2%'], '2%', null])
      expect(told({ [form]: few })).toEqual([[form, 'a list of at least two rates']]);
    expect(told({ [form]: ['1%', '2%'] })).toEqual([]);
  });
});

describe('counted things', () => {
  it('have an amount each, and how many are included', () => {
    expect(readFeeRate({ items: { wire: '15.00', hours: { each: '250.00', above: '60.5' } } }, 'USD')).toEqual({
      rate: {
        kind: 'items',
        items: [
          { item: 'wire', eachMinor: 1_500n, above: '0' },
          { item: 'hours', eachMinor: 25_000n, above: '60.5' },
        ],
      },
    });
  });

  it.each([null, [], '250.00'])('are refused as %j', (items) => {
    expect(told({ items })).toEqual([
      ['items', 'a mapping from each counted thing to its amount, such as hours: "250.00"'],
    ]);
  });

  it.each([60, '-1', '1.23456', undefined, '6O'])('are refused when the number included is %j', (above) => {
    expect(told({ items: { hours: { each: '250.00', above } } })).toEqual([
      ['items.hours.above', 'a count in quotation marks, such as "60"'],
    ]);
  });

  it('are told every mistake at once', () => {
    expect(told({ items: { ach: 1, wire: '15.00', aml: '2,00', kyc: { above: '1' } } })).toEqual([
      ['items.ach', expect.stringMatching(/^Put the amount in quotation marks/)],
      ['items.aml', expect.stringMatching(/^Leave out thousands separators/)],
      ['items.kyc', expect.stringMatching(/^Give the amount/)],
    ]);
  });
});

describe('one of several bands', () => {
  it.each([null, '5%', ['5%']])('is refused as %j', (band) => {
    expect(told({ bands: [band], taken: 'whole' })).toEqual([['bands.0', 'a mapping with upTo and rate']]);
  });

  it.each(['101%', 0.05, undefined, { fixed: '1.00' }])('is refused with the rate %j', (rate) => {
    expect(told({ bands: [{ rate }], taken: 'whole' }).map(([place]) => place)).toEqual(['bands.0.rate']);
  });

  it('is refused when it begins and ends at nothing', () => {
    const bands = [{ upTo: '0.00', rate: '3%' }, { rate: '1%' }];
    expect(told({ bands, taken: 'whole' })).toEqual([
      ['bands.0.upTo', 'Put the bands in order, so that they do not overlap.'],
    ]);
  });
});
