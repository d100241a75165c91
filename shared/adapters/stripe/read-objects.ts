import type { Stripe } from 'stripe';
import { InvariantError } from '../../core/errors.ts';
import type { InvoicerCreditNote, InvoicerInvoice } from '../../ports/invoicer-invoice.ts';
import type {
  InvoicerBalanceTransaction,
  InvoicerCustomer,
  InvoicerDispute,
  InvoicerEvent,
  InvoicerPayment,
  InvoicerRefund,
} from '../../ports/invoicer-money.ts';
import { fromStripe } from './stripe-units.ts';

/** A value of our own metadata; nothing of an object that another deployment, or nobody, made. */
type Own = (name: string) => string | undefined;

export function ownMetadata(metadata: Stripe.Metadata | null, deployment: string): Own {
  const isOurs = metadata?.['tallystick_deployment'] === deployment;
  return (name) => (isOurs ? (metadata[`tallystick_${name}`] ?? undefined) : undefined);
}

export function invoiceFrom(invoice: Stripe.Invoice, own: Own): InvoicerInvoice {
  const minor = (amount: number): bigint => fromStripe(amount, invoice.currency);
  return {
    id: invoice.id,
    status: known(INVOICE_STATUSES, invoice.status, { invoice: invoice.id }),
    customer: idOf(invoice.customer),
    intent: own('intent'),
    contractId: own('contract'),
    posting: own('posting'),
    totalMinor: minor(invoice.total),
    dueMinor: minor(invoice.amount_due),
    paidMinor: minor(invoice.amount_paid),
    paidOutsideMinor: minor(invoice.amount_paid_off_stripe ?? 0),
    remainingMinor: minor(invoice.amount_remaining),
    overpaidMinor: minor(invoice.amount_overpaid),
    creditedBeforePaymentMinor: minor(invoice.pre_payment_credit_notes_amount),
    creditedAfterPaymentMinor: minor(invoice.post_payment_credit_notes_amount),
    startingBalanceMinor: minor(invoice.starting_balance),
    endingBalanceMinor: invoice.ending_balance === null ? undefined : minor(invoice.ending_balance),
    currency: invoice.currency.toUpperCase(),
    lineCount: invoice.lines.data.length,
    number: invoice.number ?? undefined,
    hostedUrl: invoice.hosted_invoice_url ?? undefined,
    attempts: invoice.attempt_count,
    createdAtEpochSeconds: invoice.created,
    finalizedAtEpochSeconds: invoice.status_transitions.finalized_at ?? undefined,
    paidAtEpochSeconds: invoice.status_transitions.paid_at ?? undefined,
    voidedAtEpochSeconds: invoice.status_transitions.voided_at ?? undefined,
    uncollectibleAtEpochSeconds: invoice.status_transitions.marked_uncollectible_at ?? undefined,
  };
}

export function creditNoteFrom(note: Stripe.CreditNote, own: Own): InvoicerCreditNote {
  const minor = (amount: number): bigint => fromStripe(amount, note.currency);
  const sum = (type: 'refund' | 'payment_record_refund'): bigint =>
    note.refunds
      .filter((refund) => (refund.type ?? 'refund') === type)
      .reduce((total, { amount_refunded: amount }) => total + minor(amount), 0n);
  const afterMinor = minor(note.post_payment_amount);
  const refundedMinor = sum('refund');
  const outsideMinor = minor(note.out_of_band_amount ?? 0) + sum('payment_record_refund');
  return {
    id: note.id,
    invoice: requiredId(note.invoice),
    customer: requiredId(note.customer),
    intent: own('intent'),
    contractId: own('contract'),
    posting: own('posting'),
    number: note.number,
    amountMinor: minor(note.amount),
    currency: note.currency.toUpperCase(),
    beforePaymentMinor: minor(note.pre_payment_amount),
    refundedMinor,
    // What is neither refunded nor given outside went to the balance: the transaction says so only by its id.
    toBalanceMinor: afterMinor - refundedMinor - outsideMinor,
    outsideMinor,
    memo: note.memo ?? undefined,
    status: known(['issued', 'void'], note.status, { creditNote: note.id }),
    createdAtEpochSeconds: note.created,
    voidedAtEpochSeconds: note.voided_at ?? undefined,
  };
}

