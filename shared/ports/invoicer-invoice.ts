/**
 * An invoice as the ledger needs it; amounts in minor units, times in seconds since 1970. What is true of its figures:
 * total = credited before payment + taken of the balance + due, and due = paid + remaining, where *taken of the
 * balance* is what `starting` and `ending` differ by. Example: of a total of 200000 with 50000 of credit, 150000 is due.
 */
export interface InvoicerInvoice {
  readonly id: string;
  readonly status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  readonly customer: string | undefined;
  readonly intent: string | undefined;
  readonly contractId: string | undefined;
  readonly posting: string | undefined;
  readonly totalMinor: bigint;
  /** What is collected with this invoice; 0 for an amount under Stripe's minimum, which goes to the balance. */
  readonly dueMinor: bigint;
  readonly paidMinor: bigint;
  /** The part of `paidMinor` that was paid outside of Stripe. */
  readonly paidOutsideMinor: bigint;
  readonly remainingMinor: bigint;
  /** Paid beyond what was due, and credited to the customer's balance. */
  readonly overpaidMinor: bigint;
  readonly creditedBeforePaymentMinor: bigint;
  readonly creditedAfterPaymentMinor: bigint;
  /** The customer's balance before and after finalising: below zero is a credit of the customer. */
  readonly startingBalanceMinor: bigint;
  /** Undefined until it is finalised. */
  readonly endingBalanceMinor: bigint | undefined;
  readonly currency: string;
  readonly lineCount: number;
  readonly number: string | undefined;
  readonly hostedUrl: string | undefined;
  /** How often a payment was tried, also in vain. */
  readonly attempts: number;
  readonly createdAtEpochSeconds: number;
  readonly finalizedAtEpochSeconds: number | undefined;
  readonly paidAtEpochSeconds: number | undefined;
  readonly voidedAtEpochSeconds: number | undefined;
  readonly uncollectibleAtEpochSeconds: number | undefined;
}

/**
 * A credit note: `amountMinor` is what it takes off before payment plus what it gives back of what was paid, and the
 * latter is refunded, put to the customer's balance, or given back outside of Stripe.
 */
export interface InvoicerCreditNote {
  readonly id: string;
  readonly invoice: string;
  readonly customer: string;
  readonly intent: string | undefined;
  readonly contractId: string | undefined;
  readonly posting: string | undefined;
  readonly number: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly beforePaymentMinor: bigint;
  readonly refundedMinor: bigint;
  readonly toBalanceMinor: bigint;
  readonly outsideMinor: bigint;
  readonly memo: string | undefined;
  readonly status: 'issued' | 'void';
  readonly createdAtEpochSeconds: number;
  readonly voidedAtEpochSeconds: number | undefined;
}

export interface NewInvoice {
  readonly customer: string;
  readonly contractId: string;
  readonly posting: string;
  readonly intent: string;
  readonly currency: string;
  readonly dueAtEpochSeconds: number;
  readonly description: string;
  readonly workingUrl: string;
  readonly workingHash: string;
}

/** `refundMinor`, `toBalanceMinor` and `outsideMinor` say how what was paid already is given back; they sum to that. */
export interface NewCreditNote {
  readonly invoice: string;
  readonly amountMinor: bigint;
  readonly refundMinor?: bigint;
  readonly toBalanceMinor?: bigint;
  readonly outsideMinor?: bigint;
  readonly currency: string;
  readonly intent: string;
  readonly contractId: string;
  readonly posting: string;
  readonly memo: string;
}

export interface NewRefund {
  readonly paymentIntent: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly intent: string;
  readonly contractId: string;
  readonly posting: string;
}
