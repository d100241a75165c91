import { DependencyError } from '../../shared/core/errors.ts';
import type { InvoicerCreditNote, InvoicerInvoice, NewCreditNote } from '../../shared/ports/invoicer-invoice.ts';
import type {
  InvoicerBalanceTransaction,
  InvoicerDispute,
  InvoicerPayment,
  InvoicerRefund,
} from '../../shared/ports/invoicer-money.ts';

/** Stripe refuses to charge less; such an invoice is marked paid and its amount goes to the customer's balance. */
const LEAST_CHARGE_MINOR = 50n;

export interface MemoryCustomer {
  readonly id: string;
  readonly contractId: string;
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
    nowEpochSeconds: 0,
  };
}

export function invoiceIn(stripe: MemoryStripe, id: string): InvoicerInvoice {
  const invoice = stripe.invoices.get(id);
  if (invoice === undefined) throw refusal('resource_missing', 404, false);
  return invoice;
}

export function changeInvoice(stripe: MemoryStripe, id: string, changes: Partial<InvoicerInvoice>): InvoicerInvoice {
  const invoice = { ...invoiceIn(stripe, id), ...changes };
  stripe.invoices.set(id, invoice);
  return invoice;
}

/** A draft becomes open, or paid when nothing is due: the balance covers it, or it is less than can be charged. */
export function finalizeIn(stripe: MemoryStripe, id: string): InvoicerInvoice {
  const { status, totalMinor, customer } = invoiceIn(stripe, id);
  if (status !== 'draft') throw refusal('invoice_already_finalized', 400, false);
  const startingBalanceMinor = stripe.customers.find((one) => one.id === customer)?.balanceMinor ?? 0n;
  const sumMinor = totalMinor + startingBalanceMinor;
  const dueMinor = sumMinor < LEAST_CHARGE_MINOR ? 0n : sumMinor;
  const endingBalanceMinor = dueMinor === 0n ? sumMinor : 0n;
  const tooSmall = dueMinor === 0n && sumMinor > 0n;
  moveBalance(stripe, customer, endingBalanceMinor - startingBalanceMinor, {
    type: tooSmall ? 'invoice_too_small' : 'applied_to_invoice',
    invoice: id,
  });
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

/** The client pays an amount; what is beyond what remains is credited to its balance. */
export function payIn(
  stripe: MemoryStripe,
  id: string,
  amountMinor: bigint,
  how: 'stripe' | 'outside' = 'stripe',
): InvoicerPayment {
  const invoice = invoiceIn(stripe, id);
  const { status, remainingMinor, currency } = invoice;
  if (status !== 'open' && status !== 'uncollectible') throw refusal('invoice_not_open', 400, false);
  const overpaidMinor = amountMinor > remainingMinor ? amountMinor - remainingMinor : 0n;
  const appliedMinor = amountMinor - overpaidMinor;
  const at = stripe.nowEpochSeconds;
  moveBalance(stripe, invoice.customer, -overpaidMinor, { type: 'invoice_overpaid', invoice: id });
  changeInvoice(stripe, id, {
    paidMinor: invoice.paidMinor + appliedMinor,
    paidOutsideMinor: invoice.paidOutsideMinor + (how === 'outside' ? appliedMinor : 0n),
    remainingMinor: remainingMinor - appliedMinor,
    overpaidMinor: invoice.overpaidMinor + overpaidMinor,
    attempts: invoice.attempts + (how === 'stripe' ? 1 : 0),
    ...(appliedMinor === remainingMinor ? { status: 'paid', paidAtEpochSeconds: at } : {}),
  });
  const number = stripe.payments.length + 1;
  const payment = {
    id: `inpay_${number}`,
    invoice: id,
    status: 'paid' as const,
    paidMinor: amountMinor,
    currency,
    how,
    paymentIntent: how === 'stripe' ? `pi_${number}` : undefined,
    charge: undefined,
    paidAtEpochSeconds: at,
  };
  stripe.payments.push(payment);
  return payment;
}

export function voidIn(stripe: MemoryStripe, id: string): InvoicerInvoice {
  const invoice = invoiceIn(stripe, id);
  const isOpen = invoice.status === 'open' || invoice.status === 'uncollectible';
  if (!isOpen || invoice.paidMinor > 0n) throw refusal('invoice_not_open', 400, false);
  const taken = invoice.startingBalanceMinor - (invoice.endingBalanceMinor ?? 0n);
  moveBalance(stripe, invoice.customer, taken, { type: 'unapplied_from_invoice', invoice: id });
  return changeInvoice(stripe, id, { status: 'void', voidedAtEpochSeconds: stripe.nowEpochSeconds });
}

/** A credit note lowers what remains, then gives back what was paid in the ways that are asked for. */
export function creditIn(
  stripe: MemoryStripe,
  note: Omit<NewCreditNote, 'intent' | 'contractId' | 'posting'> & Partial<NewCreditNote>,
): InvoicerCreditNote {
  const invoice = invoiceIn(stripe, note.invoice);
  const { refundMinor = 0n, toBalanceMinor = 0n, outsideMinor = 0n, amountMinor } = note;
  const creditedMinor = invoice.creditedBeforePaymentMinor + invoice.creditedAfterPaymentMinor;
  const isFinal = invoice.status === 'open' || invoice.status === 'paid';
  if (!isFinal || amountMinor + creditedMinor > invoice.totalMinor) throw refusal('credit_too_large', 400, false);
  const beforeMinor = amountMinor < invoice.remainingMinor ? amountMinor : invoice.remainingMinor;
  const afterMinor = amountMinor - beforeMinor;
  if (refundMinor + toBalanceMinor + outsideMinor !== afterMinor) throw refusal('credit_does_not_add_up', 400, false);
  const id = `cn_${stripe.creditNotes.length + 1}`;
  if (refundMinor > 0n) refundOfInvoice(stripe, note.invoice, refundMinor, note.intent);
  moveBalance(stripe, invoice.customer, -toBalanceMinor, {
    type: 'credit_note',
    invoice: note.invoice,
    creditNote: id,
  });
  const remainingMinor = invoice.remainingMinor - beforeMinor;
  changeInvoice(stripe, note.invoice, {
    dueMinor: invoice.dueMinor - beforeMinor,
    remainingMinor,
    creditedBeforePaymentMinor: invoice.creditedBeforePaymentMinor + beforeMinor,
    creditedAfterPaymentMinor: invoice.creditedAfterPaymentMinor + afterMinor,
    ...(remainingMinor === 0n && invoice.status === 'open'
      ? { status: 'paid', paidAtEpochSeconds: stripe.nowEpochSeconds }
      : {}),
  });
  const issued = {
    id,
    invoice: note.invoice,
    customer: invoice.customer ?? '',
    intent: note.intent,
    contractId: note.contractId,
    posting: note.posting,
    number: `${invoice.number ?? ''}-${id}`,
    amountMinor,
    currency: invoice.currency,
    beforePaymentMinor: beforeMinor,
    refundedMinor: refundMinor,
    toBalanceMinor,
    outsideMinor,
    memo: note.memo,
    status: 'issued' as const,
    createdAtEpochSeconds: stripe.nowEpochSeconds,
    voidedAtEpochSeconds: undefined,
  };
  stripe.creditNotes.push(issued);
  return issued;
}

function refundOfInvoice(stripe: MemoryStripe, invoice: string, amountMinor: bigint, intent?: string): void {
  let left = amountMinor;
  for (const payment of stripe.payments.filter((one) => one.invoice === invoice && one.how === 'stripe')) {
    const freeMinor = payment.paidMinor - givenBack(stripe, payment);
    const partMinor = freeMinor < left ? freeMinor : left;
    if (partMinor > 0n) refundIn(stripe, payment.paymentIntent ?? '', partMinor, intent);
    left -= partMinor;
  }
  if (left > 0n) throw refusal('charge_already_refunded', 400, false);
}

/** What of a payment was given back or taken back already. */
export function givenBack(stripe: MemoryStripe, { paymentIntent }: InvoicerPayment): bigint {
  const refunded = stripe.refunds.filter((one) => one.paymentIntent === paymentIntent && one.status !== 'failed');
  const disputed = stripe.disputes.filter(
    (one) => one.paymentIntent === paymentIntent && (one.state === 'open' || one.state === 'lost'),
  );
  return [...refunded, ...disputed].reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

export function refundIn(
  stripe: MemoryStripe,
  paymentIntent: string,
  amountMinor: bigint,
  intent?: string,
): InvoicerRefund {
  const payment = paymentBy(stripe, paymentIntent);
  if (payment.paidMinor - givenBack(stripe, payment) < amountMinor)
    throw refusal('charge_already_refunded', 400, false);
  const { currency } = payment;
  const id = `re_${stripe.refunds.length + 1}`;
  const made = { id, status: 'succeeded' as const, amountMinor, currency, paymentIntent, charge: undefined, intent };
  const refund = { ...made, createdAtEpochSeconds: stripe.nowEpochSeconds };
  stripe.refunds.push(refund);
  return refund;
}

export function failRefundIn(stripe: MemoryStripe, id: string): void {
  const at = stripe.refunds.findIndex((refund) => refund.id === id);
  const refund = stripe.refunds[at];
  if (refund !== undefined) stripe.refunds[at] = { ...refund, status: 'failed' };
}

/** The cardholder disputes what is left of a payment: the bank takes the money back at once. */
export function disputeIn(stripe: MemoryStripe, paymentIntent: string): InvoicerDispute {
  const payment = paymentBy(stripe, paymentIntent);
  const amountMinor = payment.paidMinor - givenBack(stripe, payment);
  if (amountMinor <= 0n) throw refusal('charge_disputed', 400, false);
  const dispute = {
    id: `du_${stripe.disputes.length + 1}`,
    state: 'open' as const,
    amountMinor,
    currency: payment.currency,
    paymentIntent,
    charge: `ch_${paymentIntent}`,
    reason: 'fraudulent',
    createdAtEpochSeconds: stripe.nowEpochSeconds,
    takenAtEpochSeconds: stripe.nowEpochSeconds,
    returnedAtEpochSeconds: undefined,
  };
  stripe.disputes.push(dispute);
  return dispute;
}

export function closeDisputeIn(stripe: MemoryStripe, id: string, state: 'won' | 'lost'): void {
  const at = stripe.disputes.findIndex((dispute) => dispute.id === id);
  const dispute = stripe.disputes[at];
  if (dispute === undefined) throw refusal('resource_missing', 404, false);
  const returned = state === 'won' ? { returnedAtEpochSeconds: stripe.nowEpochSeconds } : {};
  stripe.disputes[at] = { ...dispute, state, ...returned };
}

function paymentBy(stripe: MemoryStripe, paymentIntent: string): InvoicerPayment {
  const payment = stripe.payments.find((one) => one.paymentIntent === paymentIntent);
  if (payment === undefined) throw refusal('resource_missing', 404, false);
  return payment;
}

function moveBalance(
  stripe: MemoryStripe,
  customer: string | undefined,
  amountMinor: bigint,
  { type, invoice, creditNote }: { type: string; invoice?: string; creditNote?: string },
): void {
  const holder = stripe.customers.find(({ id }) => id === customer);
  if (holder === undefined || amountMinor === 0n) return;
  holder.balanceMinor += amountMinor;
  stripe.balanceMoves.push({
    id: `cbtxn_${stripe.balanceMoves.length + 1}`,
    customer: holder.id,
    type,
    amountMinor,
    currency: 'USD',
    endingBalanceMinor: holder.balanceMinor,
    invoice,
    creditNote,
    createdAtEpochSeconds: stripe.nowEpochSeconds,
  });
}

export function refusal(stripeCode: string, status: number, retryable: boolean, param?: string): DependencyError {
  const details = { stripeCode, status, keySpent: status >= 500, ...(param === undefined ? {} : { param }) };
  return new DependencyError('Stripe', `Stripe answered ${status}: ${stripeCode}.`, { retryable, details });
}

export function uncollectibleIn(stripe: MemoryStripe, id: string): void {
  if (invoiceIn(stripe, id).status !== 'open') throw refusal('invoice_not_open', 400, false);
  changeInvoice(stripe, id, { status: 'uncollectible', uncollectibleAtEpochSeconds: stripe.nowEpochSeconds });
}

/** Only what was taken off before payment comes back. */
export function voidCreditNoteIn(stripe: MemoryStripe, id: string): void {
  const at = stripe.creditNotes.findIndex((note) => note.id === id);
  const note = stripe.creditNotes[at];
  if (note === undefined) throw refusal('resource_missing', 404, false);
  const invoice = invoiceIn(stripe, note.invoice);
  if (note.status === 'void' || invoice.status !== 'open' || note.beforePaymentMinor !== note.amountMinor)
    throw refusal('credit_note_not_voidable', 400, false);
  changeInvoice(stripe, note.invoice, {
    dueMinor: invoice.dueMinor + note.amountMinor,
    remainingMinor: invoice.remainingMinor + note.amountMinor,
    creditedBeforePaymentMinor: invoice.creditedBeforePaymentMinor - note.amountMinor,
  });
  stripe.creditNotes[at] = { ...note, status: 'void', voidedAtEpochSeconds: stripe.nowEpochSeconds };
}

export function deleteCustomerIn(stripe: MemoryStripe, id: string): void {
  const customer = stripe.customers.find((one) => one.id === id);
  if (customer === undefined) throw refusal('resource_missing', 404, false);
  customer.deleted = true;
  customer.balanceMinor = 0n;
}
