import type { Rate } from '../money/rate.ts';

/** One band of a scale: from the end of the band below it, up to `upToMinor`; the last has no end. */
export interface Band {
  readonly upToMinor: bigint | undefined;
  readonly rate: Rate;
  /** As the file writes it, such as `5%`. */
  readonly text: string;
}

/**
 * How a fee grows with the amount under it. The parts compose: the greater of a scale and a share, the sum of a fixed
 * amount and a share. Each is a function of one amount; whether that is each closing's or all of them together is the
 * fee line's `counts`.
 */
export type FeeRate =
  | { readonly kind: 'share'; readonly rate: Rate; readonly text: string }
  | { readonly kind: 'fixed'; readonly amountMinor: bigint }
  /** `marginal`: each part of the amount at its own band's rate. `whole`: all of it at the rate of the band it ends in. */
  | {
      readonly kind: 'bands';
      readonly bands: readonly Band[];
      readonly taken: 'marginal' | 'whole';
      readonly name?: string;
    }
  /** So much for each counted thing, beyond those that something else pays for. */
  | { readonly kind: 'items'; readonly items: readonly ItemRate[] }
  | { readonly kind: 'greatest' | 'least' | 'sum'; readonly of: readonly FeeRate[] };

export interface ItemRate {
  /** The name of the quantity, such as `hours`. */
  readonly item: string;
  readonly eachMinor: bigint;
  /** How many of them are included elsewhere, as a decimal string. */
  readonly above: string;
}

/** The scales that the trade calls by name; steps of one million, the last rate on all above. */
export const SCALES = {
  lehman: ['5%', '4%', '3%', '2%', '1%'],
  'double-lehman': ['10%', '8%', '6%', '4%', '2%'],
  'reverse-lehman': ['1%', '2%', '3%', '4%', '5%'],
} as const;

export type ScaleName = keyof typeof SCALES;
export const SCALE_NAMES = Object.keys(SCALES) as ScaleName[];

/** The rate in words, for a statement or a list of terms. Example: `5% up to 1,000,000.00, then 4%`. */
export function describeRate(rate: FeeRate, money: (minor: bigint) => string): string {
  switch (rate.kind) {
    case 'share':
      return rate.text;
    case 'fixed':
      return money(rate.amountMinor);
    case 'bands': {
      const bands = rate.bands.map(({ text, upToMinor }) =>
        upToMinor === undefined ? `${text} above` : `${text} up to ${money(upToMinor)}`,
      );
      return `${rate.name === undefined ? '' : `${rate.name}: `}${bands.join(', ')} (${rate.taken})`;
    }
    case 'items':
      return rate.items
        .map(
          ({ item, eachMinor, above }) =>
            `${money(eachMinor)} for each of ${item}${above === '0' ? '' : ` above ${above}`}`,
        )
        .join(', ');
    case 'greatest':
    case 'least':
    case 'sum': {
      const words = { greatest: 'the greatest of', least: 'the least of', sum: 'the sum of' };
      return `${words[rate.kind]} ${rate.of.map((part) => describeRate(part, money)).join(' and ')}`;
    }
    default:
      return rate satisfies never;
  }
}
