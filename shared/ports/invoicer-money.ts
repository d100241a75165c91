/** One payment of one invoice; amounts in minor units. */
export interface InvoicerPayment {
  readonly id: string;
  readonly invoice: string;
  readonly status: 'open' | 'paid' | 'canceled';
  /** What was paid; 0 while it is only expected. */
  readonly paidMinor: bigint;
  readonly currency: string;
  /** `outside`: recorded by a person, for money that did not go through Stripe. */
  readonly how: 'stripe' | 'outside';
  readonly paymentIntent: string | undefined;
  readonly charge: string | undefined;
  readonly paidAtEpochSeconds: number | undefined;
}

/** Money given back. `failed` and `canceled` mean that it was not, whatever was said before. */
export interface InvoicerRefund {
  readonly id: string;
  readonly status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly paymentIntent: string | undefined;
  readonly charge: string | undefined;
  readonly intent: string | undefined;
  readonly createdAtEpochSeconds: number;
}

/**
 * A cardholder's dispute. `inquiry`: no money has moved (yet). `open` and `lost`: the bank has taken it back. `won`: it
 * came back to us. `closed`: an inquiry that ended, or one that was prevented; no money moved.
 */
export interface InvoicerDispute {
  readonly id: string;
  readonly state: 'inquiry' | 'open' | 'won' | 'lost' | 'closed';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly paymentIntent: string | undefined;
  readonly charge: string;
  readonly reason: string;
  readonly createdAtEpochSeconds: number;
  readonly takenAtEpochSeconds: number | undefined;
  readonly returnedAtEpochSeconds: number | undefined;
}

/** A customer; of a deleted one Stripe says nothing but its id. */
export interface InvoicerCustomer {
  readonly id: string;
  readonly deleted: boolean;
  readonly contractId: string | undefined;
  /** The currency that its invoices must have, once it has any; ISO 4217. */
  readonly currency: string | undefined;
  /** Below zero is a credit, which lowers the next invoice. */
  readonly balanceMinor: bigint;
}

/** What moved a customer's balance; below zero is a credit to the customer. */
export interface InvoicerBalanceTransaction {
  readonly id: string;
  /** Stripe's word, such as `applied_to_invoice` or `invoice_too_small`. */
  readonly type: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly endingBalanceMinor: bigint;
  readonly invoice: string | undefined;
  readonly creditNote: string | undefined;
  readonly createdAtEpochSeconds: number;
}

/** An event with its body as a webhook would have brought it. */
export interface InvoicerEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAtEpochSeconds: number;
  readonly pendingWebhooks: number;
  readonly body: string;
}
