import { DependencyError } from '../../shared/core/errors.ts';
import { canonicalJson } from '../../shared/core/json.ts';
import type { Invoicer, InvoicerCreditNote, InvoicerInvoice, NewInvoice } from '../../shared/ports/invoicer.ts';

export type Write = 'createCustomer' | 'createInvoice' | 'addLine' | 'finalize' | 'createCreditNote';

/** A failure that the next call of one operation meets, before or after what it does has been done. */
export interface Failure {
  readonly operation: Write;
  /** 0: no answer came, so nobody knows; 500: Stripe saved the failure under the key. */
  readonly status: 0 | 402 | 429 | 500;
  readonly when: 'before' | 'after';
}

export interface MemoryInvoicer extends Invoicer {
  readonly invoices: Map<string, InvoicerInvoice>;
  readonly creditNotes: InvoicerCreditNote[];
  readonly customers: { id: string; contractId: string }[];
  /** Every write with its key. */
  readonly writes: { operation: Write; key: string }[];
  readonly created: NewInvoice[];
  /** Business time: a due date before it is refused. */
  nowEpochSeconds: number;
  fail(failure: Failure): void;
  change(id: string, changes: Partial<InvoicerInvoice>): void;
}

/**
 * Stripe's rules in memory, as strict as they are: a key answers again what it answered first, also a saved failure; a
 * key with other parameters is refused; a due date in the past, a second line and finalising twice are refused.
 */
export function createMemoryInvoicer(): MemoryInvoicer {
  const invoices = new Map<string, InvoicerInvoice>();
  const creditNotes: InvoicerCreditNote[] = [];
  const customers: { id: string; contractId: string }[] = [];
  const writes: MemoryInvoicer['writes'] = [];
  const created: NewInvoice[] = [];
  const saved = new Map<string, { request: string; answer: () => unknown }>();
  const failures: Failure[] = [];
  const holder = { nowEpochSeconds: 0 };

  function once<T>(operation: Write, key: string, params: object, effect: () => T): T {
    writes.push({ operation, key });
    const request = canonicalJson({ operation, params });
    const before = saved.get(key);
    // The answer was kept under the same request, so it is of the same type.
    if (before !== undefined) {
      if (before.request !== request) throw refusal('idempotency_error', 400, false);
      return before.answer() as T;
    }
    const at = failures.findIndex((failure) => failure.operation === operation);
    const [failure] = at === -1 ? [] : failures.splice(at, 1);
    if (failure?.when !== 'before') {
      const answer = effect();
      if (failure === undefined || failure.status === 0) saved.set(key, { request, answer: () => answer });
      if (failure === undefined) return answer;
    }
    const error = refusal('failed_on_request', failure.status, failure.status !== 402);
    if (failure.status === 500) {
      saved.set(key, {
        request,
        answer: () => {
          throw error;
        },
      });
    }
    throw error;
  }

  const read = (id: string): InvoicerInvoice => {
    const invoice = invoices.get(id);
    if (invoice === undefined) throw refusal('resource_missing', 404, false);
    return invoice;
  };
  const change = (id: string, changes: Partial<InvoicerInvoice>): InvoicerInvoice => {
    const invoice = { ...read(id), ...changes };
    invoices.set(id, invoice);
    return invoice;
  };

  return Object.assign(holder, {
    invoices,
    creditNotes,
    customers,
    writes,
    created,
    fail: (failure: Failure) => void failures.push(failure),
    change: (id: string, changes: Partial<InvoicerInvoice>) => void change(id, changes),
    findCustomer: async (contractId: string) => customers.find((customer) => customer.contractId === contractId)?.id,
    createCustomer: async (customer: { contractId: string }, key: string) =>
      once('createCustomer', key, customer, () => {
        const id = `cus_${customers.length + 1}`;
        customers.push({ id, contractId: customer.contractId });
        return id;
      }),
    invoicesOf: async () => [...invoices.values()],
    readInvoice: async (id: string) => read(id),
    createInvoice: async (invoice: NewInvoice, key: string) =>
      once('createInvoice', key, invoice, () => {
        if (invoice.dueAtEpochSeconds <= holder.nowEpochSeconds) throw refusal('invoice_due_date_in_past', 400, false);
        created.push(invoice);
        const { intent, contractId, posting, currency } = invoice;
        const id = `in_${invoices.size + 1}`;
        const draft = { id, status: 'draft' as const, intent, contractId, posting, currency, ...NOTHING };
        invoices.set(id, draft);
        return draft;
      }),
    addLine: async (line: { invoice: string; amountMinor: bigint }, key: string) =>
      once('addLine', key, line, () => {
        const { status, lineCount, totalMinor } = read(line.invoice);
        if (status !== 'draft') throw refusal('invoice_not_editable', 400, false);
        const total = totalMinor + line.amountMinor;
        change(line.invoice, { lineCount: lineCount + 1, totalMinor: total, remainingMinor: total });
      }),
    finalize: async (id: string, key: string) =>
      once('finalize', key, { id }, () => {
        if (read(id).status !== 'draft') throw refusal('invoice_already_finalized', 400, false);
        return change(id, { status: 'open', number: `A-${id}`, hostedUrl: `https://pay.example/${id}` });
      }),
    creditNotesOf: async (invoice: string) => creditNotes.filter((note) => note.invoice === invoice),
    createCreditNote: async (note: { invoice: string; amountMinor: bigint; intent: string }, key: string) =>
      once('createCreditNote', key, note, () => {
        const { status, remainingMinor } = read(note.invoice);
        if (status !== 'open' || remainingMinor < note.amountMinor) throw refusal('credit_too_large', 400, false);
        change(note.invoice, { remainingMinor: remainingMinor - note.amountMinor });
        const { invoice, amountMinor, intent } = note;
        const issued = { id: `cn_${creditNotes.length + 1}`, invoice, amountMinor, intent, status: 'issued' as const };
        creditNotes.push(issued);
        return issued;
      }),
  });
}

const NOTHING = {
  totalMinor: 0n,
  paidMinor: 0n,
  remainingMinor: 0n,
  lineCount: 0,
  number: undefined,
  hostedUrl: undefined,
  paidAtEpochSeconds: undefined,
};

function refusal(stripeCode: string, status: number, retryable: boolean): DependencyError {
  const details = { stripeCode, status, keySpent: status >= 500 };
  return new DependencyError('Stripe', `Stripe answered ${status}: ${stripeCode}.`, { retryable, details });
}
