import type { DueRule } from '../calendar/due-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { PartyRole } from '../facts/fact.ts';
import type { Rate } from '../money/rate.ts';
import type { RoundingMode } from '../money/rounding.ts';
import type { FeeRate } from './fee-rate.ts';
import type { SilenceKey } from './silences.ts';

export interface Party {
  readonly name: string;
  readonly address: readonly string[];
  /** Where this party's statements go; the other party's addresses are never among them. */
  readonly statementsTo: readonly string[];
}

export interface Person {
  readonly name: string;
  readonly party: PartyRole | 'operator';
  readonly may: readonly ('acknowledge' | 'dispute' | 'approve')[];
}

/** A fixed amount an interval, counted from the anchor date. Clause 2.1 of the 1999 agreement. */
export interface RetainerTerm extends DueRule {
  readonly kind: 'retainer';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly amountMinor: bigint;
  readonly everyMonths: number;
  readonly anchor: PlainDate;
  readonly timing: 'in-advance' | 'in-arrears';
  /** Periods that are owed, each on its own day, even after the agreement ends early. */
  readonly minimumPeriods: number;
  readonly afterMinimum: 'month-to-month' | 'stops';
  /** The most periods there are; undefined is without end. */
  readonly mostPeriods?: number;
  /** Other amounts from a date on: the last one whose date a period has reached counts. In order of date. */
  readonly steps: readonly { readonly from: PlainDate; readonly amountMinor: bigint }[];
  /** The first periods, paid together with the first of them at a stated sum. */
  readonly lump?: { readonly periods: number; readonly amountMinor: bigint };
}

/** One amount on one date, such as a work fee at signing, or on each event of a kind. */
export interface PaymentTerm extends DueRule {
  readonly kind: 'payment';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly amountMinor: bigint;
  /** The date, or the kind of event that makes it owed each time it happens. */
  readonly on?: PlainDate;
  readonly onEvent?: string;
}

export const FEE_BASES = [
  'funding-as-closed',
  'transaction-value',
  'amount-received',
  'net-of-deductions',
  'salary',
  'cost',
] as const;
export type FeeBasisName = (typeof FEE_BASES)[number];

/** Which closings a fee line is about; an empty list asks nothing. */
export interface FeeScope {
  readonly instruments: readonly string[];
  readonly classes: readonly string[];
  readonly notClasses: readonly string[];
}

/** What other terms brought that comes off a fee. It comes off once: lines that credit the same term share it. */
export interface FeeCredit {
  readonly terms: readonly string[];
  readonly share: Rate;
  readonly shareText: string;
  /** Whether a least amount is tested before the credit is taken (`after-minimum`), or holds even after it. */
  readonly taken: 'after-minimum' | 'before-minimum';
}

/** A fee on a closing: what it is on, at which rate, within which bounds, when due. Clause 2.2 of the 1999 agreement. */
export interface SuccessFeeTerm extends DueRule {
  readonly kind: 'success-fee';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly rate: FeeRate;
  readonly basis: FeeBasisName;
  /** `closing`, or kinds of events; each such happening is looked at. */
  readonly trigger: readonly string[];
  /** `per-investor`: only the first happening of an investor earns. */
  readonly once?: 'per-investor';
  readonly scope: 'introduced-only' | 'any-investor';
  readonly where: FeeScope;
  /** `each`: the rate is worked out on each closing. `altogether`: on all of the line, less what it came to before. */
  readonly counts: 'each' | 'altogether';
  readonly atLeastMinor?: bigint;
  readonly atMostMinor?: bigint;
  /** The most that all fees of the line come to. */
  readonly altogetherAtMostMinor?: bigint;
  readonly credit?: FeeCredit;
  /** How long after the agreement's end a happening still earns. */
  readonly tail: 'open-ended' | { readonly months: number };
  /** For how long after an investor's first happening its happenings earn. */
  readonly window?: { readonly months: number };
  readonly rounding: RoundingMode;
}

export type Term = RetainerTerm | PaymentTerm | SuccessFeeTerm;

/** What the software would do without a person, and the point beyond which it asks one. */
export interface Bounds {
  readonly approvalAboveMinor: bigint;
  /** How many retainer periods may be billed at once after an outage. */
  readonly catchUpPeriods: number;
}

/** When `on`, a fee waits until a licence or exemption that covers the closing is on record. Off by default. */
export interface LicenceGate {
  readonly clause: string;
  readonly on: boolean;
}

/** How a silence of the agreement is read, by whom, and when. */
export interface Reading {
  readonly silence: SilenceKey;
  readonly clause: string;
  readonly reading: string;
  readonly alternatives: readonly string[];
  readonly takenBy: string;
  readonly takenOn: PlainDate;
}

export interface Covenant {
  readonly clause: string;
  readonly summary: string;
}

/** An agreement as data: one version of one contract file, read and checked. */
export interface Terms {
  readonly id: string;
  readonly title: string;
  readonly dated: PlainDate;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA zone in which the contract's dates are read. */
  readonly timeZone: string;
  readonly client: Party;
  readonly consultant: Party;
  readonly people: readonly Person[];
  readonly services: { readonly clause: string; readonly items: readonly string[] };
  readonly terms: readonly Term[];
  readonly covenants: readonly Covenant[];
  readonly licenceGate: LicenceGate;
  readonly bounds: Bounds;
  readonly readings: readonly Reading[];
}

/** One version of the terms with the day from which it counts. */
export interface TermsVersion {
  readonly version: number;
  readonly effectiveOn: PlainDate;
  readonly termsHash: string;
  readonly terms: Terms;
}
