import { instantFromEpoch, type Instant } from '../core/calendar/instant.ts';
import { ConflictError } from '../core/errors.ts';
import type { InvoiceSeen, SeenCreditNote, SeenDispute, SeenPayment, SeenRefund } from '../core/facts/stripe-facts.ts';
import { isGone } from '../core/ledger/equations.ts';
import type { InvoicerCreditNote, InvoicerInvoice } from '../ports/invoicer-invoice.ts';
import type { InvoicerDispute, InvoicerPayment, InvoicerRefund } from '../ports/invoicer-money.ts';
import type { InvoicerReader } from '../ports/invoicer.ts';

/**
 * Fetches all that moves money on an invoice, as one fact says it. Money counts as received by what the invoice says is
 * no longer due; the list of payments tells when and how. Errors: `conflict` when a payment came in while it looked.
 */
export async function seeInvoice(
  invoicer: Pick<InvoicerReader, 'paymentsOf' | 'refundsOf' | 'disputesOf' | 'creditNotesOf'>,
  invoice: InvoicerInvoice,
  posting: string,
): Promise<InvoiceSeen> {
  const isFinal = invoice.status !== 'draft';
  const isPaid = receivedMinor(invoice) > 0n || invoice.attempts > 0;
  const creditNotes = isFinal ? await invoicer.creditNotesOf(invoice.id) : [];
  const payments = isPaid ? (await invoicer.paymentsOf(invoice.id)).filter(({ status }) => status === 'paid') : [];
  const refunds: InvoicerRefund[] = [];
  const disputes: InvoicerDispute[] = [];
  for (const payment of payments) {
    refunds.push(...(await invoicer.refundsOf(payment)));
    disputes.push(...(await invoicer.disputesOf(payment)));
  }
  return {
    invoice: invoice.id,
    posting,
    status: invoice.status,
    ...(invoice.number === undefined ? {} : { number: invoice.number }),
    currency: invoice.currency,
    totalMinor: invoice.totalMinor,
    remainingMinor: invoice.remainingMinor,
    ...balanceOf(invoice),
    overpaidMinor: invoice.overpaidMinor,
    ...(invoice.finalizedAtEpochSeconds === undefined ? {} : { finalizedAt: at(invoice.finalizedAtEpochSeconds) }),
    attempts: invoice.attempts,
    payments: allPayments(invoice, payments),
    refunds: refunds.map(seenRefund).toSorted(byId),
    disputes: disputes.map(seenDispute).toSorted(byId),
    creditNotes: creditNotes.map(seenCreditNote).toSorted(byId),
  };
}

/** An invoice that Stripe has no longer: a draft that a person deleted. */
export function deletedInvoice(invoice: string, posting: string, currency: string): InvoiceSeen {
  return {
    invoice,
    posting,
    status: 'deleted',
    currency,
    totalMinor: 0n,
    remainingMinor: 0n,
    creditUsedMinor: 0n,
    carriedMinor: 0n,
    overpaidMinor: 0n,
    attempts: 0,
    payments: [],
    refunds: [],
    disputes: [],
    creditNotes: [],
  };
}

/** True while there is nothing to put on record: it was sent as it should be, and nobody has done anything with it yet. */
export function isUneventful({ status, attempts, creditUsedMinor, payments, creditNotes }: InvoiceSeen): boolean {
  const isSent = status === 'draft' || status === 'open';
  return isSent && attempts === 0 && creditUsedMinor === 0n && payments.length === 0 && creditNotes.length === 0;
}

/** Everything that came in for it, beyond what was due too, however Stripe counts what was paid too much. */
function receivedMinor({ dueMinor, remainingMinor, overpaidMinor }: InvoicerInvoice): bigint {
  return dueMinor - remainingMinor + overpaidMinor;
}

/** A void invoice gave back what it had taken of the balance. */
function balanceOf(invoice: InvoicerInvoice): Pick<InvoiceSeen, 'creditUsedMinor' | 'carriedMinor'> {
  const { status, dueMinor, totalMinor, endingBalanceMinor, creditedBeforePaymentMinor } = invoice;
  if (status === 'draft' || status === 'void') return { creditUsedMinor: 0n, carriedMinor: 0n };
  const fromBalanceMinor = totalMinor - creditedBeforePaymentMinor - dueMinor;
  const isCarried = dueMinor === 0n && endingBalanceMinor !== undefined && endingBalanceMinor > 0n;
  const carriedMinor = isCarried ? endingBalanceMinor : 0n;
  return { creditUsedMinor: fromBalanceMinor - carriedMinor, carriedMinor };
}

function allPayments(invoice: InvoicerInvoice, payments: readonly InvoicerPayment[]): SeenPayment[] {
  const seen = payments
    .map(({ id, paidMinor, how, paidAtEpochSeconds }): SeenPayment => {
      return { id, amountMinor: paidMinor, how, at: at(paidAtEpochSeconds ?? paidOn(invoice)) };
    })
    .toSorted(byId);
  const listedMinor = seen.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const restMinor = receivedMinor(invoice) - listedMinor;
  if (restMinor < 0n) throw new ConflictError('The invoice was paid while it was looked at.', { invoice: invoice.id });
  if (restMinor === 0n) return seen;
  const outsideMinor = seen.reduce((sum, payment) => sum + (payment.how === 'outside' ? payment.amountMinor : 0n), 0n);
  const how = invoice.paidOutsideMinor > outsideMinor ? 'outside' : 'stripe';
  return [...seen, { id: `${invoice.id}/rest`, amountMinor: restMinor, how, at: at(paidOn(invoice)) }];
}

function paidOn({ paidAtEpochSeconds, finalizedAtEpochSeconds, createdAtEpochSeconds }: InvoicerInvoice): number {
  return paidAtEpochSeconds ?? finalizedAtEpochSeconds ?? createdAtEpochSeconds;
}

function seenRefund(refund: InvoicerRefund): SeenRefund {
  const { id, amountMinor, createdAtEpochSeconds } = refund;
  return { id, amountMinor: isGone(refund) ? amountMinor : 0n, at: at(createdAtEpochSeconds) };
}

function seenDispute(dispute: InvoicerDispute): SeenDispute {
  const { id, state, amountMinor, reason, createdAtEpochSeconds, takenAtEpochSeconds, returnedAtEpochSeconds } =
    dispute;
  const returned = returnedAtEpochSeconds === undefined ? {} : { returnedAt: at(returnedAtEpochSeconds) };
  return { id, state, amountMinor, reason, at: at(takenAtEpochSeconds ?? createdAtEpochSeconds), ...returned };
}

function seenCreditNote(note: InvoicerCreditNote): SeenCreditNote {
  const { id, number, status, amountMinor, beforePaymentMinor, toBalanceMinor, outsideMinor, intent, memo } = note;
  return {
    id,
    number,
    ...(intent === undefined ? {} : { intent }),
    status,
    amountMinor,
    beforePaymentMinor,
    toBalanceMinor,
    outsideMinor,
    at: at(note.createdAtEpochSeconds),
    ...(memo === undefined ? {} : { memo }),
  };
}

function at(epochSeconds: number): Instant {
  return instantFromEpoch(epochSeconds * 1000);
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
