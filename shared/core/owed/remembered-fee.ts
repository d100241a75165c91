import { factsOf, type Fact } from '../facts/fact.ts';
import { ENTRY_TYPES } from '../introductions/chain.ts';
import type { SuccessFeeTerm, Terms, TermsVersion } from '../terms/terms.ts';
import type { Attribution } from './attribution.ts';
import type { FeeSoFar } from './bounded-fee.ts';
import type { Closing } from './closings.ts';
import type { OwedContext } from './context.ts';
import { isSettled, type OwedMemo, type SoFarKey } from './memo.ts';
import { attributionFor, successFee, type FeeContext, type FeeOutcome } from './success-fee.ts';

/**
 * The fee on a closing, as it was worked out before where all that it rests on is the same. Lines with limits by investor
 * or period, credits, windows, conditions or a licence gate are worked out each time: they rest on more.
 */
export function rememberedFee(term: SuccessFeeTerm, closing: Closing, context: FeeContext): FeeOutcome {
  const { memo, version, soFar, ending } = context;
  if (memo === undefined || !isPlain(term) || version.terms.licenceGate.on) return successFee(term, closing, context);
  const attribution = attributionOf(term, closing, context, memo);
  const before = keyOf(soFar);
  const remembered = memo.fees.get(closing)?.get(term);
  if (
    remembered !== undefined &&
    remembered.version === version &&
    remembered.attribution === attribution &&
    isSameEnding(remembered.ending, ending) &&
    isSamePast(remembered.before, before)
  ) {
    const { countedMinor, ratedMinor, feesMinor } = remembered.after;
    Object.assign(soFar, { countedMinor, ratedMinor, feesMinor });
    return remembered.outcome;
  }
  const outcome = successFee(term, closing, { ...context, attribution });
  const ofClosing = memo.fees.get(closing) ?? new Map();
  ofClosing.set(term, { version, ending, attribution, before, after: { ...soFar }, outcome });
  memo.fees.set(closing, ofClosing);
  return outcome;
}

/**
 * The fees of the closings that were gone through before, where nothing has come since that could change one of them:
 * no terms, no end, no introduction, licence or rate, and closings at the end of the line alone.
 */
export function keptFees(context: OwedContext): OwedMemo['kept'] {
  const kept = context.memo?.kept;
  if (kept === undefined || !context.versions.every(({ terms }) => isEachPlain(terms))) return undefined;
  const isSame =
    kept.context.versions.length === context.versions.length &&
    isSameEnding(kept.context.ending, context.ending) &&
    isSameBearing(bearingOn(kept.context.facts), bearingOn(context.facts)) &&
    kept.context.happenings.every((one, index) => one === context.happenings[index]);
  return isSame ? kept : undefined;
}

function isEachPlain({ terms, licenceGate, introductions }: Terms): boolean {
  return (
    introductions?.objectionDays === undefined &&
    !licenceGate.on &&
    terms.every((term) => term.kind !== 'success-fee' || isPlain(term))
  );
}

function isPlain(term: SuccessFeeTerm): boolean {
  const { when, once, window, credit, investorAtMostMinor, periodAtMost, countsIn, together } = term;
  const more = [when, once, window, credit, investorAtMostMinor, periodAtMost, countsIn, together];
  return more.every((part) => part === undefined);
}

/** The same object while nothing new bears on it. */
function attributionOf(
  term: SuccessFeeTerm,
  closing: Closing,
  context: FeeContext,
  { attributions }: OwedMemo,
): Attribution {
  const isKept = term.scope === 'introduced-only' && context.ending === undefined && isTimeless(context.version);
  if (!isKept) return attributionFor(term, closing, context);
  const remembered = attributions.get(closing)?.get(term);
  const { introductions, others } = bearingOn(context.facts);
  if (remembered?.others === others) {
    const { attribution } = remembered;
    if (isSettled(attribution, closing.ruling) || remembered.introductions === introductions) return attribution;
  }
  const attribution = attributionFor(term, closing, context);
  const ofClosing = attributions.get(closing) ?? new Map();
  ofClosing.set(term, { attribution, introductions, others });
  attributions.set(closing, ofClosing);
  return attribution;
}

/** True where the passing of time alone changes nothing about whose an introduction is. */
function isTimeless({ terms }: TermsVersion): boolean {
  return terms.introductions?.objectionDays === undefined;
}

interface Bearing {
  readonly introductions: number;
  /** Whatever else bears on whose introduction a closing came from. */
  readonly others: number;
}

const counted = new WeakMap<readonly Fact[], Bearing>();

/** How many introductions, and how many other facts that bear on them, are among the facts; counted once for a list. */
function bearingOn(facts: readonly Fact[]): Bearing {
  const known = counted.get(facts) ?? {
    introductions: factsOf(facts, 'IntroductionRecorded').length,
    others: facts.filter((fact) => BEARS.has(fact.type)).length,
  };
  counted.set(facts, known);
  return known;
}

const BEARS: ReadonlySet<Fact['type']> = new Set([
  ...ENTRY_TYPES.filter((type) => type !== 'IntroductionRecorded'),
  'AttributionReopened',
  'FundingExpected',
] as const);

function isSameBearing(a: Bearing, b: Bearing): boolean {
  return a.introductions === b.introductions && a.others === b.others;
}

function keyOf({ countedMinor, ratedMinor, feesMinor }: FeeSoFar): SoFarKey {
  return { countedMinor, ratedMinor, feesMinor };
}

function isSamePast(a: SoFarKey, b: SoFarKey): boolean {
  return a.countedMinor === b.countedMinor && a.ratedMinor === b.ratedMinor && a.feesMinor === b.feesMinor;
}

function isSameEnding(a: FeeContext['ending'], b: FeeContext['ending']): boolean {
  return a === b || (a?.endsOn === b?.endsOn && a?.forCause === b?.forCause);
}
