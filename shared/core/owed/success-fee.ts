import { formatDate } from '../calendar/format-date.ts';
import { dateIn } from '../calendar/instant.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import { roundFraction, type RoundingMode } from '../money/rounding.ts';
import type { SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import { attribute, nameOf, type Attribution } from './attribution.ts';
import type { Closing } from './closings.ts';
import type { NotOwed, Receivable, Waiting, WorkingStep } from './receivable.ts';

/** What one closing comes to under one fee term. */
export interface FeeOutcome {
  readonly receivable?: Receivable;
  readonly notOwed?: NotOwed;
  /** While it waits, a booked fee of the closing stays as it is. */
  readonly waiting?: Waiting;
}

/**
 * The fee on a closing: the rate of the funding as closed, if the closing came through an introduction. A closing
 * that earns nothing is owed at zero, with the reason. Example: 10% of USD 250,000.00 is USD 25,000.00. Clause 2.2.
 */
export function successFee(
  term: SuccessFeeTerm,
  closing: Closing,
  facts: readonly Fact[],
  version: TermsVersion,
): FeeOutcome {
  const { currency, timeZone, licenceGate } = version.terms;
  const attribution = attribute(closing, facts, timeZone);
  if (closing.reversed) {
    const why = `The closing was reversed: ${closing.reversalReason ?? 'no reason given'}.`;
    return nothing(term, closing, attribution, version, why);
  }
  if (closing.state.currency !== currency) return { waiting: currencyQuestion(term, closing, currency) };
  if (attribution.kind === 'question') return { waiting: attributionQuestion(term, closing, attribution) };
  if (attribution.kind === 'nobody') return nothing(term, closing, attribution, version, sentence(attribution.reason));
  if (licenceGate.on && !licensed(facts, closing.state.closedOn)) {
    return { waiting: gateQuestion(licenceGate.clause, closing) };
  }
  return { receivable: feeReceivable(term, closing, attribution, version) };
}

function feeReceivable(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution & { kind: 'introduced' },
  version: TermsVersion,
): Receivable {
  const { amountMinor, closedOn, currency } = closing.state;
  const product = amountMinor * term.rate.numerator;
  const feeMinor = roundFraction(product, term.rate.denominator, term.rounding);
  const funding = formatMoney(amountMinor, currency);
  const { introduction } = attribution.introduction.data;
  const steps: WorkingStep[] = [
    { clause: term.clause, what: `Funding closed on ${formatDate(closedOn)}, as closed, gross`, figures: funding },
    {
      clause: term.clause,
      what: `Originates in introduction ${introduction}, ${nameOf(attribution.introduction.data.investor)}`,
      figures: attribution.reason,
    },
    {
      clause: term.clause,
      what: `${term.rateText} of the funding`,
      figures: `${funding} × ${term.rateText} = ${exactly(product, term.rate.denominator, currency)}`,
    },
    { clause: term.clause, what: roundingWords(term.rounding), figures: formatMoney(feeMinor, currency) },
  ];
  return { ...base(term, closing, attribution, version), amountMinor: feeMinor, working: steps };
}

/** The unrounded value: a decimal where it ends within six places, otherwise the fraction itself. */
function exactly(numerator: bigint, denominator: bigint, currency: string): string {
  if (numerator % denominator === 0n) return formatMoney(numerator / denominator, currency);
  const scaled = numerator * 1_000_000n;
  const whole = formatMoney(numerator / denominator, currency);
  if (scaled % denominator !== 0n) return `${whole} and ${numerator % denominator}/${denominator} of a minor unit`;
  const decimals = ((scaled / denominator) % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  return `${whole} and 0.${decimals} of a minor unit`;
}

function nothing(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution,
  version: TermsVersion,
  why: string,
): FeeOutcome {
  const { state } = closing;
  const figures = formatMoney(0n, version.terms.currency);
  const last = closing.facts.map((fact) => fact.recordedAt).reduce((a, b) => (a > b ? a : b));
  const recordedOn = dateIn(last, version.terms.timeZone);
  return {
    receivable: {
      ...base(term, closing, attribution, version),
      amountMinor: 0n,
      working: [{ clause: term.clause, what: why, figures }],
    },
    notOwed: {
      closing: closing.id,
      clause: term.clause,
      closedOn: state.closedOn,
      knownOn: recordedOn > state.closedOn ? recordedOn : state.closedOn,
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
): Omit<Receivable, 'amountMinor' | 'working'> {
  const id = `${term.id}/${closing.id}`;
  const facts = attribution.kind === 'introduced' ? [attribution.introduction, ...closing.facts] : closing.facts;
  const factIds = facts.map((fact) => fact.id);
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'success-fee',
    description: `${term.name}, funding by ${nameOf(closing.state.investor)} closed on ${formatDate(closing.state.closedOn)}`,
    accruesOn: closing.state.closedOn,
    dueOn: daysAfter(closing.state.closedOn, term.dueDays),
    currency: version.terms.currency,
    termsVersion: version.version,
    factIds,
    inputsHash: hashOf({ id, term, factIds }),
  };
}

function attributionQuestion(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution & { kind: 'question' },
): Waiting {
  return {
    ...waitingOn(term.clause, closing),
    id: `attribution/${closing.id}`,
    kind: 'attribution',
    what: `Did the funding by ${nameOf(closing.state.investor)} originate in an introduction by the consultant?`,
    why: sentence(attribution.reason),
    answers: [...attribution.candidates, 'nobody'],
    evidence: attribution.evidence,
  };
}

function currencyQuestion(term: SuccessFeeTerm, closing: Closing, currency: string): Waiting {
  return {
    ...waitingOn(term.clause, closing),
    id: `currency/${closing.id}`,
    kind: 'currency',
    what: `The funding by ${nameOf(closing.state.investor)} closed in ${closing.state.currency}, the agreement is in ${currency}.`,
    why: 'An amount is converted only by a rate that somebody states. Have the CRM report the closing in the currency of the agreement.',
    answers: [],
    evidence: [],
  };
}

function gateQuestion(clause: string, closing: Closing): Waiting {
  return {
    ...waitingOn(clause, closing),
    id: `gate/${closing.id}`,
    kind: 'gate',
    what: `The fee on the funding by ${nameOf(closing.state.investor)} waits for the licence or exemption relied on.`,
    why: 'The contract file asks for it before a fee on a closing is billed, and none on record covers the day of the closing.',
    answers: [],
    evidence: [],
  };
}

function waitingOn(clause: string, closing: Closing): Pick<Waiting, 'clause' | 'since'> {
  return { clause, since: closing.state.closedOn };
}

function licensed(facts: readonly Fact[], on: PlainDate): boolean {
  return factsOf(facts, 'LicenceRecorded').some(
    ({ data }) => data.validFrom <= on && (data.validTo === undefined || on <= data.validTo),
  );
}

function roundingWords(mode: RoundingMode): string {
  const words = { 'half-up': 'half up', 'half-even': 'half to even', down: 'down' } satisfies Record<
    RoundingMode,
    string
  >;
  return `Rounded once, ${words[mode]}, to the minor unit`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
