import { factsOf, type Fact } from '../facts/fact.ts';
import type { SuccessFeeTerm, Terms } from '../terms/terms.ts';
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
    introductionsIn(kept.context.facts) === introductionsIn(context.facts) &&
    kept.context.happenings.every((one, index) => one === context.happenings[index]);
  return isSame ? kept : undefined;
}

function isEachPlain({ terms, licenceGate }: Terms): boolean {
  return !licenceGate.on && terms.every((term) => term.kind !== 'success-fee' || isPlain(term));
}

function isPlain({ when, once, window, credit, investorAtMostMinor, periodAtMost }: SuccessFeeTerm): boolean {
  return [when, once, window, credit, investorAtMostMinor, periodAtMost].every((part) => part === undefined);
}

/** The same object while nothing new bears on it. */
function attributionOf(
  term: SuccessFeeTerm,
  closing: Closing,
  context: FeeContext,
  { attributions }: OwedMemo,
): Attribution {
  const remembered = attributions.get(closing);
  const introductions = introductionsIn(context.facts);
  if (remembered !== undefined && term.scope === 'introduced-only' && context.ending === undefined) {
    const { attribution } = remembered;
    if (isSettled(attribution, closing.ruling) || remembered.introductions === introductions) return attribution;
  }
  const attribution = attributionFor(term, closing, context);
  if (term.scope === 'introduced-only' && context.ending === undefined)
    attributions.set(closing, { attribution, introductions });
  return attribution;
}

const counted = new WeakMap<readonly Fact[], number>();

/** How many introductions are among the facts; counted once for the same list. */
function introductionsIn(facts: readonly Fact[]): number {
  const known = counted.get(facts) ?? factsOf(facts, 'IntroductionRecorded').length;
  counted.set(facts, known);
  return known;
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
