import type { FactOf } from '../facts/fact.ts';
import type { SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import type { Attribution } from './attribution.ts';
import type { FeeSoFar } from './bounded-fee.ts';
import { noClosings, type Closing, type ClosingsSoFar } from './closings.ts';
import type { OwedContext } from './context.ts';
import type { Ending } from './ending.ts';
import type { FeeHistory } from './fee-history.ts';
import type { Fees } from './owed.ts';
import type { FeeOutcome } from './success-fee.ts';

/**
 * What has been worked out of one growing history, so that a simulation does not work it out again at each of its
 * stops. Only for histories in which facts are added at the end: whoever looks at another one begins with another memo.
 */
export interface OwedMemo {
  readonly closings: ClosingsSoFar;
  /** What was known of the same facts on the same day. */
  context: OwedContext | undefined;
  /** All fees of the same history up to a closing, and what they left of each line. */
  kept: { readonly context: OwedContext; readonly fees: Fees; readonly history: FeeHistory } | undefined;
  readonly attributions: WeakMap<Closing, Map<SuccessFeeTerm, RememberedAttribution>>;
  readonly fees: WeakMap<Closing, Map<SuccessFeeTerm, RememberedFee>>;
}

/** Whose a closing was, with how many facts of the register it was judged by. */
export interface RememberedAttribution {
  readonly attribution: Attribution;
  readonly introductions: number;
  readonly others: number;
}

/** A fee as it was worked out, with all that it rested on, and what it left of the line. */
export interface RememberedFee {
  readonly version: TermsVersion;
  readonly ending: Ending | undefined;
  readonly attribution: Attribution | undefined;
  readonly before: SoFarKey;
  readonly after: FeeSoFar;
  readonly outcome: FeeOutcome;
}

/** What of a line's past a plain fee rests on. */
export interface SoFarKey {
  readonly countedMinor: bigint;
  readonly ratedMinor: bigint;
  readonly feesMinor: bigint;
}

export function newMemo(): OwedMemo {
  return {
    closings: noClosings(),
    context: undefined,
    kept: undefined,
    attributions: new WeakMap(),
    fees: new WeakMap(),
  };
}

/** True when an earlier answer still holds whatever introductions have come since: it was proven before the closing. */
export function isSettled(attribution: Attribution, ruling: FactOf<'ClosingAttributed'> | undefined): boolean {
  return attribution.kind === 'introduced' && ruling === undefined;
}
