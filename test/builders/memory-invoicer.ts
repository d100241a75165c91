import { canonicalJson } from '../../shared/core/json.ts';
import type { InvoicerInvoice, NewCreditNote, NewInvoice, NewRefund } from '../../shared/ports/invoicer-invoice.ts';
import type { InvoicerCustomer, InvoicerPayment } from '../../shared/ports/invoicer-money.ts';
import type { Invoicer } from '../../shared/ports/invoicer.ts';
import {
  changeInvoice,
  creditIn,
  emptyStripe,
  finalizeIn,
  invoiceIn,
  refundIn,
  refusal,
  voidIn,
  type MemoryStripe,
} from './memory-stripe.ts';

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
 * Stripe's rules in memory, as strict as they are: a key answers again what it answered first, also a saved failure; a
 * key with other parameters is refused; a due date in the past, a second line and finalising twice are refused.
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
    createCustomer: async (customer: { contractId: string }, key: string) =>
      once('createCustomer', key, customer, () => {
        const id = `cus_${stripe.customers.length + 1}`;
        stripe.customers.push({ id, contractId: customer.contractId, balanceMinor: 0n, deleted: false });
        return id;
      }),
    createInvoice: async (invoice: NewInvoice, key: string) =>
      once('createInvoice', key, invoice, () => {
        if (invoice.dueAtEpochSeconds <= stripe.nowEpochSeconds)
          throw refusal('invalid_request_error', 400, false, 'due_date');
        if (stripe.customers.find(({ id }) => id === invoice.customer)?.deleted === true)
          throw refusal('resource_missing', 404, false);
        created.push(invoice);
        return draftOf(stripe, invoice);
      }),
    addLine: async (line: { invoice: string; amountMinor: bigint }, key: string) =>
      once('addLine', key, line, () => {
        const { status, lineCount, totalMinor } = invoiceIn(stripe, line.invoice);
        if (status !== 'draft') throw refusal('invoice_not_editable', 400, false);
        const total = totalMinor + line.amountMinor;
        const sums = { totalMinor: total, dueMinor: total, remainingMinor: total };
        changeInvoice(stripe, line.invoice, { lineCount: lineCount + 1, ...sums });
      }),
    finalize: async (id: string, key: string) => once('finalize', key, { id }, () => finalizeIn(stripe, id)),
    voidInvoice: async (id: string, key: string) => once('voidInvoice', key, { id }, () => voidIn(stripe, id)),
    createRefund: async (refund: NewRefund, key: string) =>
      once('createRefund', key, refund, () =>
        refundIn(stripe, refund.paymentIntent, refund.amountMinor, refund.intent),
      ),
    createCreditNote: async (note: NewCreditNote, key: string) =>
      once('createCreditNote', key, note, () => creditIn(stripe, note)),
  });
}

function reads(stripe: MemoryStripe) {
  const whole = async <T>(items: Iterable<T>) => ({ items: [...items], next: undefined });
  const ofCustomer = <T extends { customer: string | undefined }>(items: Iterable<T>, customer?: string) =>
    [...items].filter((item) => customer === undefined || item.customer === customer);
  return {
    findCustomer: async (contractId: string) =>
      stripe.customers.find((customer) => customer.contractId === contractId && !customer.deleted)?.id,
    readCustomer: async (id: string) => {
      const customer = stripe.customers.find((one) => one.id === id);
      if (customer === undefined) throw refusal('resource_missing', 404, false);
      return shown(customer);
    },
    customerPage: () => whole(stripe.customers.filter(({ deleted }) => !deleted).map(shown)),
    balanceTransactionsOf: async (customer: string) => ofCustomer(stripe.balanceMoves, customer),
    invoicesOf: async (customer: string) => ofCustomer(stripe.invoices.values(), customer),
    invoicePage: ({ customer }: { customer?: string }) => whole(ofCustomer(stripe.invoices.values(), customer)),
    readInvoice: async (id: string) => invoiceIn(stripe, id),
    paymentsOf: async (invoice: string) => stripe.payments.filter((payment) => payment.invoice === invoice),
    invoicesPaidBy: async (paymentIntent: string) =>
      stripe.payments.filter((payment) => payment.paymentIntent === paymentIntent).map(({ invoice }) => invoice),
    paymentPage: () => whole(stripe.payments),
    refundsOf: async ({ paymentIntent }: InvoicerPayment) =>
      paymentIntent === undefined ? [] : stripe.refunds.filter((refund) => refund.paymentIntent === paymentIntent),
    refundPage: () => whole(stripe.refunds),
    disputesOf: async ({ paymentIntent }: InvoicerPayment) =>
      paymentIntent === undefined ? [] : stripe.disputes.filter((dispute) => dispute.paymentIntent === paymentIntent),
    disputePage: () => whole(stripe.disputes),
    creditNotesOf: async (invoice: string) => stripe.creditNotes.filter((note) => note.invoice === invoice),
    creditNotePage: ({ customer }: { customer?: string }) => whole(ofCustomer(stripe.creditNotes, customer)),
    undeliveredEvents: () => whole([]),
  };
}

