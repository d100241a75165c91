import { formatDate } from '../calendar/format-date.ts';
import { dueDate } from '../calendar/due-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { nameOf } from '../facts/investor.ts';
import { hashOf } from '../json.ts';
import { larger } from '../order.ts';
import type { SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import { attribute, type Attribution } from './attribution.ts';
import { namedAlike, scopeAsRuled, withinAgreement } from './attribution-doubts.ts';
import { boundedFee, decisive, type FeeOf, type FeeSoFar } from './bounded-fee.ts';
import { attributionAt } from './candidate.ts';
import { knownOn, type Closing } from './closings.ts';
import { metOn, outsideScope, type Met } from './condition.ts';
import type { OwedContext } from './context.ts';
import type { Ending } from './ending.ts';
import type { FeeBasis, FeeStep } from './fee-amount.ts';
import { basisOf, type StatedBasis } from './fee-basis.ts';
import { attributionQuestion, currencyQuestion, gateQuestion } from './fee-questions.ts';
import { asksIntroduction, earned, investorKey, outOfTail, outOfTurn } from './fee-time.ts';
import { measureOf } from './measure.ts';
import { inEqualParts } from './split.ts';
import type { NotOwed, Receivable, Waiting } from './receivable.ts';

/** What one closing comes to under one fee line. */
export interface FeeOutcome {
  readonly receivable?: Receivable;
  readonly notOwed?: NotOwed;
  /** While it waits, a booked fee of the closing stays as it is. */
  readonly waiting?: Waiting;
  /** False when the line is not about such a closing at all. */
  readonly covers: boolean;
  /** True when the line is for other investors, or another time of theirs: another line may well be for this one. */
  readonly isForOthers?: true;
}

export interface FeeContext extends OwedContext {
  readonly version: TermsVersion;
  readonly soFar: FeeSoFar;
  /** Whose introduction it came from, where that is worked out already. */
  readonly attribution?: Attribution;
}

/**
 * The fee on a closing by one fee line: its rate on the funding, within its bounds, less what is credited. `soFar` is what
 * the line's earlier closings came to, and moves on. A closing that earns nothing is owed at zero, with the reason.
 * Example: 10% of USD 250,000.00 is USD 25,000.00. Clause 2.2 of the 1999 agreement.
 */
export function successFee(term: SuccessFeeTerm, closing: Closing, context: FeeContext): FeeOutcome {
  const { facts, version, soFar } = context;
  const { currency, licenceGate } = version.terms;
  const attribution = context.attribution ?? attributionFor(term, closing, context);
  const none = (why: string): FeeOutcome => nothing(term, closing, attribution, version, why);
  const notCovered = outsideScope(scopeAsRuled(term.where, attribution, closing), closing);
  if (notCovered !== undefined) {
    const { receivable } = none(`${term.name} ${notCovered}.`);
    return { covers: false, ...(receivable === undefined ? {} : { receivable }) };
  }
  if (closing.reversed) return none(`The closing was reversed: ${closing.reversalReason ?? 'no reason given'}.`);
  if (closing.state.currency !== currency) return { covers: true, waiting: currencyQuestion(term, closing, currency) };
  if (attribution.kind === 'question')
    return { covers: true, waiting: attributionQuestion(term, closing, attribution) };
  const notIts = ofOthers(term, closing, attribution, context);
  if (notIts !== undefined) return { ...none(notIts), isForOthers: true };
  if (term.window?.afterMonths !== undefined) earned(closing, soFar);
  const tooLate = outOfTail(term, closing, attribution, context);
  if (tooLate !== undefined) return none(tooLate);
  const notItsTurn = outOfTurn(term, closing, soFar, context);
  if (notItsTurn !== undefined) return { ...none(notItsTurn), isForOthers: true };
  const met = term.when === undefined ? undefined : metOn(term.when, context, currency);
  if (term.when !== undefined && met === undefined) return none('Its condition has not been met yet.');
  const under = basisOf(term, closing, version);
  if (under === undefined) return none('The closing states none of what is counted.');
  if (licenceGate.on && !licensed(facts, closing.state.closedOn)) {
    return { covers: true, waiting: gateQuestion(licenceGate.clause, closing) };
  }
  const parts = { attribution, version, soFar, met, under, ending: context.ending };
  return { covers: true, receivable: feeReceivable(term, closing, parts) };
}

/** Why a closing is not one of the introduced, or of the others, that the line is for. */
function ofOthers(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution,
  context: FeeContext,
): string | undefined {
  if (!asksIntroduction(term, closing, context)) return undefined;
  if (term.scope === 'not-introduced') {
    return attribution.kind === 'introduced' ? `${term.name} is for investors who were not introduced.` : undefined;
  }
  if (attribution.kind !== 'nobody') return undefined;
  return `${attribution.reason.charAt(0).toUpperCase()}${attribution.reason.slice(1)}.`;
}

/** Whose introduction a closing came from, as the line asks for it. */
export function attributionFor(
  term: SuccessFeeTerm,
  closing: Closing,
  context: Omit<FeeContext, 'soFar'>,
): Attribution {
  if (!asksIntroduction(term, closing, context)) {
    return { kind: 'nobody', reason: 'the line asks for no introduction', factIds: [] };
  }
  const { facts, version, ending, asOfOn } = context;
  const around = { facts, at: attributionAt(term, version.terms, asOfOn) };
  const listWithinDays = term.tail === 'open-ended' ? 0 : (term.tail.listWithinDays ?? 0);
  const life = { dated: version.terms.dated, endsOn: ending?.endsOn, listWithinDays };
  const attribution = withinAgreement(attribute(closing, facts, around.at), closing, life, around);
  return namedAlike(attribution, closing, term.where, around);
}

interface Parts {
  readonly attribution: Attribution;
  readonly version: TermsVersion;
  readonly soFar: FeeSoFar;
  readonly met: Met | undefined;
  readonly under: StatedBasis;
  readonly ending: Ending | undefined;
}

function feeReceivable(
  term: SuccessFeeTerm,
  closing: Closing,
  { attribution, version, soFar, met, under, ending }: Parts,
): Receivable {
  const { currency } = version.terms;
  earned(closing, soFar);
  const of = feeOf(closing, ending);
  const before = decisive(term, soFar, of);
  const fee = boundedFee(term, { ...under, ...of }, soFar, currency);
  const steps = [...under.steps, ...origin(attribution), ...condition(met), ...fee.steps];
  const made = base(term, closing, attribution, version, met);
  const receivable = {
    ...made,
    amountMinor: fee.feeMinor,
    working: steps.map((step) => ({ clause: term.clause, ...step })),
    inputsHash: hashOf({ made: made.inputsHash, before, ...afterEnd(term, of) }),
  };
  const sharedBy = attribution.kind === 'introduced' ? attribution.sharedBy : undefined;
  return sharedBy === undefined ? receivable : inEqualParts(receivable, sharedBy);
}

/** Whose fee it is, of which day, and what others are paid: what limits, tails and offsets go by. */
function feeOf({ state }: Closing, ending: Ending | undefined): Omit<FeeOf, keyof FeeBasis> {
  const { investor, closedOn: on, paidToOthersMinor } = state;
  const isAfter = ending !== undefined && on > ending.endsOn;
  return {
    investor: investorKey(investor),
    on,
    ...(paidToOthersMinor === undefined ? {} : { paidToOthersMinor }),
    ...(isAfter ? { afterEndOn: ending.endsOn } : {}),
  };
}

/** The end that a reduced fee in the tail rests on. */
function afterEnd({ tail }: SuccessFeeTerm, { afterEndOn }: Pick<FeeOf, 'afterEndOn'>): object {
  return tail === 'open-ended' || tail.share === undefined || afterEndOn === undefined ? {} : { afterEndOn };
}

function condition(met: Met | undefined): FeeStep[] {
  return met === undefined ? [] : [{ what: 'Owed once its condition was met', figures: formatDate(met.on) }];
}

function origin(attribution: Attribution): FeeStep[] {
  if (attribution.kind !== 'introduced') return [];
  const { introduction, investor } = attribution.introduction.data;
  return [{ what: `Originates in introduction ${introduction}, ${nameOf(investor)}`, figures: attribution.reason }];
}

function nothing(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution,
  version: TermsVersion,
  why: string,
): FeeOutcome {
  const { state } = closing;
  const figures = measureOf(term.paysIn, version.terms.currency).money(0n);
  return {
    covers: true,
    receivable: {
      ...base(term, closing, attribution, version),
      amountMinor: 0n,
      working: [{ clause: term.clause, what: why, figures }],
    },
    notOwed: {
      closing: closing.id,
      clause: term.clause,
      closedOn: state.closedOn,
      knownOn: knownOn(closing, version),
      investorName: nameOf(state.investor),
      amountMinor: state.amountMinor,
      currency: state.currency,
      why,
    },
  };
}

function base(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution,
  version: TermsVersion,
  met?: Met,
): Omit<Receivable, 'amountMinor' | 'working'> {
  const id = `${term.id}/${closing.id}`;
  const register = attribution.kind === 'question' ? [] : attribution.factIds;
  const factIds = [...new Set([...register, ...closing.facts.map((fact) => fact.id), ...(met?.factIds ?? [])])];
  const { closedOn } = closing.state;
  const accruesOn = larger(closedOn, met?.on ?? closedOn);
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'success-fee',
    description: describeHappening(term, closing),
    accruesOn,
    dueOn: dueDate(term, accruesOn, version.terms.holidays),
    currency: version.terms.currency,
    termsVersion: version.version,
    factIds,
    inputsHash: hashOf({ id, term, factIds, accruesOn }),
  };
}

function describeHappening({ name }: SuccessFeeTerm, { state, kind }: Closing): string {
  const on = formatDate(state.closedOn);
  if (kind === 'closing') return `${name}, funding by ${nameOf(state.investor)} closed on ${on}`;
  return `${name}, ${nameOf(state.investor)}, ${on}`;
}

function licensed(facts: readonly Fact[], on: PlainDate): boolean {
  return factsOf(facts, 'LicenceRecorded').some(
    ({ data }) => data.validFrom <= on && (data.validTo === undefined || on <= data.validTo),
  );
}
