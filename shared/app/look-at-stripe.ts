import type { Instant } from '../core/calendar/instant.ts';
import { factsOf, type Fact } from '../core/facts/fact.ts';
import { hashOf } from '../core/json.ts';
import type { InvoiceSeen } from '../core/facts/stripe-facts.ts';
import type { InvoiceIntent } from '../core/ledger/intent.ts';
import type { InvoicerInvoice } from '../ports/invoicer-invoice.ts';
import type { InvoicerReader } from '../ports/invoicer.ts';
import type { ReconcileMode } from '../ports/reconciliations.ts';
import { recordFacts } from './record-facts.ts';
import { recordSeen, type SeenWorld } from './record-seen.ts';
import { isUneventful, seeInvoice } from './see-invoice.ts';

export interface LookWorld extends SeenWorld {
  readonly invoicer: InvoicerReader;
}

export interface LookOf {
  readonly contractId: string;
  readonly asOf: Instant;
  readonly mode: ReconcileMode;
  readonly customers: readonly string[];
  readonly facts: readonly Fact[];
  readonly intents: readonly InvoiceIntent[];
}

export interface Looked {
  /** Every invoice of the contract, as Stripe has it now. */
  readonly invoices: readonly InvoiceSeen[];
  readonly balanceMinor: bigint;
  /** Facts that were recorded because Stripe said more than the record. */
  readonly recorded: number;
}

/**
 * Lists all invoices of the contract's customers and looks closely at each that is not as it was last seen, and at a part of
 * the others each day. What is new becomes a fact, as if its event had come; what a person made by hand becomes a question.
 */
export async function lookAtStripe(world: LookWorld, of: LookOf): Promise<Looked> {
  const found: InvoiceSeen[] = [];
  let [balanceMinor, recorded] = [0n, 0];
  for (const customer of of.customers) {
    const { balanceMinor: credit, deleted } = await world.invoicer.readCustomer(customer);
    balanceMinor += credit;
    if (deleted) recorded += await tellOfDeleted(world, of, customer);
    for (const invoice of await world.invoicer.invoicesOf(customer)) {
      const posting = postingOf(invoice, of);
      if (posting === undefined) {
        recorded += await tellOfFound(world, of, invoice);
        continue;
      }
      const looked = await lookAtInvoice(world, of, invoice, posting);
      found.push(looked.seen);
      recorded += looked.recorded;
    }
  }
  return { invoices: found, balanceMinor, recorded };
}

/** By the metadata that we wrote; or, where a person took it away or adopted the invoice, by the intent that names it. */
function postingOf({ id, contractId, posting }: InvoicerInvoice, of: LookOf): string | undefined {
  if (contractId === of.contractId && posting !== undefined) return posting;
  return of.intents.find((intent) => intent.kind === 'invoice' && intent.invoice === id)?.posting;
}

async function lookAtInvoice(
  world: LookWorld,
  of: LookOf,
  invoice: InvoicerInvoice,
  posting: string,
): Promise<{ seen: InvoiceSeen; recorded: number }> {
  const last = factsOf(of.facts, 'InvoiceSeen').findLast(({ data }) => data.invoice === invoice.id)?.data;
  const { contractId, asOf } = of;
  if (last !== undefined && looksTheSame(invoice, last) && !isItsTurn(of, invoice.id))
    return { seen: last, recorded: 0 };
  let seen = await seeInvoice(world.invoicer, invoice, posting);
  // Of a posting that is not on record even that it was sent is news: the table was restored to before it.
  const isKnown = of.intents.some((intent) => intent.posting === posting);
  const isNoNews = (): boolean => isKnown && isUneventful(seen);
  if (last === undefined && isNoNews()) return { seen, recorded: 0 };
  const outcome = await recordSeen(world, { contractId, subject: invoice.id, recordedAt: asOf }, async () => {
    seen = await seeInvoice(world.invoicer, await world.invoicer.readInvoice(invoice.id), posting);
    return { data: { type: 'InvoiceSeen', data: seen }, isUneventful: isNoNews() };
  });
  return { seen, recorded: 'facts' in outcome ? outcome.facts : 0 };
}

/** As far as the invoice itself shows; refunds and card disputes it does not show. */
function looksTheSame(invoice: InvoicerInvoice, last: InvoiceSeen): boolean {
  const paidMinor = last.payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const creditedMinor = last.creditNotes
    .filter(({ status }) => status === 'issued')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return (
    invoice.status === last.status &&
    invoice.totalMinor === last.totalMinor &&
    invoice.remainingMinor === last.remainingMinor &&
    invoice.overpaidMinor === last.overpaidMinor &&
    invoice.attempts === last.attempts &&
    invoice.dueMinor - invoice.remainingMinor + invoice.overpaidMinor === paidMinor &&
    invoice.creditedBeforePaymentMinor + invoice.creditedAfterPaymentMinor === creditedMinor
  );
}

/** How often a quiet invoice is looked at closely by the daily run: once in this many days. */
const CLOSE_LOOK_DAYS = 28;

/** Refunds and disputes of whose events nothing is left are found within the 28 days, each day a part of the invoices. */
function isItsTurn({ mode, asOf }: LookOf, invoice: string): boolean {
  if (mode !== 'daily') return true;
  const day = Math.floor(Date.parse(asOf) / 86_400_000);
  return Number.parseInt(hashOf(invoice).slice(0, 8), 16) % CLOSE_LOOK_DAYS === day % CLOSE_LOOK_DAYS;
}

/** Once: nothing can be sent to a deleted customer, so it has to be known before another is made. */
async function tellOfDeleted(world: LookWorld, of: LookOf, customer: string): Promise<number> {
  const isKnown = factsOf(of.facts, 'CustomerSeen').some(({ data }) => data.deleted && data.customer === customer);
  if (isKnown) return 0;
  const { contractId, asOf } = of;
  const outcome = await recordSeen(world, { contractId, subject: customer, recordedAt: asOf }, async () => {
    const { deleted, balanceMinor } = await world.invoicer.readCustomer(customer);
    return { data: { type: 'CustomerSeen', data: { customer, deleted, balanceMinor } }, isUneventful: !deleted };
  });
  return 'facts' in outcome ? outcome.facts : 0;
}

/** A draft is not owed yet, and a void one no longer; anything else of our customer is a question. */
async function tellOfFound(world: LookWorld, of: LookOf, invoice: InvoicerInvoice): Promise<number> {
  if (invoice.status === 'draft' || invoice.status === 'void') return 0;
  const { contractId, asOf } = of;
  const { id, number, totalMinor, currency } = invoice;
  const outcome = await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: asOf,
    facts: [
      {
        id: `stripe/${id}/found`,
        type: 'InvoiceFound',
        happenedAt: asOf,
        source: { kind: 'stripe', name: 'stripe' },
        data: { invoice: id, totalMinor, currency, ...(number === undefined ? {} : { number }) },
      },
    ],
  });
  return outcome === 'recorded' ? 1 : 0;
}
