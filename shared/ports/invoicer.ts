import type { InvoicerCreditNote, InvoicerInvoice, NewCreditNote, NewInvoice, NewRefund } from './invoicer-invoice.ts';
import type {
  InvoicerBalanceTransaction,
  InvoicerCustomer,
  InvoicerDispute,
  InvoicerEvent,
  InvoicerPayment,
  InvoicerRefund,
} from './invoicer-money.ts';

/** A part of a list, newest first; `next` is what to ask for the part after it, undefined after the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Which part of a list: of one customer or of the whole account, from the start or after the last page's `next`. */
export interface PageAsked {
  readonly customer?: string;
  readonly after?: string;
}

/**
 * The calls to Stripe. Only push-invoice writes; every write takes its own idempotency key. Errors: `dependency.failed`,
 * retryable when nobody knows or Stripe asks to try later; not retryable when Stripe refused, with Stripe's code in
 * `details.stripeCode`; `invariant.broken` when Stripe says something that this version does not know.
 */
export interface Invoicer {
  /** Among the customers with that address, or, without one, among all: that takes a request for each hundred. */
  findCustomer(contractId: string, email?: string): Promise<string | undefined>;
  createCustomer(
    customer: { contractId: string; name: string; emails: readonly string[] },
    key: string,
  ): Promise<string>;
  /** A deleted customer is answered with `deleted`, not refused. */
  readCustomer(id: string): Promise<InvoicerCustomer>;
  /** Deleted ones are in no list. */
  customerPage(asked: Omit<PageAsked, 'customer'>): Promise<Page<InvoicerCustomer>>;
  /** Everything that moved the customer's balance, every page. */
  balanceTransactionsOf(customer: string): Promise<InvoicerBalanceTransaction[]>;

  /** All invoices of the customer, every page, no date filter. */
  invoicesOf(customer: string): Promise<InvoicerInvoice[]>;
  invoicePage(asked: PageAsked): Promise<Page<InvoicerInvoice>>;
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
  voidInvoice(invoice: string, key: string): Promise<InvoicerInvoice>;

  /** Payments of the invoice, also those that are only expected, every page. */
  paymentsOf(invoice: string): Promise<InvoicerPayment[]>;
  /** The invoices that a payment intent paid. */
  invoicesPaidBy(paymentIntent: string): Promise<string[]>;
  paymentPage(asked: Omit<PageAsked, 'customer'>): Promise<Page<InvoicerPayment>>;
  refundsOf(payment: InvoicerPayment): Promise<InvoicerRefund[]>;
  refundPage(asked: Omit<PageAsked, 'customer'>): Promise<Page<InvoicerRefund>>;
  createRefund(refund: NewRefund, key: string): Promise<InvoicerRefund>;
  disputesOf(payment: InvoicerPayment): Promise<InvoicerDispute[]>;
  disputePage(asked: Omit<PageAsked, 'customer'>): Promise<Page<InvoicerDispute>>;

  creditNotesOf(invoice: string): Promise<InvoicerCreditNote[]>;
  creditNotePage(asked: PageAsked): Promise<Page<InvoicerCreditNote>>;
  createCreditNote(note: NewCreditNote, key: string): Promise<InvoicerCreditNote>;

  /** Events that some webhook endpoint has not taken, since a moment; Stripe keeps events for 30 days. */
  undeliveredEvents(asked: { sinceEpochSeconds: number; after?: string }): Promise<Page<InvoicerEvent>>;
}

/** The calls that change something at Stripe. */
export type InvoicerWrite = Extract<keyof Invoicer, `create${string}` | 'addLine' | 'finalize' | 'voidInvoice'>;

/** What looking at an invoice and its customer needs: reads alone. */
export type InvoicerReader = Pick<
  Invoicer,
  | 'readInvoice'
  | 'paymentsOf'
  | 'refundsOf'
  | 'disputesOf'
  | 'creditNotesOf'
  | 'invoicesPaidBy'
  | 'readCustomer'
  | 'invoicesOf'
>;
