import { minimumChargeMinor } from '../../infra/local/stripe/currencies.ts';
import type { InvoicerCreditNote, InvoicerInvoice, NewInvoice } from '../../shared/ports/invoicer-invoice.ts';
import type {
  InvoicerBalanceTransaction,
  InvoicerDispute,
  InvoicerPayment,
  InvoicerRefund,
} from '../../shared/ports/invoicer-money.ts';
import { refusal, invalid } from './stripe-refusals.ts';

export interface MemoryCustomer {
  readonly id: string;
  readonly contractId: string;
  /** Stripe sends an invoice only to a customer with one. */
  readonly email?: string | undefined;
  /** That of its first invoice or balance: it has no other from then on. */
  currency?: string;
  balanceMinor: bigint;
  deleted: boolean;
}

/** What an account at Stripe holds, and the rules by which people, clients and banks change it. */
export interface MemoryStripe {
  readonly invoices: Map<string, InvoicerInvoice>;
  readonly creditNotes: InvoicerCreditNote[];
  readonly payments: InvoicerPayment[];
  readonly refunds: InvoicerRefund[];
  readonly disputes: InvoicerDispute[];
  readonly balanceMoves: (InvoicerBalanceTransaction & { customer: string })[];
  readonly customers: MemoryCustomer[];
  /** The invoices that a person edited, by the draft that takes their place. */
  readonly revised: Map<string, string>;
  /** Also those that were deleted. */
  invoicesMade: number;
  /** Business time: what happens is dated with it, and a due date before it is refused. */
  nowEpochSeconds: number;
}

export function emptyStripe(): MemoryStripe {
  return {
    invoices: new Map(),
    creditNotes: [],
    payments: [],
    refunds: [],
    disputes: [],
    balanceMoves: [],
    customers: [],
    revised: new Map(),
    invoicesMade: 0,
    nowEpochSeconds: 0,
  };
}

/** `status` is 404 for an id in the path and 400 for one in a parameter. */
export function invoiceIn(stripe: MemoryStripe, id: string, status: 400 | 404 = 400): InvoicerInvoice {
  const invoice = stripe.invoices.get(id);
  if (invoice === undefined) throw refusal('resource_missing', status, false, 'invoice');
  return invoice;
}

function newInvoiceId(stripe: MemoryStripe): string {
  stripe.invoicesMade += 1;
  return `in_${stripe.invoicesMade}`;
}

/** A customer for whom something new may be made. */
export function customerIn(stripe: MemoryStripe, id: string | undefined): MemoryCustomer {
  const customer = stripe.customers.find((one) => one.id === id);
  if (customer === undefined || customer.deleted) throw refusal('resource_missing', 400, false, 'customer');
  return customer;
}

function oneCurrency(customer: MemoryCustomer, currency: string): void {
  if (customer.currency !== undefined && customer.currency !== currency) throw invalid('currency');
}

export function changeInvoice(stripe: MemoryStripe, id: string, changes: Partial<InvoicerInvoice>): InvoicerInvoice {
  const invoice = { ...invoiceIn(stripe, id), ...changes };
  stripe.invoices.set(id, invoice);
  return invoice;
}

/** What is due of an amount together with the balance, and what the balance then is. */
function afterBalance(sumMinor: bigint, currency: string): { dueMinor: bigint; endingBalanceMinor: bigint } {
  // Stripe refuses to charge less; such an invoice is marked paid and its amount goes to the customer's balance.
  const tooLittle = sumMinor < BigInt(minimumChargeMinor(currency.toLowerCase()));
  return tooLittle ? { dueMinor: 0n, endingBalanceMinor: sumMinor } : { dueMinor: sumMinor, endingBalanceMinor: 0n };
}

