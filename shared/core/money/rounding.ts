/** How a fee that does not come out even is rounded, once, at the end. `half-up` unless the contract says otherwise. */
export type RoundingMode = 'half-up' | 'half-even' | 'down' | 'up';

/**
 * The whole number of minor units nearest to numerator / denominator, by the mode. Example: 25/2 is 13 half up, 12
 * half even, 12 down, 13 up; -25/2 is -12 half up (towards plus infinity), -12 half even, -13 down.
 * Errors: RangeError for a denominator that is not above zero.
 */
export function roundFraction(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator <= 0n) throw new RangeError('a denominator must be above zero');
  const floor = floorOf(numerator, denominator);
  const twiceRest = 2n * (numerator - floor * denominator);
  switch (mode) {
    case 'down':
      return floor;
    case 'up':
      return twiceRest > 0n ? floor + 1n : floor;
    case 'half-up':
      return twiceRest >= denominator ? floor + 1n : floor;
    case 'half-even':
      return twiceRest > denominator || (twiceRest === denominator && floor % 2n !== 0n) ? floor + 1n : floor;
    default:
      return mode satisfies never;
  }
}

function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return quotient * denominator > numerator ? quotient - 1n : quotient;
}
