import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { ReceivableKind, Working } from '../owed/receivable.ts';

/** A signed difference of one receivable: the unit of money. One live invoice a posting, or its credit notes. */
export interface Posting {
  /** `<receivable>#<revision>`, such as `retainer/1999-06-06#1`. */
  readonly id: string;
  readonly receivableId: string;
  /** Counts from 1. */
  readonly revision: number;
  readonly termId: string;
  readonly kind: ReceivableKind;
  readonly clause: string;
  readonly description: string;
  readonly accruesOn: PlainDate;
  /** The day on which it counts in the books: the accrual day for the first, the day it became known for a correction. */
  readonly effectiveOn: PlainDate;
  readonly dueOn: PlainDate;
  /** Signed: positive is owed by the client, negative is credited to it. Never zero. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The receivable's whole amount after this posting. */
  readonly totalMinor: bigint;
  readonly working: Working;
  readonly workingHash: string;
  readonly termsVersion: number;
  readonly rules: string;
  readonly factIds: readonly string[];
  readonly inputsHash: string;
  /** The facts known when it was posted. */
  readonly factSeq: number;
  readonly asOf: Instant;
  /** The posting that this one corrects, when its revision is above 1, or of which it refunds a part. */
  readonly corrects?: string;
  /** Why it corrects it, for both parties: what became known, such as `it was taken back: no deal`. */
  readonly why?: string;
}

/**
 * `accounts-receivable` and `client-credit` together are what the client owes; the latter is what it has paid too much or
 * was credited (a credit balance), or what was too little to be collected by itself (a debit balance).
 */
export type Account =
  | 'accounts-receivable'
  | 'client-credit'
  | 'cash'
  | 'cash-outside-stripe'
  | 'written-off'
  | `income:${string}`
  | `tax:${string}`;

export interface LedgerLine {
  readonly account: Account;
  /** Exactly one of the two is above zero. */
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/**
 * What an entry books: a posting, or money and credit that moved on the invoice of one. `refund` is money given back,
 * `dispute` what a cardholder's bank took back or returned, `credit` what went to the client's credit or was taken of it.
 */
export type EntryKind = 'posting' | 'payment' | 'refund' | 'dispute' | 'credit' | 'write-off';

/** One double entry; debits equal credits. `cause` is the posting, or the payment, that it books. */
export interface Entry {
  /** Counts from 1 within the contract, without gaps. */
  readonly number: number;
  readonly kind: EntryKind;
  readonly cause: string;
  /** The posting that it concerns: itself for a posting, the one paid for a payment. */
  readonly posting: string;
  readonly effectiveOn: PlainDate;
  readonly bookedAt: Instant;
  readonly clause: string;
  readonly description: string;
  readonly currency: string;
  readonly lines: readonly LedgerLine[];
}
