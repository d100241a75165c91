import { minimumChargeMinor } from '../../infra/local/stripe/currencies.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import type {
  InvoicerCreditNote,
  InvoicerInvoice,
  NewCreditNote,
  NewInvoice,
} from '../../shared/ports/invoicer-invoice.ts';
import type {
  InvoicerBalanceTransaction,
  InvoicerDispute,
  InvoicerPayment,
  InvoicerRefund,
} from '../../shared/ports/invoicer-money.ts';

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
function callOff(stripe: MemoryStripe, invoice: string): void {
  const at = stripe.payments.findIndex((payment) => payment.invoice === invoice && payment.status === 'open');
  const payment = stripe.payments[at];
  if (payment !== undefined) stripe.payments[at] = { ...payment, status: 'canceled' };
}

/**
 * The client pays an amount: by the payment that Stripe expects if it is all, else by one of its own, which somebody `attached`. What is
 * beyond what remains is credited to its balance.
 */
export function payIn(
  stripe: MemoryStripe,
  id: string,
  amountMinor: bigint,
  by: 'stripe' | 'attached' | 'outside' = 'stripe',
): InvoicerPayment {
  const invoice = invoiceIn(stripe, id);
  const { status, remainingMinor, currency } = invoice;
  if (status !== 'open' && status !== 'uncollectible') throw invalid();
  const overpaidMinor = amountMinor > remainingMinor ? amountMinor - remainingMinor : 0n;
  const appliedMinor = amountMinor - overpaidMinor;
  const at = stripe.nowEpochSeconds;
  const isWhole = appliedMinor === remainingMinor;
  const expectedAt = stripe.payments.findIndex((one) => one.invoice === id && one.status === 'open');
  const how = by === 'outside' ? 'outside' : 'stripe';
  const expected = isWhole && by === 'stripe' ? stripe.payments[expectedAt] : undefined;
  const number = stripe.payments.length + 1;
  const payment: InvoicerPayment = {
    id: expected?.id ?? `inpay_${number}`,
    invoice: id,
    status: 'paid',
    paidMinor: amountMinor,
    currency,
    how,
    paymentIntent: how === 'stripe' ? (expected?.paymentIntent ?? `pi_${number}`) : undefined,
    charge: undefined,
    paidAtEpochSeconds: at,
  };
  if (expected === undefined) stripe.payments.push(payment);
  else stripe.payments[expectedAt] = payment;
  moveBalance(stripe, invoice.customer, -overpaidMinor, { type: 'invoice_overpaid', invoice: id });
  changeInvoice(stripe, id, {
    paidMinor: invoice.paidMinor + appliedMinor,
    paidOutsideMinor: invoice.paidOutsideMinor + (how === 'outside' ? appliedMinor : 0n),
    remainingMinor: remainingMinor - appliedMinor,
    overpaidMinor: invoice.overpaidMinor + overpaidMinor,
    attempts: invoice.attempts + (expected === undefined ? 0 : 1),
    ...(isWhole ? { status: 'paid', paidAtEpochSeconds: at } : {}),
  });
  if (isWhole) callOff(stripe, id);
  return payment;
}

