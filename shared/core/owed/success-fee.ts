import { formatDate } from '../calendar/format-date.ts';
import { dateIn } from '../calendar/instant.ts';
import { dueDate } from '../calendar/due-date.ts';
import { monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import { factsOf, type Fact, type Investor } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { formatMoney } from '../money/format-money.ts';
import type { SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import { attribute, nameOf, withinAgreement, type Attribution } from './attribution.ts';
import type { Closing } from './closings.ts';
import { boundedFee, type FeeSoFar } from './bounded-fee.ts';
import type { FeeStep } from './fee-amount.ts';
import type { NotOwed, Receivable, Waiting } from './receivable.ts';

/** What one closing comes to under one fee line. */
export interface FeeOutcome {
  readonly receivable?: Receivable;
  readonly notOwed?: NotOwed;
  /** While it waits, a booked fee of the closing stays as it is. */
  readonly waiting?: Waiting;
  /** False when the line is not about such a closing at all. */
  readonly covers: boolean;
}

export interface FeeContext {
  readonly facts: readonly Fact[];
  readonly version: TermsVersion;
  readonly soFar: FeeSoFar;
  /** The agreement's last day, once it has ended. */
  readonly endsOn: PlainDate | undefined;
}

/**
 * The fee on a closing by one fee line: its rate on the funding, within its bounds, less what is credited. `soFar` is what
 * the line's earlier closings came to, and moves on. A closing that earns nothing is owed at zero, with the reason.
 * Example: 10% of USD 250,000.00 is USD 25,000.00. Clause 2.2 of the 1999 agreement.
 */
export function successFee(
  term: SuccessFeeTerm,
  closing: Closing,
  { facts, version, soFar, endsOn }: FeeContext,
): FeeOutcome {
  const { currency, dated, timeZone, licenceGate } = version.terms;
  const attribution: Attribution =
    term.scope === 'introduced-only'
      ? withinAgreement(attribute(closing, facts, timeZone), closing, { dated, endsOn })
      : { kind: 'nobody', reason: 'the line asks for no introduction' };
  const notCovered = outsideScope(term, closing);
  if (notCovered !== undefined) {
    const { receivable } = nothing(term, closing, attribution, version, notCovered);
    return { covers: false, ...(receivable === undefined ? {} : { receivable }) };
  }
  if (closing.reversed) {
    const why = `The closing was reversed: ${closing.reversalReason ?? 'no reason given'}.`;
    return nothing(term, closing, attribution, version, why);
  }
  if (closing.state.currency !== currency) return { covers: true, waiting: currencyQuestion(term, closing, currency) };
  if (attribution.kind === 'question')
    return { covers: true, waiting: attributionQuestion(term, closing, attribution) };
  if (attribution.kind === 'nobody' && term.scope === 'introduced-only') {
    return nothing(term, closing, attribution, version, sentence(attribution.reason));
  }
  const tooLate = outOfTime(term, closing, soFar, endsOn);
  if (tooLate !== undefined) return nothing(term, closing, attribution, version, tooLate);
  if (licenceGate.on && !licensed(facts, closing.state.closedOn)) {
    return { covers: true, waiting: gateQuestion(licenceGate.clause, closing) };
  }
  return { covers: true, receivable: feeReceivable(term, closing, attribution, version, soFar) };
}

/** Why the line is not about this closing; undefined when it is. */
function outsideScope({ where, name }: SuccessFeeTerm, { state }: Closing): string | undefined {
  const classes = state.classes ?? [];
  const excluded = classes.find((one) => where.notClasses.includes(one));
  if (excluded !== undefined) return `${name} leaves out investors of the class ${excluded}.`;
  if (where.classes.length > 0 && !classes.some((one) => where.classes.includes(one))) {
    return `${name} is for investors of the class ${where.classes.join(' or ')} only.`;
  }
  if (where.instruments.length > 0 && !where.instruments.includes(state.instrument ?? '')) {
    return `${name} is for ${where.instruments.join(' or ')} only; this closing is in ${state.instrument ?? 'nothing that was named'}.`;
  }
  return undefined;
}

/** Why the happening comes too late, or after the one that earns; undefined when it is in time. */
function outOfTime(
  { tail, window, once }: SuccessFeeTerm,
  { state }: Closing,
  { firstOf }: FeeSoFar,
  endsOn: PlainDate | undefined,
): string | undefined {
  const on = state.closedOn;
  if (tail !== 'open-ended' && endsOn !== undefined) {
    const lastDay = monthsAfter(endsOn, tail.months);
    if (on > lastDay) return `The tail ended on ${formatDate(lastDay)}, ${tail.months} months after the agreement.`;
  }
  const key = investorKey(state.investor);
  const first = firstOf.get(key);
  if (first === undefined) {
    firstOf.set(key, on);
    return undefined;
  }
  if (once === 'per-investor')
    return `The fee for this investor was earned on ${formatDate(first)}; it is earned once.`;
  if (window !== undefined && on >= monthsAfter(first, window.months)) {
    return `The ${window.months} months from the first on ${formatDate(first)} are over.`;
  }
  return undefined;
}

function investorKey({ crmIds, emails, name }: Investor): string {
  return crmIds[0] ?? emails[0] ?? name.toLowerCase();
}

function feeReceivable(
  term: SuccessFeeTerm,
  closing: Closing,
  attribution: Attribution,
  version: TermsVersion,
  soFar: FeeSoFar,
): Receivable {
  const { currency, quantities } = closing.state;
  const before = decisive(term, soFar);
  const net = netOf(term, closing);
  const under = { amountMinor: net.amountMinor, ...(quantities === undefined ? {} : { quantities }) };
  const fee = boundedFee(term, under, soFar, currency);
  const steps = [...net.steps, ...origin(attribution), ...fee.steps];
  const made = base(term, closing, attribution, version);
  return {
    ...made,
    amountMinor: fee.feeMinor,
    working: steps.map((step) => ({ clause: term.clause, ...step })),
    inputsHash: hashOf({ made: made.inputsHash, before }),
  };
}

/** What the fee is on: the amount of the happening, and net of what comes off where the terms say so. */
function netOf({ basis }: SuccessFeeTerm, { state, kind }: Closing): { amountMinor: bigint; steps: FeeStep[] } {
  const { amountMinor, currency, closedOn, deductionsMinor } = state;
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const on = formatDate(closedOn);
  const what =
    basis === 'funding-as-closed' && kind === 'closing'
      ? `Funding closed on ${on}, as closed, gross`
      : `${BASIS_TITLES[basis]}, ${kind} on ${on}`;
  const gross = { what, figures: money(amountMinor) };
  if (basis !== 'net-of-deductions' || deductionsMinor === undefined) return { amountMinor, steps: [gross] };
  const netMinor = amountMinor > deductionsMinor ? amountMinor - deductionsMinor : 0n;
  const figures = `${money(amountMinor)} − ${money(deductionsMinor)} = ${money(netMinor)}`;
  return { amountMinor: netMinor, steps: [gross, { what: 'Less deductions', figures }] };
}

const BASIS_TITLES: Readonly<Record<SuccessFeeTerm['basis'], string>> = {
  'funding-as-closed': 'Funding',
  'transaction-value': 'Transaction value',
  'amount-received': 'Amount received',
  'net-of-deductions': 'Amount',
  salary: 'Salary',
  cost: 'Cost',
};

/** What of the line's past bears on this fee: the same inputs may never give another amount. */
function decisive({ counts, altogetherAtMostMinor, credit }: SuccessFeeTerm, soFar: FeeSoFar): readonly bigint[] {
  return [
    counts === 'altogether' ? soFar.countedMinor : 0n,
    ...(counts === 'altogether' ? [soFar.ratedMinor] : []),
    altogetherAtMostMinor === undefined ? 0n : soFar.feesMinor,
    credit === undefined ? 0n : soFar.creditLeftMinor,
  ];
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
  const figures = formatMoney(0n, version.terms.currency);
  const last = closing.facts.map((fact) => fact.recordedAt).reduce((a, b) => (a > b ? a : b));
  const recordedOn = dateIn(last, version.terms.timeZone);
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
    description: describeHappening(term, closing),
    accruesOn: closing.state.closedOn,
    dueOn: dueDate(term, closing.state.closedOn),
    currency: version.terms.currency,
    termsVersion: version.version,
    factIds,
    inputsHash: hashOf({ id, term, factIds }),
  };
}

function describeHappening({ name }: SuccessFeeTerm, { state, kind }: Closing): string {
  const on = formatDate(state.closedOn);
  if (kind === 'closing') return `${name}, funding by ${nameOf(state.investor)} closed on ${on}`;
  return `${name}, ${nameOf(state.investor)}, ${on}`;
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

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
