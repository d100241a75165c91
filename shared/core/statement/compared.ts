import { formatDate } from '../calendar/format-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';

/** How the books compared with Stripe when that was last looked at; amounts are Stripe less books, minor units. */
export interface Compared {
  /** The day, in the zone of the contract. */
  readonly on: PlainDate;
  readonly state: 'agrees' | 'differs' | 'failed';
  /** How many differences there are; the first are told. */
  readonly count: number;
  readonly differences: readonly {
    /** What of the contract, in words. */
    readonly what: string;
    readonly why: string;
    readonly incomeMinor: bigint;
    readonly receivableMinor: bigint;
    readonly cashMinor: bigint;
  }[];
}

/** How it came out, for both parties: `Stripe and the books agree to the cent, as compared on 30 April 1999`. */
export function comparedWords({ on, state, count }: Pick<Compared, 'on' | 'state' | 'count'>): string {
  const day = formatDate(on);
  switch (state) {
    case 'agrees':
      return `Stripe and the books agree to the cent, as compared on ${day}`;
    case 'differs':
      return `Stripe and the books differ in ${count === 1 ? 'one place' : `${count} places`}, as compared on ${day}`;
    case 'failed':
      return `Stripe and the books could not be compared on ${day}`;
    default:
      return state satisfies never;
  }
}