export function paymentFrom(payment: Stripe.InvoicePayment): InvoicerPayment {
  const { payment: paid } = payment;
  return {
    id: payment.id,
    invoice: requiredId(payment.invoice),
    status: known(['open', 'paid', 'canceled'], payment.status, { payment: payment.id }),
    paidMinor: payment.status === 'paid' ? fromStripe(payment.amount_paid ?? 0, payment.currency) : 0n,
    currency: payment.currency.toUpperCase(),
    how: paid.type === 'payment_record' ? 'outside' : 'stripe',
    paymentIntent: idOf(paid.payment_intent),
    charge: idOf(paid.charge),
    paidAtEpochSeconds: payment.status_transitions.paid_at ?? undefined,
  };
}

export function refundFrom(refund: Stripe.Refund, own: Own): InvoicerRefund {
  return {
    id: refund.id,
    status: known(REFUND_STATUSES, refund.status, { refund: refund.id }),
    amountMinor: fromStripe(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    paymentIntent: idOf(refund.payment_intent),
    charge: idOf(refund.charge),
    intent: own('intent'),
    createdAtEpochSeconds: refund.created,
  };
}

export function disputeFrom(dispute: Stripe.Dispute): InvoicerDispute {
  const [taken, returned] = dispute.balance_transactions.toSorted((a, b) => a.created - b.created);
  return {
    id: dispute.id,
    state: disputeState(dispute),
    amountMinor: fromStripe(dispute.amount, dispute.currency),
    currency: dispute.currency.toUpperCase(),
    paymentIntent: idOf(dispute.payment_intent),
    charge: requiredId(dispute.charge),
    reason: dispute.reason,
    createdAtEpochSeconds: dispute.created,
    takenAtEpochSeconds: taken?.created,
    returnedAtEpochSeconds: returned?.created,
  };
}

function disputeState({ id, status }: Stripe.Dispute): InvoicerDispute['state'] {
  const seen = known(DISPUTE_STATUSES, status, { dispute: id });
  switch (seen) {
    case 'warning_needs_response':
    case 'warning_under_review':
      return 'inquiry';
    case 'warning_closed':
    case 'prevented':
      return 'closed';
    case 'needs_response':
    case 'under_review':
    case 'appeal_needs_response':
    case 'appeal_under_review':
      return 'open';
    case 'won':
    case 'lost':
      return seen;
    default:
      return seen satisfies never;
  }
}

export function customerFrom(
  customer: Stripe.Customer | Stripe.DeletedCustomer,
  own: (metadata: Stripe.Metadata) => Own,
): InvoicerCustomer {
  const { id } = customer;
  if (customer.deleted === true)
    return { id, deleted: true, contractId: undefined, currency: undefined, balanceMinor: 0n };
  const { currency, balance } = customer;
  return {
    id,
    deleted: false,
    contractId: own(customer.metadata)('contract'),
    currency: currency?.toUpperCase(),
    balanceMinor: fromStripe(balance, currency ?? 'usd'),
  };
}

export function balanceTransactionFrom(moved: Stripe.CustomerBalanceTransaction): InvoicerBalanceTransaction {
  return {
    id: moved.id,
    type: moved.type,
    amountMinor: fromStripe(moved.amount, moved.currency),
    currency: moved.currency.toUpperCase(),
    endingBalanceMinor: fromStripe(moved.ending_balance, moved.currency),
    invoice: idOf(moved.invoice),
    creditNote: idOf(moved.credit_note),
    createdAtEpochSeconds: moved.created,
  };
}

export function eventFrom(event: Stripe.Event): InvoicerEvent {
  const { id, type, created, pending_webhooks: pendingWebhooks } = event;
  return { id, type, createdAtEpochSeconds: created, pendingWebhooks, body: JSON.stringify(event) };
}

const INVOICE_STATUSES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;
const REFUND_STATUSES = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'] as const;
const DISPUTE_STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
  'lost',
  'prevented',
] as const;

/** A value that this version does not know is no reason to guess: nothing is done until a person has looked. */
function known<const T extends string>(values: readonly T[], value: string | null, what: Record<string, string>): T {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw new InvariantError('Stripe says a status that is not known', what);
  return found;
}

function idOf(reference: string | { id: string } | null | undefined): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}

function requiredId(reference: string | { id: string }): string {
  return typeof reference === 'string' ? reference : reference.id;
}