export function addLineIn(
  stripe: MemoryStripe,
  line: {
    readonly invoice: string;
    readonly customer: string;
    readonly amountMinor: bigint;
    readonly currency: string;
  },
): void {
  const { balanceMinor } = customerIn(stripe, line.customer);
  const { status, customer, currency, lineCount, totalMinor: before } = invoiceIn(stripe, line.invoice);
  if (status !== 'draft') throw refusal('invoice_not_editable', 400, false, 'invoice');
  if (customer !== line.customer) throw invalid('invoice');
  if (currency !== line.currency) throw invalid('currency');
  const totalMinor = before + line.amountMinor;
  const { dueMinor } = afterBalance(totalMinor + balanceMinor, currency);
  const sums = { totalMinor, dueMinor, remainingMinor: dueMinor, startingBalanceMinor: balanceMinor };
  changeInvoice(stripe, line.invoice, { lineCount: lineCount + 1, ...sums });
}

/** A draft becomes open, or paid when nothing is due: the balance covers it, or it is less than can be charged. */
export function finalizeIn(stripe: MemoryStripe, id: string): InvoicerInvoice {
  const { status, totalMinor, customer, currency } = invoiceIn(stripe, id, 404);
  if (status !== 'draft') throw invalid();
  const { balanceMinor: startingBalanceMinor } = customerIn(stripe, customer);
  const original = stripe.revised.get(id);
  if (original !== undefined) voidAnyway(stripe, invoiceIn(stripe, original));
  const { dueMinor, endingBalanceMinor } = afterBalance(totalMinor + startingBalanceMinor, currency);
  if (dueMinor === 0n && endingBalanceMinor > 0n) {
    moveBalance(stripe, customer, -startingBalanceMinor, { type: 'applied_to_invoice', invoice: id });
    moveBalance(stripe, customer, endingBalanceMinor, { type: 'invoice_too_small', invoice: id });
  } else {
    const takenMinor = endingBalanceMinor - startingBalanceMinor;
    moveBalance(stripe, customer, takenMinor, { type: 'applied_to_invoice', invoice: id });
  }
  if (dueMinor > 0n) expectPayment(stripe, id, currency);
  return changeInvoice(stripe, id, {
    status: dueMinor === 0n ? 'paid' : 'open',
    dueMinor,
    remainingMinor: dueMinor,
    startingBalanceMinor,
    endingBalanceMinor,
    number: `A-${id}`,
    hostedUrl: `https://pay.example/${id}`,
    finalizedAtEpochSeconds: stripe.nowEpochSeconds,
    ...(dueMinor === 0n ? { paidAtEpochSeconds: stripe.nowEpochSeconds } : {}),
  });
}

/** What Stripe makes of its own accord: a payment of all that is due, which whoever pays by card fulfils. */
function expectPayment(stripe: MemoryStripe, invoice: string, currency: string): void {
  const number = stripe.payments.length + 1;
  const expected = { id: `inpay_${number}`, paymentIntent: `pi_${number}`, how: 'stripe' as const, invoice, currency };
  stripe.payments.push({
    ...expected,
    status: 'open',
    paidMinor: 0n,
    charge: undefined,
    paidAtEpochSeconds: undefined,
  });
}

/** The expected payment is called off once the invoice is paid otherwise, or is void. */
export function callOff(stripe: MemoryStripe, invoice: string): void {
  const at = stripe.payments.findIndex((payment) => payment.invoice === invoice && payment.status === 'open');
  const payment = stripe.payments[at];
  if (payment !== undefined) stripe.payments[at] = { ...payment, status: 'canceled' };
}

export function voidIn(stripe: MemoryStripe, id: string): InvoicerInvoice {
  const invoice = invoiceIn(stripe, id, 404);
  const isOpen = invoice.status === 'open' || invoice.status === 'uncollectible';
  if (!isOpen || invoice.paidMinor > 0n) throw invalid();
  return voidAnyway(stripe, invoice);
}

function voidAnyway(stripe: MemoryStripe, invoice: InvoicerInvoice): InvoicerInvoice {
  const { id, customer, startingBalanceMinor, endingBalanceMinor = 0n } = invoice;
  const takenMinor = startingBalanceMinor - endingBalanceMinor;
  moveBalance(stripe, customer, takenMinor, { type: 'unapplied_from_invoice', invoice: id });
  callOff(stripe, id);
  return changeInvoice(stripe, id, { status: 'void', voidedAtEpochSeconds: stripe.nowEpochSeconds });
}

