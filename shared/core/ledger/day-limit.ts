import { dateIn, type Instant } from '../calendar/instant.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Waiting } from '../owed/receivable.ts';
import type { Bounds } from '../terms/terms.ts';
import { differenceName } from './difference-name.ts';
import type { Posting } from './posting.ts';

export interface DayLimitInput {
  /** What would be posted now. */
  readonly wouldPost: readonly Posting[];
  /** What has been posted, in that order. */
  readonly booked: readonly Posting[];
  readonly bounds: Bounds;
  readonly facts: readonly Fact[];
  readonly now: Instant;
  readonly timeZone: string;
}

/**
 * Asks a person when more would be invoiced in one day than the terms let through: what was posted today, and what would
 * be. Credits and what a person approved by name do not count. While it waits nothing is posted, so that the next day
 * does not let the rest through; what is asked grows with what comes. Amounts in minor units, the day in the
 * contract's zone. Example: with USD 5,000.00 a day, the third fee of USD 2,000.00 on one day waits. Source: issue 5, 6.
 */
export function dayLimitQuestion(input: DayLimitInput): Waiting | undefined {
  const { bounds, now, timeZone } = input;
  const counted = unapproved(input.wouldPost, input.facts);
  const [first] = counted;
  if (first === undefined) return undefined;
  const alreadyMinor = sum(unapproved(postedOn(input), input.facts));
  const totalMinor = alreadyMinor + sum(counted);
  if (totalMinor <= mostADayOf(bounds)) return undefined;
  const money = (minor: bigint): string => formatMoney(minor, first.currency);
  const on = dateIn(now, timeZone);
  return {
    id: `day-limit/${on}`,
    kind: 'day-limit',
    clause: first.clause,
    what: `${counted.length} amounts, ${money(sum(counted))} in all, are to be invoiced on one day${alreadyMinor === 0n ? '' : `, after ${money(alreadyMinor)} already`}.`,
    why: `More than ${money(mostADayOf(bounds))} a day may be a mistake at its source, so nothing is billed until a person says so.`,
    answers: ['approve'],
    evidence: counted.map(differenceName),
    since: on,
  };
}

/** Silent, a day may bring ten of the largest amounts that go without approval. */
export function mostADayOf({ mostADayMinor, approvalAboveMinor }: Bounds): bigint {
  return mostADayMinor ?? 10n * approvalAboveMinor;
}

function unapproved(postings: readonly Posting[], facts: readonly Fact[]): Posting[] {
  const approved = new Set([
    ...factsOf(facts, 'DayLimitApproved').flatMap(({ data }) => data.differences),
    ...factsOf(facts, 'DifferenceApproved').map(({ data }) => data.difference),
  ]);
  return postings.filter((posting) => posting.amountMinor > 0n && !approved.has(differenceName(posting)));
}

/** The last ones of today: what was posted before them is of an earlier day. */
function postedOn({ booked, now, timeZone }: DayLimitInput): readonly Posting[] {
  const on = dateIn(now, timeZone);
  const before = booked.findLastIndex(({ asOf }) => dateIn(asOf, timeZone) < on);
  return booked.slice(before + 1);
}

function sum(postings: readonly Posting[]): bigint {
  return postings.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}
