import type { Stripe } from 'stripe';
import type { InvoicerCreditNote, InvoicerInvoice, NewCreditNote, NewInvoice } from '../../ports/invoicer-invoice.ts';
import type { Invoicer } from '../../ports/invoicer.ts';
import { creditNoteFrom, invoiceFrom, ownMetadata, refundFrom } from './read-objects.ts';
import { asking } from './stripe-faults.ts';
import { cut, toStripe } from './stripe-units.ts';

type Writes =
  'createCustomer' | 'createInvoice' | 'addLine' | 'finalize' | 'voidInvoice' | 'createRefund' | 'createCreditNote';

/** Stripe refuses a longer description of a line; the others are held to the same. */
const MOST_CHARACTERS = 500;

/** Every call that changes something at Stripe; each carries a key of ours that names the deployment. */
export function stripeWrites(stripe: Stripe, deployment: string): Pick<Invoicer, Writes> {
  const keyed = (key: string): Stripe.RequestOptions => ({ idempotencyKey: `${deployment}:${key}`.slice(0, 255) });
  const read = (invoice: Stripe.Invoice): InvoicerInvoice =>
    invoiceFrom(invoice, ownMetadata(invoice.metadata, deployment));
  const readNote = (note: Stripe.CreditNote): InvoicerCreditNote =>
    creditNoteFrom(note, ownMetadata(note.metadata, deployment));
  return {
    createCustomer: ({ contractId, name, emails }, key) =>
      asking(async () => {
        const [email] = emails;
        const metadata = { tallystick_deployment: deployment, tallystick_contract: contractId };
        const params = { name: cut(name, 256), metadata, ...(email === undefined ? {} : { email }) };
        return (await stripe.customers.create(params, keyed(key))).id;
      }),
    createInvoice: (invoice, key) =>
      asking(async () => read(await stripe.invoices.create(invoiceParams(invoice, deployment), keyed(key)))),
    addLine: ({ invoice, customer, amountMinor, currency, description, intent }, key) =>
      asking(async () => {
        const params = {
          invoice,
          customer,
          amount: toStripe(amountMinor, currency),
          currency: currency.toLowerCase(),
          description: cut(description, MOST_CHARACTERS),
          metadata: { tallystick_intent: intent },
        };
        await stripe.invoiceItems.create(params, keyed(key));
      }),
    finalize: (id, key) =>
      asking(async () => read(await stripe.invoices.finalizeInvoice(id, { auto_advance: false }, keyed(key)))),
    voidInvoice: (id, key) => asking(async () => read(await stripe.invoices.voidInvoice(id, {}, keyed(key)))),
    createRefund: ({ paymentIntent, amountMinor, currency, ...refund }, key) =>
      asking(async () => {
        const metadata = metadataOf(refund, deployment);
        const params = { payment_intent: paymentIntent, amount: toStripe(amountMinor, currency), metadata };
        const made = await stripe.refunds.create(params, keyed(key));
        return refundFrom(made, ownMetadata(made.metadata, deployment));
      }),
    createCreditNote: (note, key) =>
      asking(async () => readNote(await stripe.creditNotes.create(creditNoteParams(note, deployment), keyed(key)))),
  };
}

function invoiceParams(invoice: NewInvoice, deployment: string): Stripe.InvoiceCreateParams {
  return {
    customer: invoice.customer,
    currency: invoice.currency.toLowerCase(),
    collection_method: 'send_invoice',
    due_date: invoice.dueAtEpochSeconds,
    auto_advance: false,
    pending_invoice_items_behavior: 'exclude',
    description: cut(invoice.description, MOST_CHARACTERS),
    footer: `How this amount was worked out: ${invoice.workingUrl}`,
    metadata: {
      ...metadataOf(invoice, deployment),
      tallystick_working: invoice.workingUrl,
      tallystick_working_sha256: invoice.workingHash,
    },
  };
}

function creditNoteParams(note: NewCreditNote, deployment: string): Stripe.CreditNoteCreateParams {
  const { refundMinor = 0n, toBalanceMinor = 0n, outsideMinor = 0n, currency } = note;
  const inStripe = (amountMinor: bigint): number => toStripe(amountMinor, currency);
  return {
    invoice: note.invoice,
    amount: inStripe(note.amountMinor),
    ...(refundMinor === 0n ? {} : { refund_amount: inStripe(refundMinor) }),
    ...(toBalanceMinor === 0n ? {} : { credit_amount: inStripe(toBalanceMinor) }),
    ...(outsideMinor === 0n ? {} : { out_of_band_amount: inStripe(outsideMinor) }),
    memo: cut(note.memo, MOST_CHARACTERS),
    metadata: metadataOf(note, deployment),
  };
}

function metadataOf(
  { contractId, posting, intent }: { contractId: string; posting: string; intent: string },
  deployment: string,
): Record<string, string> {
  return {
    tallystick_deployment: deployment,
    tallystick_contract: contractId,
    tallystick_posting: posting,
    tallystick_intent: intent,
  };
}