/** A deleted customer has no balance that could be moved, and a move of nothing leaves no trace. */
export function moveBalance(
  stripe: MemoryStripe,
  customer: string | undefined,
  amountMinor: bigint,
  told: { type: string; invoice?: string; creditNote?: string; currency?: string },
): void {
  const holder = stripe.customers.find(({ id }) => id === customer);
  if (holder === undefined || holder.deleted || amountMinor === 0n) return;
  const { type, invoice, creditNote, currency = holder.currency ?? 'USD' } = told;
  holder.currency ??= currency;
  holder.balanceMinor += amountMinor;
  stripe.balanceMoves.push({
    id: `cbtxn_${stripe.balanceMoves.length + 1}`,
    customer: holder.id,
    type,
    amountMinor,
    currency,
    endingBalanceMinor: holder.balanceMinor,
    invoice,
    creditNote,
    createdAtEpochSeconds: stripe.nowEpochSeconds,
  });
}

export function uncollectibleIn(stripe: MemoryStripe, id: string): void {
  if (invoiceIn(stripe, id).status !== 'open') throw invalid();
  changeInvoice(stripe, id, { status: 'uncollectible', uncollectibleAtEpochSeconds: stripe.nowEpochSeconds });
}

export function deleteCustomerIn(stripe: MemoryStripe, id: string): void {
  const customer = stripe.customers.find((one) => one.id === id);
  if (customer === undefined) throw refusal('resource_missing', 404, false);
  customer.deleted = true;
  customer.balanceMinor = 0n;
}

/** A draft without lines; of what nobody marks as ours nothing is known. */
export function makeDraftIn(
  stripe: MemoryStripe,
  told: Pick<NewInvoice, 'customer' | 'currency'> & Partial<Pick<NewInvoice, 'intent' | 'contractId' | 'posting'>>,
): InvoicerInvoice {
  const customer = customerIn(stripe, told.customer);
  oneCurrency(customer, told.currency);
  customer.currency ??= told.currency;
  const draft: InvoicerInvoice = {
    id: newInvoiceId(stripe),
    status: 'draft',
    customer: told.customer,
    intent: told.intent,
    contractId: told.contractId,
    posting: told.posting,
    currency: told.currency,
    totalMinor: 0n,
    dueMinor: 0n,
    paidMinor: 0n,
    paidOutsideMinor: 0n,
    remainingMinor: 0n,
    overpaidMinor: 0n,
    creditedBeforePaymentMinor: 0n,
    creditedAfterPaymentMinor: 0n,
    startingBalanceMinor: customer.balanceMinor,
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
  stripe.invoices.set(draft.id, draft);
  return draft;
}

/** A person edits an open invoice: a draft like it, which takes its place once it is finalised. */
export function reviseIn(stripe: MemoryStripe, id: string): string {
  const original = invoiceIn(stripe, id);
  const isOpen = original.status === 'open' || original.status === 'uncollectible';
  if (!isOpen || original.paidMinor > 0n) throw invalid('from_invoice[invoice]');
  const draft = copyOf(original, newInvoiceId(stripe), stripe.nowEpochSeconds);
  stripe.invoices.set(draft.id, draft);
  stripe.revised.set(draft.id, id);
  return draft.id;
}

function copyOf(original: InvoicerInvoice, id: string, createdAtEpochSeconds: number): InvoicerInvoice {
  return {
    ...original,
    id,
    status: 'draft',
    endingBalanceMinor: undefined,
    creditedBeforePaymentMinor: 0n,
    creditedAfterPaymentMinor: 0n,
    number: undefined,
    hostedUrl: undefined,
    attempts: 0,
    createdAtEpochSeconds,
    finalizedAtEpochSeconds: undefined,
    uncollectibleAtEpochSeconds: undefined,
  };
}

export function deleteDraftIn(stripe: MemoryStripe, id: string): void {
  if (invoiceIn(stripe, id, 404).status !== 'draft') throw invalid();
  stripe.invoices.delete(id);
}
