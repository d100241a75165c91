import { describe, expect, it } from 'vitest';
import { readFeeRate } from '../../../shared/core/terms/read-fee-rate.ts';

const SHARE = 'a rate up to 100%, such as "10%", "0.1" or "1/3"';
const percent = (numerator: bigint) => ({ rate: { numerator, denominator: 100n }, text: `${numerator}%` });

/** Each problem as its place and its fix, or what is allowed where there is no fix. */
function told(said: unknown): [place: string, words: string][] {
  const read = readFeeRate(said, 'USD');
  return 'rate' in read ? [] : read.problems.map(({ path, allowed, fix }) => [path.join('.'), fix ?? allowed]);
}

describe('bands', () => {
  it.each(['marginal', 'whole'])('taken %s are read with their ends in minor units, the last without', (taken) => {
    const bands = [{ upTo: '200.00', rate: '5%' }, { upTo: '300', rate: '4%' }, { rate: '3%' }];
    expect(readFeeRate({ bands, taken }, 'USD')).toEqual({
      rate: {
        kind: 'bands',
        taken,
        bands: [
          { upToMinor: 20_000n, ...percent(5n) },
          { upToMinor: 30_000n, ...percent(4n) },
          { upToMinor: undefined, ...percent(3n) },
        ],
      },
    });
  });

  it('that end at something unreadable are told that, and not that they are out of order', () => {
    const bands = [{ upTo: '200.00', rate: '5%' }, { upTo: '3OO', rate: '4%' }, { rate: '3%' }];
    expect(told({ bands, taken: 'whole' })).toEqual([['bands.1.upTo', expect.stringMatching(/^Use digits/)]]);
  });

  it.each(['a part', undefined, true])('taken %j are refused, with their place', (taken) => {
    expect(told({ bands: [{ rate: '3%' }], taken })).toEqual([['taken', expect.stringMatching(/^Say whether/)]]);
  });

  it('have no unknown keys, and say the rate as text', () => {
    const bands = [
      { upto: '5.00', upTo: '1.00', rate: 0.05 },
      { rate: '3%', rat: '2%' },
    ];
    expect(told({ bands, taken: 'whole' })).toEqual([
      ['bands.0.upto', 'Did you mean upTo?'],
      ['bands.0.rate', 'Put it in quotation marks: a number is not exact.'],
      ['bands.1.rat', 'Did you mean rate?'],
    ]);
  });

  it.each([undefined, true, ['5%']])('are told to be a share, and not to be quoted, when the rate is %j', (rate) => {
    expect(told({ bands: [{ rate }], taken: 'whole' })).toEqual([['bands.0.rate', SHARE]]);
  });

  it.each([null, '5%', { rate: '5%' }])('are refused as %j', (bands) => {
    expect(told({ bands, taken: 'whole' })).toEqual([['bands', expect.stringMatching(/^a list of bands/)]]);
  });
});

describe('a scale of the trade', () => {
  it('has its steps in millions of the currency, however small its minor unit', () => {
    const read = readFeeRate({ scale: 'double-lehman' }, 'KWD');
    expect(read).toMatchObject({ rate: { kind: 'bands', taken: 'marginal', name: 'double-lehman' } });
    const bands = 'rate' in read && read.rate.kind === 'bands' ? read.rate.bands : [];
    expect(bands[0]).toEqual({ upToMinor: 1_000_000_000n, ...percent(10n) });
    expect(bands.at(-1)).toEqual({ upToMinor: undefined, ...percent(2n) });
  });

  it('is named by text', () => {
    expect(told({ scale: 5 })).toEqual([['scale', 'one of lehman, double-lehman, reverse-lehman, modified-lehman']]);
  });
});

describe('what is no rate', () => {
  it.each([true, undefined, 10n])('is told what a rate may be: %s', (said) => {
    expect(told(said)).toEqual([
      ['', expect.stringMatching(/one of fixed, bands, scale, forEach, items, greatest, least, sum$/)],
    ]);
  });

  it('is told its place and what is allowed, and has no fix where there is none to tell', () => {
    expect(readFeeRate('101%', 'USD')).toStrictEqual({ problems: [{ path: [], allowed: SHARE }] });
  });

  it.each(['fixed', 'scale'])('has no word on how a %s is taken', (form) => {
    const said = { [form]: form === 'fixed' ? '1.00' : 'lehman', taken: 'whole' };
    expect(told(said)).toEqual([['taken', expect.stringMatching(/^Take it out/)]]);
  });
});

