import type { Posting } from './posting.ts';

/** The name of a difference: an approval of one amount on one set of inputs is no approval of another. */
export function differenceName(posting: Pick<Posting, 'id' | 'amountMinor' | 'inputsHash'>): string {
  return `${posting.id}@${posting.amountMinor}-${posting.inputsHash.slice(0, 8)}`;
}
