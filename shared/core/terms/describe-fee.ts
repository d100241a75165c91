import { describeRate } from './fee-rate.ts';
import type { SuccessFeeTerm, Window } from './terms.ts';

/** Example: `From month 13 to month 24 from the investor's first`. */
export function windowWords({ months, afterMonths, from }: Window): string {
  const first = from === undefined ? "the investor's first" : `the investor's first ${from}`;
  return afterMonths === undefined
    ? `For ${months} months from ${first}`
    : `From month ${afterMonths + 1} to month ${months} from ${first}`;
}

export function countsWords({ counts, countsIn }: SuccessFeeTerm): string[] {
  if (counts === 'each') return [];
  if (countsIn === undefined) return ['All closings count together'];
  const period = countsIn === 'contract-year' ? 'year of the agreement' : `calendar ${countsIn}`;
  return [`All closings of a ${period} count together`];
}

/** What bears on a fee besides its rate: others who are paid, and terms that share a limit. */
export function besidesWords(
  { offset, sharedAmong, together }: SuccessFeeTerm,
  money: (minor: bigint) => string,
): string[] {
  const said: string[] = [];
  if (sharedAmong !== undefined) said.push(`Divided by the number of ${sharedAmong} of the closing`);
  if (offset !== undefined) {
    const { share, leaves, togetherAtMost } = offset;
    const only =
      togetherAtMost === undefined ? '' : `, as far as both are above ${describeRate(togetherAtMost, money)}`;
    const least = leaves === undefined ? '' : `; at least ${describeRate(leaves, money)} is left`;
    said.push(`Less ${share.text} of what others are paid for the same closing${only}${least}`);
  }
  if (together === undefined) return said;
  const names = together.with.join(' and ');
  if (together.atMost !== undefined)
    said.push(`With ${names} at most ${describeRate(together.atMost, money)} of a closing`);
  if (together.altogetherAtMostMinor !== undefined)
    said.push(`With ${names} at most ${money(together.altogetherAtMostMinor)} in all`);
  return said;
}
