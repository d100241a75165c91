import type { PlainDate } from '../calendar/plain-date.ts';
import type { PartyRole } from '../facts/fact.ts';
import type { Rate } from '../money/rate.ts';
import type { RoundingMode } from '../money/rounding.ts';
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
export interface RetainerTerm {
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
  readonly dueDays: number;
}

/** A share of funding that originates in the consultant's introductions. Clause 2.2 of the 1999 agreement. */
export interface SuccessFeeTerm {
  readonly kind: 'success-fee';
  readonly id: string;
  readonly clause: string;
  readonly name: string;
  readonly rate: Rate;
  /** The rate as the file writes it, for the working. */
  readonly rateText: string;
  readonly basis: 'funding-as-closed';
  readonly trigger: 'closing';
  readonly scope: 'introduced-only';
  readonly tail: 'open-ended';
  readonly rounding: RoundingMode;
  readonly dueDays: number;
}

export type Term = RetainerTerm | SuccessFeeTerm;

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
