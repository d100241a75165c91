import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { hashOf, type Plain } from '../../shared/core/json.ts';
import { parseRate } from '../../shared/core/money/rate.ts';
import type { FeeRate } from '../../shared/core/terms/fee-rate.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';
import type { RetainerTerm, Scope, SuccessFeeTerm, Tail, Terms, TermsVersion } from '../../shared/core/terms/terms.ts';

/** Midnight of 6 April 1999 in New York, which was four hours behind UTC. */
export const DAY_ONE = '1999-04-06T04:00:00.000Z';

/** The 1999 contract file as plain data; each call gives a copy of its own to spoil. */
export function contractFile1999(): Record<string, Plain> {
  return structuredClone(FILE_1999);
}

const FILE_1999: Record<string, Plain> = parse(
  readFileSync(new URL('../../contracts/auxer-pmr-1999.yaml', import.meta.url), 'utf8'),
);

const DUE = { dueDays: 14, dueCounted: 'calendar-days', dueFrom: 'accrual' } as const;

/** A plain share of the funding, such as `10%`. */
export function share(text: string): FeeRate {
  const rate = parseRate(text);
  if (rate === undefined) throw new RangeError(`${text} is no rate`);
  return { kind: 'share', rate, text };
}

/** USD 2,000.00 a month in advance from 6 April 1999, at least three periods, fourteen days to pay. */
export function aRetainer(changes: Partial<RetainerTerm> = {}): RetainerTerm {
  return {
    kind: 'retainer',
    id: 'retainer',
    clause: '2.1',
    name: 'Retainer',
    amountMinor: 200_000n,
    everyMonths: 1,
    anchor: '1999-04-06',
    timing: 'in-advance',
    minimumPeriods: 3,
    afterMinimum: 'month-to-month',
    steps: [],
    ...DUE,
    ...changes,
  };
}

/** A scope that asks nothing. */
export function aScope(changes: Partial<Scope> = {}): Scope {
  return { instruments: [], classes: [], notClasses: [], investors: [], notInvestors: [], ...changes };
}

/** So many months after the end of the agreement. */
export function aTail(months: number, changes: Partial<Tail> = {}): Tail {
  return { months, from: 'end', introducedOnly: false, investors: [], notAfterCause: false, ...changes };
}

/** 10% of introduced funding, half up, fourteen days to pay. */
export function aFinderFee(changes: Partial<SuccessFeeTerm> = {}): SuccessFeeTerm {
  return {
    kind: 'success-fee',
    id: 'finders-fee',
    clause: '2.2',
    name: "Finder's fee",
    rate: share('10%'),
    basis: 'funding-as-closed',
    trigger: ['closing'],
    scope: 'introduced-only',
    where: aScope(),
    counts: 'each',
    tail: 'open-ended',
    rounding: 'half-up',
    ...DUE,
    ...changes,
  };
}

/** The 1999 agreement as the core holds it. */
export function theTerms(changes: Partial<Terms> = {}): Terms {
  return {
    ...readContract(contractFile1999()).terms,
    terms: [aRetainer(), aFinderFee()],
    ...changes,
  };
}

export function aVersion(changes: Partial<Terms> = {}, version = 1, effectiveOn = '1999-04-06'): TermsVersion {
  const terms = theTerms(changes);
  return { version, effectiveOn, termsHash: hashOf(terms), terms };
}
