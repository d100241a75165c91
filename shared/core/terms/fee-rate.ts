import type { Rate } from '../money/rate.ts';

/** One band of a scale: from the end of the band below it, up to `upToMinor`; the last has no end. */
export interface ShareBand {
  readonly upToMinor: bigint | undefined;
  readonly rate: Rate;
  /** As the file writes it, such as `5%`. */
  readonly text: string;
}

/** A band that is worth a fixed amount, whatever lies in it; only where bands are taken whole. */
export interface FixedBand {
  readonly upToMinor: bigint | undefined;
  readonly fixedMinor: bigint;
  /** As the file writes it, such as `75000.00`. */
  readonly text: string;
}

export type Band = ShareBand | FixedBand;

/**
 * How a fee grows with the amount under it. The parts compose: the greater of a scale and a share, the sum of a fixed
 * amount and a share. Each is a function of one amount; whether that is each closing's or all of them together is the
 * fee line's `counts`.
 */
export type FeeRate =
  | { readonly kind: 'share'; readonly rate: Rate; readonly text: string }
  | { readonly kind: 'fixed'; readonly amountMinor: bigint }
  /** `marginal`: each part of the amount at its own band's rate. `whole`: all of it at the rate of the band it ends in. */
  | { readonly kind: 'bands'; readonly bands: readonly ShareBand[]; readonly taken: 'marginal'; readonly name?: string }
  | { readonly kind: 'bands'; readonly bands: readonly Band[]; readonly taken: 'whole' }
  /** So much for each full `eachMinor` of the amount; what is left over earns nothing. */
  | { readonly kind: 'per'; readonly eachMinor: bigint; readonly fixedMinor: bigint }
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

/**
 * The scales that the trade calls by name: their rates, the last one on all above, and how wide each step is, in major
 * units. Under `modified-lehman` sources give several scales; this is the one that is named most often.
 */
export const SCALES = {
  lehman: { rates: ['5%', '4%', '3%', '2%', '1%'], step: '1000000' },
  'double-lehman': { rates: ['10%', '8%', '6%', '4%', '2%'], step: '1000000' },
  'reverse-lehman': { rates: ['1%', '2%', '3%', '4%', '5%'], step: '1000000' },
  'modified-lehman': { rates: ['2%', '1%'], step: '10000000' },
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
      const bands = rate.bands.map((band) => {
        const worth = 'rate' in band ? band.text : money(band.fixedMinor);
        return band.upToMinor === undefined ? `${worth} above` : `${worth} up to ${money(band.upToMinor)}`;
      });
      const name = rate.taken === 'whole' || rate.name === undefined ? '' : `${rate.name}: `;
      return `${name}${bands.join(', ')} (${rate.taken})`;
    }
    case 'per':
      return `${money(rate.fixedMinor)} for each full ${money(rate.eachMinor)}`;
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
