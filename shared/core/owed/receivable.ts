import type { PlainDate } from '../calendar/plain-date.ts';

/** One step of the arithmetic, in words and figures that a person can redo by hand. */
export interface WorkingStep {
  readonly clause: string;
  /** What the step does, such as `10% of the funding as closed`. */
  readonly what: string;
  /** The figures, such as `USD 250,000.00 x 10% = USD 25,000.00`. */
  readonly figures: string;
}

/** Why an amount is what it is: steps in order, the unrounded value and the rounding named in them. */
export type Working = readonly WorkingStep[];

export type ReceivableKind = 'retainer' | 'payment' | 'success-fee';

/** What the client owes under one clause, for one period or one closing. Its id is its cause, so it exists once. */
export interface Receivable {
  /** Such as `retainer/1999-06-06` or `finders-fee/closing-0001`. */
  readonly id: string;
  readonly termId: string;
  readonly clause: string;
  readonly kind: ReceivableKind;
  /** For a person: `Retainer, 6 June 1999 to 5 July 1999`. */
  readonly description: string;
  readonly accruesOn: PlainDate;
  readonly dueOn: PlainDate;
  /** In minor units of `currency`; zero when a fact took the cause away. Never negative. */
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
  readonly working: Working;
  readonly termsVersion: number;
  /** The ids of the facts behind it. */
  readonly factIds: readonly string[];
  /** SHA-256 of all inputs; the same inputs may never give another amount unless new rules were adopted. */
  readonly inputsHash: string;
}

/** Something that a person must decide; nothing is invoiced for it until then. */
export interface Waiting {
  /** Stable, such as `attribution/closing-0003`; the decision names it. */
  readonly id: string;
  readonly kind:
    | 'attribution'
    | 'approval'
    | 'catch-up'
    | 'currency'
    | 'gate'
    | 'set-aside'
    | 'credit-note'
    | 'outside-stripe'
    | 'mail'
    | 'parked';
  readonly clause: string;
  readonly what: string;
  readonly why: string;
  /** What a person may answer. */
  readonly answers: readonly string[];
  readonly evidence: readonly string[];
  readonly since: PlainDate;
}

/** A closing that earns nothing, and why. */
export interface NotOwed {
  readonly closing: string;
  readonly clause: string;
  readonly closedOn: PlainDate;
  /** The day on which the last fact of it was recorded, or the day of the closing if that is later. */
  readonly knownOn: PlainDate;
  readonly investorName: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly why: string;
}

export interface Owed {
  readonly receivables: readonly Receivable[];
  readonly waiting: readonly Waiting[];
  readonly notOwed: readonly NotOwed[];
  /** Receivables that a question holds: what is booked of them stays until it is answered. */
  readonly held: readonly string[];
}