/** A card is tried in vain. */
export function declineIn(stripe: MemoryStripe, id: string): void {
  changeInvoice(stripe, id, { attempts: invoiceIn(stripe, id).attempts + 1 });
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

/** A credit note lowers what remains, then gives back what was paid in the ways that are asked for. */
export function creditIn(
  stripe: MemoryStripe,
  note: Omit<NewCreditNote, 'intent' | 'contractId' | 'posting'> & Partial<NewCreditNote>,
): InvoicerCreditNote {
  const invoice = invoiceIn(stripe, note.invoice);
  const { refundMinor = 0n, toBalanceMinor = 0n, outsideMinor = 0n, amountMinor } = note;
  const creditedMinor = invoice.creditedBeforePaymentMinor + invoice.creditedAfterPaymentMinor;
  const isFinal = invoice.status === 'open' || invoice.status === 'paid';
  if (!isFinal || amountMinor + creditedMinor > invoice.totalMinor) throw invalid(isFinal ? 'amount' : 'invoice');
  const beforeMinor = amountMinor < invoice.remainingMinor ? amountMinor : invoice.remainingMinor;
  const afterMinor = amountMinor - beforeMinor;
  if (refundMinor + toBalanceMinor + outsideMinor !== afterMinor) throw invalid();
  const refunds = refundsOfInvoice(stripe, note.invoice, refundMinor);
  if (toBalanceMinor > 0n) customerIn(stripe, invoice.customer);
  const id = `cn_${stripe.creditNotes.length + 1}`;
  for (const [paymentIntent, partMinor] of refunds) refundIn(stripe, paymentIntent, partMinor);
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
  if (remainingMinor === 0n) callOff(stripe, note.invoice);
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

/** The parts of a refund, the last payment first; all of it or nothing. Stripe marks none of them as ours. */
function refundsOfInvoice(stripe: MemoryStripe, invoice: string, amountMinor: bigint): [string, bigint][] {
  const parts: [string, bigint][] = [];
  let left = amountMinor;
  for (const payment of stripe.payments.toReversed()) {
    if (payment.invoice !== invoice || payment.status !== 'paid' || payment.paymentIntent === undefined) continue;
    const freeMinor = payment.paidMinor - refundedOf(stripe, payment);
    const partMinor = freeMinor < left ? freeMinor : left;
    if (partMinor <= 0n) continue;
    refuseDisputed(stripe, payment);
    parts.push([payment.paymentIntent, partMinor]);
    left -= partMinor;
  }
  if (left > 0n) throw invalid('refund_amount');
  return parts;
}

function refundedOf(stripe: MemoryStripe, { paymentIntent }: InvoicerPayment): bigint {
  return stripe.refunds
    .filter((one) => one.paymentIntent === paymentIntent && one.status !== 'failed')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** A bank that has taken the money back, or had, leaves nothing that could be refunded. */
function refuseDisputed(stripe: MemoryStripe, { paymentIntent }: InvoicerPayment): void {
  const taken = stripe.disputes.some(
    (one) => one.paymentIntent === paymentIntent && one.state !== 'inquiry' && one.state !== 'closed',
  );
  if (taken) throw refusal('charge_disputed', 400, false);
}

/** What of a payment was given back or taken back already. */
export function givenBack(stripe: MemoryStripe, payment: InvoicerPayment): bigint {
  const disputed = stripe.disputes.filter(
    ({ paymentIntent, state }) => paymentIntent === payment.paymentIntent && (state === 'open' || state === 'lost'),
  );
  return disputed.reduce((sum, { amountMinor }) => sum + amountMinor, refundedOf(stripe, payment));
}

export function refundIn(
  stripe: MemoryStripe,
  paymentIntent: string,
  amountMinor: bigint,
  intent?: string,
): InvoicerRefund {
  const payment = paymentBy(stripe, paymentIntent);
  const leftMinor = payment.paidMinor - refundedOf(stripe, payment);
  if (leftMinor === 0n) throw refusal('charge_already_refunded', 400, false);
  refuseDisputed(stripe, payment);
  if (leftMinor < amountMinor) throw invalid('amount');
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

/** The cardholder disputes what is left of a payment: the bank takes the money back at once, or asks first. */
export function disputeIn(
  stripe: MemoryStripe,
  paymentIntent: string,
  state: 'open' | 'inquiry' = 'open',
): InvoicerDispute {
  const payment = paymentBy(stripe, paymentIntent);
  const amountMinor = payment.paidMinor - givenBack(stripe, payment);
  if (amountMinor <= 0n) throw refusal('charge_disputed', 400, false);
  const dispute: InvoicerDispute = {
    id: `du_${stripe.disputes.length + 1}`,
    state,
    amountMinor,
    currency: payment.currency,
    paymentIntent,
    charge: `ch_${paymentIntent}`,
    reason: 'fraudulent',
    createdAtEpochSeconds: stripe.nowEpochSeconds,
    takenAtEpochSeconds: state === 'open' ? stripe.nowEpochSeconds : undefined,
    returnedAtEpochSeconds: undefined,
  };
  stripe.disputes.push(dispute);
  return dispute;
}

export function closeDisputeIn(stripe: MemoryStripe, id: string, state: 'won' | 'lost' | 'closed'): void {
  const at = stripe.disputes.findIndex((dispute) => dispute.id === id);
  const dispute = stripe.disputes[at];
  if (dispute === undefined) throw refusal('resource_missing', 404, false);
  const returned = state === 'won' ? { returnedAtEpochSeconds: stripe.nowEpochSeconds } : {};
  stripe.disputes[at] = { ...dispute, state, ...returned };
}

function paymentBy(stripe: MemoryStripe, paymentIntent: string): InvoicerPayment {
  const payment = stripe.payments.find((one) => one.paymentIntent === paymentIntent);
  if (payment === undefined) throw refusal('resource_missing', 400, false, 'intent');
  if (payment.status !== 'paid') throw invalid('payment_intent');
  return payment;
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

export function refusal(stripeCode: string, status: number, retryable: boolean, param?: string): DependencyError {
  const details = { stripeCode, status, keySpent: status >= 500, ...(param === undefined ? {} : { param }) };
  return new DependencyError('Stripe', `Stripe answered ${status}: ${stripeCode}.`, { retryable, details });
}

/** What the adapter says of failures that are no refusals: Stripe's code, or the library's where no answer came. */
const FAILED = {
  0: 'StripeConnectionError',
  402: 'card_declined',
  409: 'idempotency_key_in_use',
  429: 'rate_limit',
  500: 'api_error',
};

export function failed(status: keyof typeof FAILED): DependencyError {
  return refusal(FAILED[status], status, status !== 402);
}

/** What Stripe refuses without a code of its own. */
export function invalid(param?: string): DependencyError {
  return refusal('invalid_request_error', 400, false, param);
}

export function uncollectibleIn(stripe: MemoryStripe, id: string): void {
  if (invoiceIn(stripe, id).status !== 'open') throw invalid();
  changeInvoice(stripe, id, { status: 'uncollectible', uncollectibleAtEpochSeconds: stripe.nowEpochSeconds });
}

/** Only what was taken off before payment comes back. */
export function voidCreditNoteIn(stripe: MemoryStripe, id: string): void {
  const at = stripe.creditNotes.findIndex((note) => note.id === id);
  const note = stripe.creditNotes[at];
  if (note === undefined) throw refusal('resource_missing', 404, false);
  const invoice = invoiceIn(stripe, note.invoice);
  if (note.status === 'void' || invoice.status !== 'open' || note.beforePaymentMinor !== note.amountMinor)
    throw invalid();
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
