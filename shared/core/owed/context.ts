import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import type { PayingTerm, TermsVersion } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { Doubted } from './duplicates.ts';
import type { Ending } from './ending.ts';
import type { OwedMemo } from './memo.ts';
import type { Receivable } from './receivable.ts';

/** What every term is worked out from: what is known, as of a day. */
export interface OwedContext {
  /** Those adopted, oldest first. */
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly asOfOn: PlainDate;
  /** Closings and other events that have happened by then, oldest first; reversed ones among them. */
  readonly happenings: readonly Closing[];
  /** Closings that may be on record twice: no happenings until a person has ruled. */
  readonly doubted: readonly Doubted[];
  /** The agreement's end, once it is known, even if it is still to come. */
  readonly ending: Ending | undefined;
  /** In a simulation: what nobody says was paid, or was not, is paid on the day it is due. */
  readonly assume?: 'paid-on-time';
  /** What has been worked out of the same history. */
  readonly memo: OwedMemo;
}

/** A receivable with the term that it comes from, before discounts, elections, taxes and the like. */
export interface Line {
  readonly receivable: Receivable;
  readonly term: PayingTerm;
  readonly version: TermsVersion;
  /** The first day of the period that it is for, where that is not the day on which it accrues. */
  readonly startsOn?: PlainDate;
}
