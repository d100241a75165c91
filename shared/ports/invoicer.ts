/** An invoice as the ledger needs it; amounts in minor units. */
export interface InvoicerInvoice {
  readonly id: string;
  readonly status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  readonly intent: string | undefined;
  readonly contractId: string | undefined;
  readonly posting: string | undefined;
  readonly totalMinor: bigint;
  readonly paidMinor: bigint;
  readonly remainingMinor: bigint;
  readonly currency: string;
  readonly lineCount: number;
  readonly number: string | undefined;
  readonly hostedUrl: string | undefined;
  readonly paidAtEpochSeconds: number | undefined;
}

export interface InvoicerCreditNote {
  readonly id: string;
  readonly invoice: string;
  readonly intent: string | undefined;
  readonly amountMinor: bigint;
  readonly status: 'issued' | 'void';
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

/**
 * The few calls to Stripe that push-invoice makes. Every write takes its own idempotency key. Errors:
 * `dependency.failed`, retryable when nobody knows or Stripe asks to try later; not retryable when Stripe refused,
 * with Stripe's code in `details.stripeCode`.
 */
export interface Invoicer {
  findCustomer(contractId: string): Promise<string | undefined>;
  createCustomer(
    customer: { contractId: string; name: string; emails: readonly string[] },
    key: string,
  ): Promise<string>;
  /** All invoices of the customer, every page, no date filter. */
  invoicesOf(customer: string): Promise<InvoicerInvoice[]>;
  readInvoice(id: string): Promise<InvoicerInvoice>;
  createInvoice(invoice: NewInvoice, key: string): Promise<InvoicerInvoice>;
  addLine(
    line: {
      invoice: string;
      customer: string;
      amountMinor: bigint;
      currency: string;
      description: string;
      intent: string;
    },
    key: string,
  ): Promise<void>;
  finalize(invoice: string, key: string): Promise<InvoicerInvoice>;
  creditNotesOf(invoice: string): Promise<InvoicerCreditNote[]>;
  createCreditNote(
    note: {
      invoice: string;
      amountMinor: bigint;
      currency: string;
      intent: string;
      contractId: string;
      posting: string;
      memo: string;
    },
    key: string,
  ): Promise<InvoicerCreditNote>;
}
