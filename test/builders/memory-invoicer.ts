import { toStripe } from '../../shared/adapters/stripe/stripe-units.ts';
import { canonicalJson } from '../../shared/core/json.ts';
import type { InvoicerInvoice, NewCreditNote, NewInvoice, NewRefund } from '../../shared/ports/invoicer-invoice.ts';
import type { InvoicerCustomer, InvoicerPayment } from '../../shared/ports/invoicer-money.ts';
import type { Invoicer, PageAsked } from '../../shared/ports/invoicer.ts';
import {
  addLineIn,
  changeInvoice,
  customerIn,
  makeDraftIn,
  emptyStripe,
  finalizeIn,
  invoiceIn,
  voidIn,
  type MemoryCustomer,
  type MemoryStripe,
} from './memory-stripe.ts';
import { creditIn, refundIn } from './memory-stripe-money.ts';
import { failed, invalid, refusal } from './stripe-refusals.ts';

export type Write =
  'createCustomer' | 'createInvoice' | 'addLine' | 'finalize' | 'voidInvoice' | 'createRefund' | 'createCreditNote';

/** A failure that the next call of one operation meets, before or after what it does has been done. */
export interface Failure {
  readonly operation: Write;
  /** 0: no answer came, so nobody knows; 409: the key is in use; 500: Stripe saved the failure under the key. */
  readonly status: 0 | 402 | 409 | 429 | 500;
  readonly when: 'before' | 'after';
}

export interface MemoryInvoicer extends Invoicer, MemoryStripe {
  /** Every write with its key. */
  readonly writes: { operation: Write; key: string }[];
  readonly created: NewInvoice[];
  fail(failure: Failure): void;
  change(id: string, changes: Partial<InvoicerInvoice>): void;
}

/**
 * Stripe's rules in memory. It passes the suite of the Invoicer, as the adapter does before the stand-in: see
 * test/adapters/stripe/memory-invoicer.test.ts.
 */
export function createMemoryInvoicer(): MemoryInvoicer {
  const stripe = emptyStripe();
  const writes: MemoryInvoicer['writes'] = [];
  const created: NewInvoice[] = [];
  const failures: Failure[] = [];
  const once = keyed(stripe, writes, failures);
  return Object.assign(stripe, {
    writes,
    created,
    fail: (failure: Failure) => void failures.push(failure),
    change: (id: string, changes: Partial<InvoicerInvoice>) => void changeInvoice(stripe, id, changes),
    ...reads(stripe),
    createCustomer: async (
      { contractId, emails }: { contractId: string; name: string; emails: readonly string[] },
      key: string,
    ) =>
      once('createCustomer', key, { contractId, emails }, () => {
        const id = `cus_${stripe.customers.length + 1}`;
        const [email] = emails;
        stripe.customers.push({ id, contractId, email, balanceMinor: 0n, deleted: false });
        return id;
      }),
    createInvoice: async (invoice: NewInvoice, key: string) =>
      once(
        'createInvoice',
        key,
        invoice,
        () => {
          if (customerIn(stripe, invoice.customer).email === undefined) throw invalid();
          const draft = makeDraftIn(stripe, invoice);
          created.push(invoice);
          return draft;
        },
        () => {
          if (invoice.dueAtEpochSeconds <= stripe.nowEpochSeconds) throw invalid('due_date');
        },
      ),
    addLine: async (line: Parameters<Invoicer['addLine']>[0], key: string) => {
      const amount = toStripe(line.amountMinor, line.currency);
      return once(
        'addLine',
        key,
        line,
        () => addLineIn(stripe, line),
        () => refuseAmount(amount),
      );
    },
    finalize: async (id: string, key: string) => once('finalize', key, { id }, () => finalizeIn(stripe, id)),
    voidInvoice: async (id: string, key: string) => once('voidInvoice', key, { id }, () => voidIn(stripe, id)),
    createRefund: async (refund: NewRefund, key: string) => {
      const amount = toStripe(refund.amountMinor, refund.currency);
      return once(
        'createRefund',
        key,
        refund,
        () => refundIn(stripe, refund.paymentIntent, refund.amountMinor, refund.intent),
        () => refuseAmount(amount, 1),
      );
    },
    createCreditNote: async (note: NewCreditNote, key: string) => {
      const amount = toStripe(note.amountMinor, note.currency);
      return once(
        'createCreditNote',
        key,
        note,
        () => creditIn(stripe, note),
        () => refuseAmount(amount, 1),
      );
    },
  });
}

/** The most that Stripe takes in one amount, in its own units. */
const LARGEST_AMOUNT = 99_999_999;

function refuseAmount(amount: number, least = -LARGEST_AMOUNT): void {
  if (amount < least) throw invalid('amount');
  if (Math.abs(amount) > LARGEST_AMOUNT) throw refusal('amount_too_large', 400, false, 'amount');
}

/** The most that a page holds. */
const PAGE = 100;

