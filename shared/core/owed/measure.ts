import { exponentOf } from '../money/currency.ts';
import { formatAmount, formatMoney } from '../money/format-money.ts';
import type { Fraction } from '../money/fraction.ts';
import { roundFraction, type RoundingMode } from '../money/rounding.ts';
import type { PaysIn } from '../terms/terms.ts';

/**
 * What a term's amounts are: money, or, where it pays in units without a price, numbers of a unit, kept with as many
 * decimals as the currency has. `grainMinor` is one whole of what is paid: a cent, or a share.
 */
export interface Measure {
  readonly money: (minor: bigint) => string;
  readonly exact: (value: Fraction) => string;
  readonly grainMinor: bigint;
}

/** Example: `USD 2,000.00` in money; 270,000.00 at two decimals is `270,000 shares` in units. */
export function measureOf(paysIn: PaysIn | undefined, currency: string): Measure {
  const isUnits = paysIn !== undefined && paysIn.price === undefined;
  const money = isUnits
    ? (minor: bigint): string =>
        `${formatAmount(minor, currency).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros))} ${paysIn.unit}`
    : (minor: bigint): string => formatMoney(minor, currency);
  return {
    money,
    exact: (value) => exactly(value, money),
    grainMinor: isUnits ? 10n ** BigInt(exponentOf(currency)) : 1n,
  };
}

/** Rounds to whole grains: to the cent, or to the share. */
export function roundTo({ grainMinor }: Measure, { numerator, denominator }: Fraction, mode: RoundingMode): bigint {
  return roundFraction(numerator, denominator * grainMinor, mode) * grainMinor;
}

/** The unrounded value: a decimal of a minor unit where it ends within six places, otherwise the fraction itself. */
function exactly({ numerator, denominator }: Fraction, money: Measure['money']): string {
  if (numerator % denominator === 0n) return money(numerator / denominator);
  const whole = money(numerator / denominator);
  const scaled = numerator * 1_000_000n;
  if (scaled % denominator !== 0n) return `${whole} and ${numerator % denominator}/${denominator} of a minor unit`;
  const decimals = ((scaled / denominator) % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  return `${whole} and 0.${decimals} of a minor unit`;
}

/** Example: `Rounded once, half up, to the minor unit`. */
export function roundingWords({ grainMinor }: Measure, mode: RoundingMode): string {
  const words = { 'half-up': 'half up', 'half-even': 'half to even', down: 'down', up: 'up' } satisfies Record<
    RoundingMode,
    string
  >;
  return `Rounded once, ${words[mode]}, to the ${grainMinor === 1n ? 'minor' : 'whole'} unit`;
}