describe('counted things', () => {
  it.each(['60', '60.2', '60.25', '60.1234', '0'])('may be %s of them included elsewhere', (above) => {
    expect(readFeeRate({ items: { hours: { each: '250.00', above } } }, 'USD')).toEqual({
      rate: { kind: 'items', items: [{ item: 'hours', eachMinor: 25_000n, above }] },
    });
  });

  it('have no unknown keys, and none without an amount', () => {
    expect(told({ items: { hours: { each: '1.00', above: '1', abuv: '2' }, wire: null } })).toEqual([
      ['items.hours.abuv', 'Did you mean above?'],
      ['items.wire', expect.stringMatching(/^Give the amount/)],
    ]);
    expect(told({ items: { hours: { each: '1.00', above: '1', eech: '2' } } })).toEqual([
      ['items.hours.eech', 'Did you mean each?'],
    ]);
  });
});

describe('an amount for each full part', () => {
  it('is read with the part and what is paid for it', () => {
    expect(readFeeRate({ forEach: '100000.00', pays: '5000.00' }, 'USD')).toEqual({
      rate: { kind: 'per', eachMinor: 10_000_000n, fixedMinor: 500_000n },
    });
    expect(readFeeRate({ forEach: '0.01', pays: '0.00' }, 'USD')).toEqual({
      rate: { kind: 'per', eachMinor: 1n, fixedMinor: 0n },
    });
  });

  it('is refused without one of the two, or with a part of nothing, each at its place', () => {
    const places = (said: object) => told(said).map(([place]) => place);
    expect(places({ forEach: 'x', pays: 'y' })).toEqual(['forEach', 'pays']);
    expect(places({ forEach: '1.00' })).toEqual(['pays']);
    expect(told({ forEach: '0.00', pays: '1.00' })).toEqual([['forEach', 'an amount above zero']]);
    expect(told({ sum: ['5%', { forEach: '0', pays: '1.00' }] })).toEqual([['sum.1.forEach', 'an amount above zero']]);
  });
});

describe('bands with an amount', () => {
  const fixed = { upTo: '10.00', fixed: '1.00' };

  it('are read where they are taken whole', () => {
    expect(readFeeRate({ bands: [fixed, { rate: '2%' }], taken: 'whole' }, 'USD')).toEqual({
      rate: {
        kind: 'bands',
        taken: 'whole',
        bands: [
          { upToMinor: 1_000n, fixedMinor: 100n, text: '1.00' },
          { upToMinor: undefined, ...percent(2n) },
        ],
      },
    });
  });

  it('are refused where they are taken marginal, with a rate beside it, or unreadable', () => {
    expect(told({ bands: [{ upTo: '5.00', rate: '1%' }, fixed, { rate: '2%' }], taken: 'marginal' })).toEqual([
      ['bands.1.fixed', expect.stringMatching(/^Take the bands whole/)],
    ]);
    expect(told({ bands: [{ ...fixed, rate: '1%' }, { rate: '2%' }], taken: 'whole' })).toEqual([
      ['bands.0.fixed', 'Keep one of the two.'],
    ]);
    expect(told({ bands: [{ ...fixed, fixed: 1 }, { rate: '2%' }], taken: 'whole' }).map(([place]) => place)).toEqual([
      'bands.0.fixed',
    ]);
  });
});

describe('a scale by steps of its own', () => {
  it('has them in place of those of the trade', () => {
    const read = readFeeRate({ scale: 'modified-lehman', step: '5.00' }, 'USD');
    expect(read).toMatchObject({
      rate: { name: 'modified-lehman by steps', bands: [{ upToMinor: 500n }, { upToMinor: undefined }] },
    });
    expect(readFeeRate({ scale: 'modified-lehman' }, 'USD')).toMatchObject({ rate: { name: 'modified-lehman' } });
  });

  it('is refused with a step of nothing, or one that is no amount', () => {
    expect(told({ scale: 'lehman', step: '0.00' })).toEqual([['step', 'an amount above zero']]);
    expect(told({ scale: 'lehman', step: 'x' }).map(([place]) => place)).toEqual(['step']);
  });
});

describe('what was most likely meant by a rate in words', () => {
  it.each([
    ['Double Lehman', 'Write { scale: double-lehman }.'],
    [' lehman ', 'Write { scale: lehman }.'],
    ['5 percent', 'Write "5%".'],
    ['2.5 per cent', 'Write "2.5%".'],
    ['10PCT', 'Write "10%".'],
    [' 5  pct ', 'Write "5%".'],
    ['about 5 percent', SHARE],
    ['5 percent of it', SHARE],
    ['a percent', SHARE],
    ['five', SHARE],
  ])('%j: %s', (written, words) => {
    expect(told(written)).toEqual([['', words]]);
  });
});