/** Lists as Stripe gives them: newest first, and whole accounts a page at a time. */
function reads(stripe: MemoryStripe) {
  const newest = <T>(items: Iterable<T>, wanted: (item: T) => boolean): T[] => [...items].filter(wanted).toReversed();
  const page = async <T extends { id: string }>(items: T[], after?: string) => {
    const start = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && start === 0) throw refusal('resource_missing', 400, false, 'starting_after');
    const shown = items.slice(start, start + PAGE);
    return { items: shown, next: items.length > start + PAGE ? shown.at(-1)?.id : undefined };
  };
  const ofCustomer = <T extends { customer: string | undefined }>(items: Iterable<T>, customer?: string): T[] =>
    newest(items, (item) => customer === undefined || item.customer === customer);
  const all = (): boolean => true;
  const known = (id: string) => {
    const customer = stripe.customers.find((one) => one.id === id);
    if (customer === undefined) throw refusal('resource_missing', 404, false, 'id');
    return customer;
  };
  return {
    findCustomer: async (contractId: string, email?: string) =>
      newest(stripe.customers, ({ deleted }) => !deleted).find(
        (customer) => customer.contractId === contractId && (email === undefined || customer.email === email),
      )?.id,
    readCustomer: async (id: string) => shown(known(id)),
    customerPage: ({ after }: PageAsked) => page(newest(stripe.customers, ({ deleted }) => !deleted).map(shown), after),
    balanceTransactionsOf: async (customer: string) => ofCustomer(stripe.balanceMoves, known(customer).id),
    invoicesOf: async (customer: string) => ofCustomer(stripe.invoices.values(), known(customer).id),
    invoicePage: ({ customer, after }: PageAsked) => page(ofCustomer(stripe.invoices.values(), customer), after),
    readInvoice: async (id: string) => invoiceIn(stripe, id, 404),
    paymentsOf: async (invoice: string) => newest(stripe.payments, (payment) => payment.invoice === invoice),
    invoicesPaidBy: async (paymentIntent: string) => [
      ...new Set(
        newest(stripe.payments, (payment) => payment.paymentIntent === paymentIntent).map(({ invoice }) => invoice),
      ),
    ],
    paymentPage: ({ after }: PageAsked) => page(newest(stripe.payments, all), after),
    refundsOf: async ({ paymentIntent }: InvoicerPayment) =>
      newest(stripe.refunds, (refund) => paymentIntent !== undefined && refund.paymentIntent === paymentIntent),
    refundPage: ({ after }: PageAsked) => page(newest(stripe.refunds, all), after),
    disputesOf: async ({ paymentIntent }: InvoicerPayment) =>
      newest(stripe.disputes, (dispute) => paymentIntent !== undefined && dispute.paymentIntent === paymentIntent),
    disputePage: ({ after }: PageAsked) => page(newest(stripe.disputes, all), after),
    creditNotesOf: async (invoice: string) =>
      newest(stripe.creditNotes, (note) => note.invoice === invoiceIn(stripe, invoice).id),
    creditNotePage: ({ customer, after }: PageAsked) => page(ofCustomer(stripe.creditNotes, customer), after),
    undeliveredEvents: () => page([]),
  };
}

/** Stripe may forget a key after a day, and then does again what was asked under it. */
const KEY_LIFE_SECONDS = 24 * 60 * 60;

/**
 * Runs a write once a key, as Stripe does, and lets it meet the failures that are asked for. An answer is kept for its key once it
 * was carried out, be it a refusal; what is refused as its parameters are read, too often, or for a key in use, is not.
 */
function keyed(stripe: MemoryStripe, writes: MemoryInvoicer['writes'], failures: Failure[]) {
  const saved = new Map<string, { request: string; answer: () => unknown; atEpochSeconds: number }>();
  return <T>(operation: Write, key: string, params: object, effect: () => T, read: () => void = () => undefined): T => {
    writes.push({ operation, key });
    const request = canonicalJson({ operation, params });
    const atEpochSeconds = stripe.nowEpochSeconds;
    const keep = (answer: () => unknown): void => void saved.set(key, { request, answer, atEpochSeconds });
    const kept = saved.get(key);
    const before = kept !== undefined && atEpochSeconds - kept.atEpochSeconds < KEY_LIFE_SECONDS ? kept : undefined;
    if (before !== undefined) {
      if (before.request !== request) throw refusal('idempotency_error', 400, false);
      // The answer was kept under the same request, so it is of the same type.
      return before.answer() as T;
    }
    const at = failures.findIndex((failure) => failure.operation === operation);
    const [failure] = at === -1 ? [] : failures.splice(at, 1);
    if (failure?.when !== 'before') {
      read();
      const answer = carriedOut(effect, keep);
      if (failure === undefined) return answer;
    }
    const error = failed(failure.status);
    if (failure.status === 500 || failure.status === 402) keep(() => throwing(error));
    throw error;
  };
}

/** What was done, or why not; both are kept. */
function carriedOut<T>(effect: () => T, keep: (answer: () => unknown) => void): T {
  try {
    const answer = effect();
    keep(() => answer);
    return answer;
  } catch (error) {
    keep(() => throwing(error));
    throw error;
  }
}

function throwing(error: unknown): never {
  throw error;
}

function shown({ id, deleted, contractId, currency, balanceMinor }: MemoryCustomer): InvoicerCustomer {
  if (deleted) return { id, deleted, contractId: undefined, currency: undefined, balanceMinor: 0n };
  return { id, deleted, contractId, currency, balanceMinor };
}