/** Stripe may forget a key after a day, and then does again what was asked under it. */
const KEY_LIFE_SECONDS = 24 * 60 * 60;

/** Runs a write once a key, as Stripe does, and lets it meet the failures that are asked for. */
function keyed(stripe: MemoryStripe, writes: MemoryInvoicer['writes'], failures: Failure[]) {
  const saved = new Map<string, { request: string; answer: () => unknown; atEpochSeconds: number }>();
  return <T>(operation: Write, key: string, params: object, effect: () => T): T => {
    writes.push({ operation, key });
    const request = canonicalJson({ operation, params });
    const atEpochSeconds = stripe.nowEpochSeconds;
    const kept = saved.get(key);
    const before = kept !== undefined && atEpochSeconds - kept.atEpochSeconds < KEY_LIFE_SECONDS ? kept : undefined;
    // The answer was kept under the same request, so it is of the same type.
    if (before !== undefined) {
      if (before.request !== request) throw refusal('idempotency_error', 400, false);
      return before.answer() as T;
    }
    const at = failures.findIndex((failure) => failure.operation === operation);
    const [failure] = at === -1 ? [] : failures.splice(at, 1);
    if (failure?.when !== 'before') {
      const answer = effect();
      if (failure === undefined || failure.status === 0)
        saved.set(key, { request, answer: () => answer, atEpochSeconds });
      if (failure === undefined) return answer;
    }
    const error = refusal('failed_on_request', failure.status, failure.status !== 402);
    if (failure.status === 500) {
      saved.set(key, {
        request,
        atEpochSeconds,
        answer: () => {
          throw error;
        },
      });
    }
    throw error;
  };
}

function draftOf(
  stripe: MemoryStripe,
  { customer, intent, contractId, posting, currency }: NewInvoice,
): InvoicerInvoice {
  const id = `in_${stripe.invoices.size + 1}`;
  const draft: InvoicerInvoice = {
    id,
    status: 'draft',
    customer,
    intent,
    contractId,
    posting,
    currency,
    totalMinor: 0n,
    dueMinor: 0n,
    paidMinor: 0n,
    paidOutsideMinor: 0n,
    remainingMinor: 0n,
    overpaidMinor: 0n,
    creditedBeforePaymentMinor: 0n,
    creditedAfterPaymentMinor: 0n,
    startingBalanceMinor: 0n,
    endingBalanceMinor: undefined,
    lineCount: 0,
    number: undefined,
    hostedUrl: undefined,
    attempts: 0,
    createdAtEpochSeconds: stripe.nowEpochSeconds,
    finalizedAtEpochSeconds: undefined,
    paidAtEpochSeconds: undefined,
    voidedAtEpochSeconds: undefined,
    uncollectibleAtEpochSeconds: undefined,
  };
  stripe.invoices.set(id, draft);
  return draft;
}

function shown({ id, deleted, contractId, balanceMinor }: MemoryStripe['customers'][number]): InvoicerCustomer {
  if (deleted) return { id, deleted, contractId: undefined, currency: undefined, balanceMinor: 0n };
  return { id, deleted, contractId, currency: 'USD', balanceMinor };
}
