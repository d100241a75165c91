import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { PartyRole } from '../facts/fact.ts';
import type { SealedNotice } from '../notices/notice.ts';

/** Where an intent stands. `waiting` is for a person; `done` is for ever. */
export type IntentState = 'pending' | 'waiting' | 'done';

interface IntentBase {
  readonly id: string;
  /** Counts writes; each write names the revision that it read. */
  readonly revision: number;
  readonly state: IntentState;
  /** Counts from 1; part of every idempotency key. */
  readonly attempt: number;
  readonly createdAt: Instant;
  /** When it may next be tried; undefined means at once. */
  readonly notBefore?: Instant;
  /** How often a dependency failed since the last success, and the last failure's code. */
  readonly failures: number;
  readonly lastFailure?: string;
  /** Why a person is asked, or what a person did. */
  readonly note?: string;
  /** What a person may answer besides `try-again` and `handled`. */
  readonly answers?: readonly string[];
  /** What was tried and what came of it, oldest first: the record that explains a second attempt. */
  readonly history: readonly { readonly at: Instant; readonly what: string }[];
}

/** The frozen request to Stripe of one attempt; written before the first call of that attempt. */
export interface FrozenInvoice {
  readonly dueOn: PlainDate;
  readonly dueAtEpochSeconds: number;
  readonly description: string;
  readonly workingUrl: string;
}

/** The frozen request for a credit note of one attempt: on which invoice, and how what was paid is given back. */
export interface FrozenCredit {
  readonly invoice: string;
  readonly refundMinor: bigint;
  readonly toBalanceMinor: bigint;
  readonly outsideMinor: bigint;
  /** How much of the correction; left out where one invoice carries all of it. */
  readonly amountMinor?: bigint;
}

/** One credit note of a correction: how much of it, above zero, on which invoice. */
export interface DrawnCredit {
  readonly invoice: string;
  readonly creditNote: string;
  readonly amountMinor: bigint;
}

/** How what was paid already is given back: by the term of the contract, or as a person answered. */
export type GiveBack = 'refund' | 'customer-balance' | 'outside';

/** A person's wish to have an invoice made anew: the old one is made void first, and then there is another. */
export interface Reissue {
  readonly of: string;
  readonly number?: string;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** Write-ahead for one invoice (amount above zero) or one credit note (below zero) at Stripe. */
export interface InvoiceIntent extends IntentBase {
  readonly kind: 'invoice' | 'credit-note';
  readonly posting: string;
  readonly receivableId: string;
  /** For a refund: the receivable on whose invoices the credit note is drawn. */
  readonly credits?: string;
  /** Signed, as the posting's. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly clause: string;
  readonly description: string;
  readonly dueOn: PlainDate;
  readonly workingHash: string;
  readonly frozen?: FrozenInvoice;
  /** Ids at Stripe, once known. */
  readonly customer?: string;
  readonly invoice?: string;
  /** Invoices of earlier attempts that a person answered with `try-again`; once void they are left alone. */
  readonly passedOver?: readonly string[];
  readonly creditNote?: string;
  /** Every credit note of a correction that no single invoice could carry; the first is also `creditNote`. */
  readonly parts?: readonly DrawnCredit[];
  readonly frozenCredit?: FrozenCredit;
  /** What a person answered where the contract's term could not be followed. */
  readonly giveBack?: GiveBack;
  /** Why it corrects what it corrects, for both parties. */
  readonly why?: string;
  readonly reissue?: Reissue;
  readonly hostedInvoiceUrl?: string;
  readonly invoiceNumber?: string;
}

const OF_INVOICE = 'invoice/';

/** The id of the intent to send a posting. Example: `invoice/retainer/1999-06-06#1`. */
export function intentIdOf(posting: string): string {
  return `${OF_INVOICE}${posting}`;
}

/** The posting that an intent is to send; undefined for any other id. */
export function postingOfIntent(id: string): string | undefined {
  return id.startsWith(OF_INVOICE) ? id.slice(OF_INVOICE.length) : undefined;
}

/** Write-ahead for one mail to one party: a statement, or a notice with what it says. */
export type MailIntent = StatementMailIntent | NoticeMailIntent;

interface MailIntentBase extends IntentBase {
  readonly kind: 'mail';
  readonly party: PartyRole;
  /** Set just before SES is called and cleared with the outcome: an outcome that nobody knows. */
  readonly sendingSince?: Instant;
  readonly messageId?: string;
}

export interface StatementMailIntent extends MailIntentBase {
  readonly statement: string;
}

export interface NoticeMailIntent extends MailIntentBase {
  readonly notice: SealedNotice;
}

export type Intent = InvoiceIntent | MailIntent;
