/**
 * What a fee comes to, worked out a second time from the words of the contract file: fractions of whole numbers kept in
 * lowest terms, nothing shared with the code that it judges but the meaning of the words (docs/contract-language.md).
 */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

export type PlainRate =
  | string
  | { readonly fixed: string }
  | { readonly scale: 'lehman' | 'double-lehman' | 'reverse-lehman' }
  | {
      readonly bands: readonly { readonly upTo?: string; readonly rate: string }[];
      readonly taken: 'marginal' | 'whole';
    }
  | { readonly sum: readonly PlainRate[] }
  | { readonly greatest: readonly PlainRate[] }
  | { readonly least: readonly PlainRate[] };

export type Rounding = 'half-up' | 'half-even' | 'down' | 'up';

export interface PlainFee {
  readonly rate: PlainRate;
  readonly counts: 'each' | 'altogether';
  readonly rounding: Rounding;
  readonly atLeast?: string;
  readonly atMost?: string;
  readonly altogetherAtMost?: string;
  readonly credit?: { readonly share: string; readonly taken: 'after-minimum' | 'before-minimum' };
}

const SCALES = {
  lehman: [5n, 4n, 3n, 2n, 1n],
  'double-lehman': [10n, 8n, 6n, 4n, 2n],
  'reverse-lehman': [1n, 2n, 3n, 4n, 5n],
} as const;

/** The fees of closings one after the other, in minor units; `broughtMinor` is what the credited terms brought. */
export function exactFees(
  fee: PlainFee,
  amountsMinor: readonly bigint[],
  { broughtMinor, decimals }: { readonly broughtMinor: bigint; readonly decimals: number },
): bigint[] {
  const unit = 10n ** BigInt(decimals);
  const money = (text: string): bigint => {
    const [n, d] = times(decimal(text), [unit, 1n]);
    if (d !== 1n) throw new RangeError(`${text} is not whole in minor units`);
    return n;
  };
  let [countedMinor, ratedMinor, cappedMinor, creditUsedMinor] = [0n, 0n, 0n, 0n];
  const creditMinor =
    fee.credit === undefined ? 0n : rounded(times([broughtMinor, 1n], share(fee.credit.share)), 'down');
  return amountsMinor.map((amountMinor) => {
    const take = (value: Fraction): Fraction => {
      const whole = rounded(value, fee.rounding);
      const left = creditMinor - creditUsedMinor;
      const taken = whole < left ? whole : left;
      if (taken <= 0n) return value;
      creditUsedMinor += taken;
      return greater(plus(value, [-taken, 1n]), [0n, 1n]);
    };
    let value: Fraction;
    if (fee.counts === 'each') value = valueOf(fee.rate, amountMinor, money, unit);
    else {
      const all = rounded(valueOf(fee.rate, countedMinor + amountMinor, money, unit), fee.rounding);
      const rest = all > ratedMinor ? all - ratedMinor : 0n;
      ratedMinor += rest;
      value = [rest, 1n];
    }
    countedMinor += amountMinor;
    if (fee.credit?.taken === 'before-minimum') value = take(value);
    if (fee.atLeast !== undefined) value = greater(value, [money(fee.atLeast), 1n]);
    if (fee.atMost !== undefined) value = lesser(value, [money(fee.atMost), 1n]);
    let feeMinor = rounded(value, fee.rounding);
    if (fee.altogetherAtMost !== undefined) {
      const room = money(fee.altogetherAtMost) - cappedMinor;
      feeMinor = feeMinor < room ? feeMinor : room > 0n ? room : 0n;
    }
    cappedMinor += feeMinor;
    if (fee.credit?.taken === 'after-minimum') feeMinor = rounded(take([feeMinor, 1n]), fee.rounding);
    return feeMinor;
  });
}

function valueOf(rate: PlainRate, amountMinor: bigint, money: (text: string) => bigint, unit: bigint): Fraction {
  if (typeof rate === 'string') return times([amountMinor, 1n], share(rate));
  const of = (part: PlainRate): Fraction => valueOf(part, amountMinor, money, unit);
  if ('fixed' in rate) return [money(rate.fixed), 1n];
  if ('sum' in rate) return rate.sum.map(of).reduce(plus);
  if ('greatest' in rate) return rate.greatest.map(of).reduce(greater);
  if ('least' in rate) return rate.least.map(of).reduce(lesser);
  const bands =
    'scale' in rate
      ? SCALES[rate.scale].map((percent, index, all) => ({
          top: index === all.length - 1 ? undefined : BigInt(index + 1) * 1_000_000n * unit,
          rate: reduced(percent, 100n),
        }))
      : rate.bands.map((band) => ({
          top: band.upTo === undefined ? undefined : money(band.upTo),
          rate: share(band.rate),
        }));
  if ('taken' in rate && rate.taken === 'whole') {
    const reached = bands.find(({ top }) => top === undefined || top >= amountMinor);
    return reached === undefined ? [0n, 1n] : times([amountMinor, 1n], reached.rate);
  }
  // The other way round than by parts: the rate of the first band on all, then each change of rate on what lies above.
  let value: Fraction = [0n, 1n];
  let floor = 0n;
  let before: Fraction = [0n, 1n];
  for (const band of bands) {
    const above = amountMinor > floor ? amountMinor - floor : 0n;
    value = plus(value, times([above, 1n], plus(band.rate, [-before[0], before[1]])));
    before = band.rate;
    floor = band.top ?? floor;
  }
  return value;
}

function share(text: string): Fraction {
  if (text.includes('/')) {
    const [n = '0', d = '1'] = text.split('/');
    return reduced(BigInt(n), BigInt(d));
  }
  if (!text.endsWith('%')) return decimal(text);
  const [n, d] = decimal(text.slice(0, -1));
  return reduced(n, d * 100n);
}

function decimal(text: string): Fraction {
  const point = text.indexOf('.');
  if (point === -1) return [BigInt(text), 1n];
  return reduced(BigInt(text.replace('.', '')), 10n ** BigInt(text.length - point - 1));
}

function reduced(n: bigint, d: bigint): Fraction {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? [0n, 1n] : [n / a, d / a];
}

function plus(a: Fraction, b: Fraction): Fraction {
  return reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1]);
}

function times(a: Fraction, b: Fraction): Fraction {
  return reduced(a[0] * b[0], a[1] * b[1]);
}

function greater(a: Fraction, b: Fraction): Fraction {
  return a[0] * b[1] >= b[0] * a[1] ? a : b;
}

function lesser(a: Fraction, b: Fraction): Fraction {
  return a[0] * b[1] <= b[0] * a[1] ? a : b;
}

/** Values here are never below zero. */
function rounded([n, d]: Fraction, mode: Rounding): bigint {
  const quotient = n / d;
  const twice = (n % d) * 2n;
  if (mode === 'down' || twice === 0n) return quotient;
  if (mode === 'up') return quotient + 1n;
  if (twice !== d) return twice > d ? quotient + 1n : quotient;
  return mode === 'half-up' || quotient % 2n === 1n ? quotient + 1n : quotient;
}
