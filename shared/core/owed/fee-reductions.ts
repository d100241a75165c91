import { formatDate } from '../calendar/format-date.ts';
import {
  decimalOf,
  divide,
  largest,
  multiply,
  smallest,
  subtract,
  times,
  wholeOf,
  ZERO,
  type Fraction,
} from '../money/fraction.ts';
import type { SuccessFeeTerm } from '../terms/terms.ts';
import type { FeeOf, FeeSoFar } from './bounded-fee.ts';
import { feeAmount, type FeeStep } from './fee-amount.ts';
import type { Measure } from './measure.ts';

/** What is left of a rate's fee in the tail, and among several finders: a part of it, before any least or most. */
export function partOfFee(
  { tail, sharedAmong }: SuccessFeeTerm,
  value: Fraction,
  under: FeeOf,
  steps: FeeStep[],
  { exact }: Measure,
): Fraction {
  let part = value;
  if (tail !== 'open-ended' && tail.share !== undefined && under.afterEndOn !== undefined) {
    part = multiply(part, tail.share.rate);
    const what = `In the tail, after ${formatDate(under.afterEndOn)}, ${tail.share.text} of it is earned`;
    steps.push({ what, figures: exact(part) });
  }
  const among = sharedAmong === undefined ? undefined : under.quantities?.[sharedAmong];
  if (among === undefined || decimalOf(among).numerator === 0n) return part;
  const own = divide(part, decimalOf(among));
  steps.push({
    what: `Shared equally among ${among} ${sharedAmong}`,
    figures: `${exact(part)} ÷ ${among} = ${exact(own)}`,
  });
  return own;
}

/**
 * The fee less what others are paid for the same closing, and within what it and other lines may come to on it. Never
 * below zero. Example: 70,000.00, others are paid 60,000.00, and 3% of 1,000,000.00 is left in any case: 30,000.00.
 */
export function besideOthers(
  term: SuccessFeeTerm,
  value: Fraction,
  under: FeeOf,
  soFar: FeeSoFar,
  { steps, words }: { readonly steps: FeeStep[]; readonly words: Measure },
): Fraction {
  const left = offset(term, value, under, steps, words);
  if (term.together?.atMost === undefined) return left;
  const most = feeAmount(term.together.atMost, under, words);
  const usedMinor = soFar.beside?.onClosingMinor ?? 0n;
  const room = largest(subtract(most.value, wholeOf(usedMinor)), ZERO);
  const within = smallest(left, room);
  const names = term.together.with.join(' and ');
  const figures = `${words.exact(most.value)} − ${words.money(usedMinor)} = ${words.exact(room)}: ${words.exact(within)}`;
  steps.push(...most.steps, { what: `At most that, less what ${names} brought on the same closing`, figures });
  return within;
}

function offset(
  { offset: rule }: SuccessFeeTerm,
  value: Fraction,
  under: FeeOf,
  steps: FeeStep[],
  words: Measure,
): Fraction {
  if (rule === undefined) return value;
  const { paidToOthersMinor: othersMinor = 0n } = under;
  if (othersMinor === 0n) {
    steps.push({ what: 'Nothing is reported as paid to others for it', figures: words.exact(value) });
    return value;
  }
  let off = times(othersMinor, rule.share.rate);
  if (rule.togetherAtMost !== undefined) {
    const most = feeAmount(rule.togetherAtMost, under, words);
    const above = largest(subtract(value, largest(subtract(most.value, wholeOf(othersMinor)), ZERO)), ZERO);
    off = smallest(off, above);
    steps.push(...most.steps, {
      what: `Paid to others for it: ${words.money(othersMinor)}; together at most ${words.exact(most.value)}`,
      figures: `${words.exact(off)} comes off`,
    });
  }
  let left = largest(subtract(value, off), ZERO);
  const what = `Less ${rule.share.text} of what others are paid for it, ${words.money(othersMinor)}`;
  const title = rule.togetherAtMost === undefined ? what : 'Less what is above that';
  steps.push({ what: title, figures: `${words.exact(value)} − ${words.exact(off)} = ${words.exact(left)}` });
  if (rule.leaves !== undefined) {
    const least = feeAmount(rule.leaves, under, words);
    left = largest(left, smallest(least.value, value));
    steps.push(...least.steps, { what: 'At least that is left, as far as the fee went', figures: words.exact(left) });
  }
  return left;
}
