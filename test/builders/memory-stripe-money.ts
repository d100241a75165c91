import type { InvoicerCreditNote, NewCreditNote } from '../../shared/ports/invoicer-invoice.ts';
import type { InvoicerDispute, InvoicerPayment, InvoicerRefund } from '../../shared/ports/invoicer-money.ts';
import { callOff, changeInvoice, customerIn, invoiceIn, moveBalance, type MemoryStripe } from './memory-stripe.ts';
import { invalid, refusal } from './stripe-refusals.ts';

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
