import type { Stripe } from 'stripe';
import type { InvoicerCreditNote, InvoicerInvoice } from '../../ports/invoicer-invoice.ts';
import type { InvoicerPayment, InvoicerRefund } from '../../ports/invoicer-money.ts';
import type { Invoicer, Page } from '../../ports/invoicer.ts';
import {
  balanceTransactionFrom,
  creditNoteFrom,
  customerFrom,
  disputeFrom,
  eventFrom,
  invoiceFrom,
  ownMetadata,
  paymentFrom,
  refundFrom,
} from './read-objects.ts';
import { asking } from './stripe-faults.ts';

type Reads = Exclude<keyof Invoicer, `create${string}` | 'addLine' | 'finalize' | 'voidInvoice'>;

/** The largest page that Stripe gives. */
const PAGE = { limit: 100 } as const;

/** Every call that only looks; lists are read to their end, or a page at a time for what may be a whole account. */
export function stripeReads(stripe: Stripe, deployment: string): Pick<Invoicer, Reads> {
  const own = (metadata: Stripe.Metadata | null) => ownMetadata(metadata, deployment);
  const invoiceOf = (invoice: Stripe.Invoice): InvoicerInvoice => invoiceFrom(invoice, own(invoice.metadata));
  const creditNoteOf = (note: Stripe.CreditNote): InvoicerCreditNote => creditNoteFrom(note, own(note.metadata));
  const refundOf = (refund: Stripe.Refund): InvoicerRefund => refundFrom(refund, own(refund.metadata));
  return {
    findCustomer: (contractId, email) =>
      asking(async () => {
        for await (const customer of stripe.customers.list({ ...PAGE, ...(email === undefined ? {} : { email }) })) {
          if (own(customer.metadata)('contract') === contractId) return customer.id;
        }
        return undefined;
      }),
    readCustomer: (id) => asking(async () => customerFrom(await stripe.customers.retrieve(id), own)),
    customerPage: (asked) => page(stripe.customers.list(pageParams(asked)), (customer) => customerFrom(customer, own)),
    balanceTransactionsOf: (customer) =>
      all(stripe.customers.listBalanceTransactions(customer, PAGE), balanceTransactionFrom),
    invoicesOf: (customer) => all(stripe.invoices.list({ customer, ...PAGE }), invoiceOf),
    invoicePage: (asked) => page(stripe.invoices.list(pageParams(asked)), invoiceOf),
    readInvoice: (id) => asking(async () => invoiceOf(await stripe.invoices.retrieve(id))),
    paymentsOf: (invoice) => all(stripe.invoicePayments.list({ invoice, ...PAGE }), paymentFrom),
    invoicesPaidBy: async (paymentIntent) => {
      const payment = { type: 'payment_intent', payment_intent: paymentIntent };
      const payments = await all(stripe.invoicePayments.list({ payment, ...PAGE }), paymentFrom);
      return [...new Set(payments.map(({ invoice }) => invoice))];
    },
    paymentPage: (asked) => page(stripe.invoicePayments.list(pageParams(asked)), paymentFrom),
    refundsOf: (payment) => ofPayment(payment, (by) => all(stripe.refunds.list({ ...by, ...PAGE }), refundOf)),
    refundPage: (asked) => page(stripe.refunds.list(pageParams(asked)), refundOf),
    disputesOf: (payment) => ofPayment(payment, (by) => all(stripe.disputes.list({ ...by, ...PAGE }), disputeFrom)),
    disputePage: (asked) => page(stripe.disputes.list(pageParams(asked)), disputeFrom),
    creditNotesOf: (invoice) => all(stripe.creditNotes.list({ invoice, ...PAGE }), creditNoteOf),
    creditNotePage: (asked) => page(stripe.creditNotes.list(pageParams(asked)), creditNoteOf),
    undeliveredEvents: ({ sinceEpochSeconds, ...asked }) =>
      page(
        stripe.events.list({ ...pageParams(asked), created: { gte: sinceEpochSeconds }, delivery_success: false }),
        eventFrom,
      ),
  };
}

function pageParams({ customer, after }: { customer?: string; after?: string }) {
  return {
    ...PAGE,
    ...(customer === undefined ? {} : { customer }),
    ...(after === undefined ? {} : { starting_after: after }),
  };
}

function all<T, R>(list: AsyncIterable<T>, read: (item: T) => R): Promise<R[]> {
  return asking(async () => {
    const items: R[] = [];
    for await (const item of list) items.push(read(item));
    return items;
  });
}

function page<T, R extends { id: string }>(list: Promise<Stripe.ApiList<T>>, read: (item: T) => R): Promise<Page<R>> {
  return asking(async () => {
    const { data, has_more: hasMore } = await list;
    const items = data.map(read);
    return { items, next: hasMore ? items.at(-1)?.id : undefined };
  });
}

/** Refunds and disputes hang on the payment intent or, without one, on the charge; money paid outside has neither. */
async function ofPayment<R>(
  { paymentIntent, charge }: InvoicerPayment,
  list: (by: { payment_intent: string } | { charge: string }) => Promise<R[]>,
): Promise<R[]> {
  if (paymentIntent !== undefined) return list({ payment_intent: paymentIntent });
  return charge === undefined ? [] : list({ charge });
}
