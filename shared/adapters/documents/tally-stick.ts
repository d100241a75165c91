/** A cut across the split of the stick, in units along it: from `at - halfWidth` to `at + halfWidth`. */
export interface Notch {
  readonly at: number;
  readonly halfWidth: number;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CELL = 28;

/** The length of the notched part in units: 16 symbols of 28. */
export const NOTCHED_LENGTH = 16 * CELL;

/**
 * The notches that a tally code cuts, one a symbol: eight places by four widths are its 32 values, so that two halves
 * match exactly when their codes do. A character that is no symbol of Crockford's base 32 cuts none.
 *
 *     stock   ▭▭▭▭▭▭▭▭▽▭▭▽▭▭▭▽▽▭▭   the creditor's half, longer by the grip
 *     foil            ▭△▭▭△▭▭▭△△▭▭   the debtor's half
 */
export function notchesOf(tallyCode: string): Notch[] {
  return tallyCode
    .replaceAll('-', '')
    .split('')
    .flatMap((symbol, index) => {
      const value = CROCKFORD.indexOf(symbol);
      if (value === -1) return [];
      return [{ at: index * CELL + 7 + 2 * (value >> 2), halfWidth: 2 + (value & 3) }];
    });
}
