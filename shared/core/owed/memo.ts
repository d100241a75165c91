import type { PlainDate } from '../calendar/plain-date.ts';
import { disputesOf } from '../disputes/disputes.ts';
import type { Fact, FactType } from '../facts/fact.ts';
import { ENTRY_TYPES } from '../introductions/chain.ts';
import { noClosings, type Closing, type ClosingsSoFar } from './closings.ts';
import type { OwedContext } from './context.ts';
import type { Owed } from './receivable.ts';
import { newStanding, type Standing } from './standing.ts';

/**
 * What has been worked out of one contract, so that each settlement works out only what has changed since the last. The
 * answers are those of a new memo, whatever was asked before: facts may have been added, and the day may be another.
 */
export interface OwedMemo {
  readonly standing: Standing;
  soFar: SoFar;
  /** What was asked last, and the answer. */
  context: OwedContext | undefined;
  due: Owed | undefined;
}

/** What rests on the terms and on all that bears on every amount. Each part of `owed` keeps its own; see `keptBy`. */
export interface SoFar {
  readonly standing: Standing;
  factCount: number;
  lastFact: Fact | undefined;
  readonly closings: ClosingsSoFar;
  /** Those that have happened by the day of the context, in order. */
  readonly happenings: Closing[];
  /** Each takes a walk back to its first so many happenings. */
  readonly rewinds: ((to: number) => void)[];
}

export function newMemo(): OwedMemo {
  const standing = newStanding();
  return { standing, soFar: newSoFar(standing), context: undefined, due: undefined };
}

function newSoFar(standing: Standing): SoFar {
  return { standing, factCount: 0, lastFact: undefined, closings: noClosings(), happenings: [], rewinds: [] };
}

/** A part of what is worked out, made once for the same terms and dropped with them. */
export function keptBy<Part extends object>(make: (soFar: SoFar) => Part): (soFar: SoFar) => Part {
  const parts = new WeakMap<SoFar, Part>();
  return (soFar) => {
    const made = parts.get(soFar) ?? make(soFar);
    parts.set(soFar, made);
    return made;
  };
}

/**
 * Facts whose bearing is known: closings and events change from themselves on, introductions and payments what names
 * them, and the rest nothing that is owed. Any other fact may bear on everything, so all is worked out anew.
 */
const BEARING_KNOWN: ReadonlySet<FactType> = new Set<FactType>([
  'ClosingReported',
  'ClosingCorrected',
  'ClosingReversed',
  'ClosingAttributed',
  'EventReported',
  'ConversionStated',
  ...ENTRY_TYPES,
  'IntroductionMailed',
  'IntroductionMailRuled',
  'AttributionReopened',
  'FundingExpected',
  'FundingDropped',
  'PaymentReported',
  'InvoiceSeen',
  'ElectionMade',
  'ManualTermHandled',
  'DifferenceApproved',
  'DifferenceDeclined',
  'DayLimitApproved',
  'CatchUpApproved',
  'MessageSetAside',
  'MessageDismissed',
  'MailReported',
  'NoticeIssued',
  'NoticeReported',
  'IntentHandled',
  'InvoiceRuled',
  'CustomerSeen',
  'InvoiceFound',
  'InvoiceAdopted',
  'ServiceRendered',
  'IndemnityNoticed',
]);

/**
 * Keeps what the facts that are new, and the day, leave as it was: nothing where they are not a longer list of the same, or
 * where a ruling on a dispute has its day between that one and the last.
 */
export function keepWhatHolds(memo: OwedMemo, facts: readonly Fact[], asOfOn: PlainDate): void {
  const { factCount, lastFact } = memo.soFar;
  const isLonger = facts.length >= factCount && facts[factCount - 1] === lastFact;
  const before = memo.context?.asOfOn ?? asOfOn;
  const isRuling = disputesOf(facts).some(({ end }) => end !== undefined && end.on <= asOfOn !== end.on <= before);
  if (!isLonger || isRuling || facts.slice(factCount).some(({ type }) => !BEARING_KNOWN.has(type))) {
    for (const shelf of [memo.standing.receivables, memo.standing.nonCash, memo.standing.toOthers]) {
      for (const { id } of shelf.all()) shelf.remove(id);
    }
    memo.soFar = newSoFar(memo.standing);
  }
  memo.soFar.factCount = facts.length;
  memo.soFar.lastFact = facts.at(-1);
}
