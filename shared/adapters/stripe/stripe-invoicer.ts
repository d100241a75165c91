import { Stripe } from 'stripe';
import { InvariantError } from '../../core/errors.ts';
import type { Invoicer, InvoicerCreditNote, InvoicerInvoice } from '../../ports/invoicer.ts';
import { asking } from './stripe-faults.ts';
import { cut, fromStripe, toStripe } from './stripe-units.ts';

export interface StripeInvoicerOptions {
  readonly apiKey: string;
  /** Such as `https://api.stripe.com`. */
  readonly apiBase: string;
  /** Tells two deployments on one Stripe account apart; part of every key and of the metadata. */
  readonly deployment: string;
}

/**
 * Stripe behind the Invoicer port. Time-outs fit a Lambda, the library's own retries are off (an unknown outcome is
 * looked up, not tried again), and every write carries a key of ours. Source: facts on Stripe 1.1 to 1.4.
 */
export function createStripeInvoicer({ apiKey, apiBase, deployment }: StripeInvoicerOptions): Invoicer {
  const base = new URL(apiBase);
  const stripe = new Stripe(apiKey, {
    host: base.hostname,
    port: base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port),
    protocol: base.protocol === 'https:' ? 'https' : 'http',
    timeout: 15_000,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const keyed = (key: string): Stripe.RequestOptions => ({ idempotencyKey: `${deployment}:${key}`.slice(0, 255) });
  const ours = (metadata: Stripe.Metadata | null): boolean => metadata?.['tallystick_deployment'] === deployment;
  const invoiceOf = (invoice: Stripe.Invoice): InvoicerInvoice => read(invoice, ours(invoice.metadata));
  return {
    findCustomer: (contractId) =>
      asking(async () => {
        for await (const customer of stripe.customers.list({ limit: 100 })) {
          if (ours(customer.metadata) && customer.metadata['tallystick_contract'] === contractId) return customer.id;
        }
        return undefined;
      }),
    createCustomer: ({ contractId, name, emails }, key) =>
      asking(async () => {
        const [email] = emails;
        const metadata = { tallystick_deployment: deployment, tallystick_contract: contractId };
        const params = { name: cut(name, 256), metadata, ...(email === undefined ? {} : { email }) };
        return (await stripe.customers.create(params, keyed(key))).id;
      }),
    invoicesOf: (customer) =>
      asking(async () => {
        const invoices: InvoicerInvoice[] = [];
        for await (const invoice of stripe.invoices.list({ customer, limit: 100 })) invoices.push(invoiceOf(invoice));
        return invoices;
      }),
    readInvoice: (id) => asking(async () => invoiceOf(await stripe.invoices.retrieve(id))),
    createInvoice: (invoice, key) =>
      asking(async () =>
        invoiceOf(
          await stripe.invoices.create(
            {
              customer: invoice.customer,
              currency: invoice.currency.toLowerCase(),
              collection_method: 'send_invoice',
              due_date: invoice.dueAtEpochSeconds,
              auto_advance: false,
              pending_invoice_items_behavior: 'exclude',
              description: cut(invoice.description, MOST_CHARACTERS),
              footer: `How this amount was worked out: ${invoice.workingUrl}`,
              metadata: {
                tallystick_deployment: deployment,
                tallystick_contract: invoice.contractId,
                tallystick_posting: invoice.posting,
                tallystick_intent: invoice.intent,
                tallystick_working: invoice.workingUrl,
                tallystick_working_sha256: invoice.workingHash,
              },
            },
            keyed(key),
          ),
        ),
      ),
    addLine: ({ invoice, customer, amountMinor, currency, description, intent }, key) =>
      asking(async () => {
        const metadata = { tallystick_intent: intent };
        const params = {
          invoice,
          customer,
          amount: toStripe(amountMinor, currency),
          currency: currency.toLowerCase(),
          description: cut(description, MOST_CHARACTERS),
          metadata,
        };
        await stripe.invoiceItems.create(params, keyed(key));
      }),
    finalize: (id, key) =>
      asking(async () => invoiceOf(await stripe.invoices.finalizeInvoice(id, { auto_advance: false }, keyed(key)))),
    creditNotesOf: (invoice) =>
      asking(async () => {
        const notes: InvoicerCreditNote[] = [];
        for await (const note of stripe.creditNotes.list({ invoice, limit: 100 })) notes.push(creditNoteOf(note));
        return notes;
      }),
    createCreditNote: (note, key) =>
      asking(async () => {
        const metadata = {
          tallystick_deployment: deployment,
          tallystick_contract: note.contractId,
          tallystick_posting: note.posting,
          tallystick_intent: note.intent,
        };
        const amount = toStripe(note.amountMinor, note.currency);
        const params = { invoice: note.invoice, amount, memo: cut(note.memo, MOST_CHARACTERS), metadata };
        return creditNoteOf(await stripe.creditNotes.create(params, keyed(key)));
      }),
  };
}

/** Stripe refuses a longer description of a line; the others are held to the same. */
const MOST_CHARACTERS = 500;

function read(invoice: Stripe.Invoice, ours: boolean): InvoicerInvoice {
  const own = (name: string): string | undefined =>
    ours ? (invoice.metadata?.[`tallystick_${name}`] ?? undefined) : undefined;
  return {
    id: invoice.id,
    status: invoiceStatus(invoice),
    intent: own('intent'),
    contractId: own('contract'),
    posting: own('posting'),
    totalMinor: fromStripe(invoice.total, invoice.currency),
    paidMinor: fromStripe(invoice.amount_paid, invoice.currency),
    remainingMinor: fromStripe(invoice.amount_remaining, invoice.currency),
    currency: invoice.currency.toUpperCase(),
    lineCount: invoice.lines.data.length,
    number: invoice.number ?? undefined,
    hostedUrl: invoice.hosted_invoice_url ?? undefined,
    paidAtEpochSeconds: invoice.status_transitions.paid_at ?? undefined,
  };
}

function creditNoteOf(note: Stripe.CreditNote): InvoicerCreditNote {
  return {
    id: note.id,
    invoice: typeof note.invoice === 'string' ? note.invoice : note.invoice.id,
    intent: note.metadata?.['tallystick_intent'],
    amountMinor: fromStripe(note.amount, note.currency),
    status: note.status === 'void' ? 'void' : 'issued',
  };
}

const STATUSES = ['draft', 'open', 'paid', 'void', 'uncollectible'] as const;

/** A status that this version does not know is no reason to guess: nothing is done until a person has looked. */
function invoiceStatus({ id, status }: Stripe.Invoice): InvoicerInvoice['status'] {
  const known = STATUSES.find((candidate) => candidate === status);
  if (known === undefined)
    throw new InvariantError('an invoice at Stripe has a status that is not known', { invoice: id });
  return known;
}
