import type { Instant } from '../calendar/instant.ts';

/** Money that came in on an invoice. `outside`: not through Stripe, recorded there by a person. */
export interface SeenPayment {
  readonly id: string;
  readonly amountMinor: bigint;
  readonly at: Instant;
  readonly how: 'stripe' | 'outside';
}

export interface SeenRefund {
  readonly id: string;
  /** 0 when it failed: the money came back. */
  readonly amountMinor: bigint;
  readonly at: Instant;
}

/** A cardholder's dispute. `inquiry` and `closed` move no money; `open` and `lost` took it back; `won` returned it. */
export interface SeenDispute {
  readonly id: string;
  readonly state: 'inquiry' | 'open' | 'won' | 'lost' | 'closed';
  readonly amountMinor: bigint;
  readonly at: Instant;
  readonly reason: string;
  readonly returnedAt?: Instant;
}

export interface SeenCreditNote {
  readonly id: string;
  readonly number: string;
  /** The intent that made it; undefined for one that a person made. */
  readonly intent?: string;
  readonly status: 'issued' | 'void';
  readonly amountMinor: bigint;
  /** Taken off before payment; the rest gives back what was paid: refunded, to the balance, or outside of Stripe. */
  readonly beforePaymentMinor: bigint;
  readonly toBalanceMinor: bigint;
  readonly outsideMinor: bigint;
  readonly at: Instant;
  readonly memo?: string;
}

/** The whole money state of one invoice, as it was fetched; amounts in minor units of `currency`. */
export interface InvoiceSeen {
  readonly invoice: string;
  readonly posting: string;
  readonly status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible' | 'deleted';
  readonly number?: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly remainingMinor: bigint;
  /** Taken of the client's credit when it was finalised; below zero is what was carried from earlier invoices to this. */
  readonly creditUsedMinor: bigint;
  /** Too little to be collected by itself: marked as paid, and carried to the next invoice. */
  readonly carriedMinor: bigint;
  readonly overpaidMinor: bigint;
  readonly finalizedAt?: Instant;
  /** How often a payment was tried, also in vain. */
  readonly attempts: number;
  readonly payments: readonly SeenPayment[];
  readonly refunds: readonly SeenRefund[];
  readonly disputes: readonly SeenDispute[];
  readonly creditNotes: readonly SeenCreditNote[];
}

/** What a person may say about an invoice that is not as it was sent. */
export type InvoiceRuling = 'adopt' | 'reissue' | 'write-off' | 'collected' | 'leave';

/** An invoice of the contract's customer that the software did not make: a person made it in the dashboard. */
export interface InvoiceFound {
  readonly invoice: string;
  readonly number?: string;
  readonly totalMinor: bigint;
  readonly currency: string;
}

/** Facts about money at Stripe; every one comes from asking Stripe for the object, never from an event's body. */
export interface StripeFacts {
  /** The later one of the same invoice replaces what the earlier one said. */
  InvoiceSeen: InvoiceSeen;
  /** The customer of the contract, as it was fetched. */
  CustomerSeen: { customer: string; deleted: boolean; balanceMinor: bigint };
  InvoiceFound: InvoiceFound;
  /** Whose invoice it is that was found: that of a posting, or, with null, of something outside of the contract. */
  InvoiceAdopted: { invoice: string; posting: string | null; by: string; reason: string };
  /**
   * A person's ruling on what happened to an invoice at Stripe. `happening` names it, such as `void` or `credit/cn_1`;
   * `amountMinor` is what it is about, above zero.
   */
  InvoiceRuled: {
    invoice: string;
    posting: string;
    happening: string;
    ruling: InvoiceRuling;
    amountMinor: bigint;
    by: string;
    reason: string;
  };
}
