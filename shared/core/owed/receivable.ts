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

export type ReceivableKind =
  'retainer' | 'payment' | 'success-fee' | 'expense' | 'surcharge' | 'tax' | 'late-interest' | 'refund';

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
  /** In minor units of `currency`; zero when a fact took the cause away. Below zero only for a refund. */
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
  readonly working: Working;
  readonly termsVersion: number;
  /** The ids of the facts behind it. */
  readonly factIds: readonly string[];
  /** SHA-256 of all inputs; the same inputs may never give another amount unless new rules were adopted. */
  readonly inputsHash: string;
  /** The receivable of which a refund gives a part back. */
  readonly refundOf?: string;
  /** Somebody else than the consultant, whom the client pays: recorded and stated, never booked or invoiced. */
  readonly payee?: string;
  /** Who gets which part of the amount; together the whole. */
  readonly split?: readonly { readonly to: string; readonly amountMinor: bigint }[];
}

/** What is owed in something else than money. Recorded and stated, never invoiced; its id is its cause. */
export interface NonCash {
  readonly id: string;
  readonly termId: string;
  readonly clause: string;
  readonly description: string;
  readonly accruesOn: PlainDate;
  readonly dueOn: PlainDate;
  /** Such as `warrants`. */
  readonly unit: string;
  /** Whole units, as a decimal string; undefined while the price at which a value becomes units is not stated. */
  readonly quantity?: string;
  /** What they stand for in money, where the agreement works in money; minor units of `currency`. */
  readonly valueMinor?: bigint;
  readonly currency: string;
  /** Strike, expiry and the like. */
  readonly note?: string;
  readonly payee?: string;
  readonly working: Working;
  readonly termsVersion: number;
  readonly factIds: readonly string[];
  readonly inputsHash: string;
}

/** Something that a person must decide; nothing is invoiced for it until then. */
export interface Waiting {
  /** Stable, such as `attribution/closing-0003`; the decision names it. */
  readonly id: string;
  readonly kind:
    | 'attribution'
    | 'duplicate'
    | 'approval'
    | 'catch-up'
    | 'day-limit'
    | 'at-stripe'
    | 'dispute'
    | 'currency'
    | 'price'
    | 'index'
    | 'manual'
    | 'gate'
    | 'set-aside'
    | 'introduction'
    | 'credit-note'
    | 'outside-stripe'
    | 'mail'
    | 'stripe'
    | 'parked';
  readonly clause: string;
  readonly what: string;
  readonly why: string;
  /** What a person may answer. */
  readonly answers: readonly string[];
  readonly evidence: readonly string[];
  /** Of an attribution: what speaks for it and what against, side by side. */
  readonly sides?: { readonly for: readonly string[]; readonly against: readonly string[] };
  /** What the software would answer, and why; a person decides. */
  readonly proposed?: { readonly answer: string; readonly because: string };
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
  readonly nonCash: readonly NonCash[];
  /** What the client owes to others than the consultant. */
  readonly toOthers: readonly Receivable[];
  readonly waiting: readonly Waiting[];
  readonly notOwed: readonly NotOwed[];
  /** Receivables that a question holds: what is booked of them stays until it is answered. */
  readonly held: readonly string[];
  /** Days to come on which time alone makes more of this owed: instalments, and refunds that wait. */
  readonly laterOn: readonly PlainDate[];
}
