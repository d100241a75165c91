import { DependencyError } from '../core/errors.ts';
import type { InboundMessage } from '../ports/inbound.ts';
import type { InvoicerReader } from '../ports/invoicer.ts';
import type { InboxState } from '../ports/store.ts';
import { recordSeen, type SeenWorld } from './record-seen.ts';
import { deletedInvoice, isUneventful, seeInvoice } from './see-invoice.ts';
import { stripeHint, type StripeHint } from './stripe-hint.ts';

export interface StripeMessageWorld extends SeenWorld {
  readonly invoicer: InvoicerReader;
}

type Looked = { readonly facts: number } | { readonly ignored: string };

/**
 * An event is only a hint that something changed: the object that it names is fetched, and what Stripe says of it now
 * becomes the fact. So their order, duplicates and gaps do not matter. An event that is not understood is passed over.
 */
export async function recordStripeMessage(
  world: StripeMessageWorld,
  message: InboundMessage,
  inboxId: string,
): Promise<InboxState> {
  const hint = stripeHint(message.body);
  const looked = hint === undefined ? [{ ignored: 'not an event about an invoice' }] : await look(world, message, hint);
  const recorded = looked.filter((one) => 'facts' in one);
  if (recorded.length === 0) {
    const why = looked.flatMap((one) => ('ignored' in one ? [one.ignored] : [])).join('; ');
    await world.store.markMessage(inboxId, 'ignored', why === '' ? 'no invoice of ours was paid by it' : why);
    world.log.info('Stripe event passed over', { inboxId, why });
    return 'ignored';
  }
  const state = recorded.some(({ facts }) => facts > 0) ? 'applied' : 'known';
  await world.store.markMessage(inboxId, state);
  return state;
}

async function look(world: StripeMessageWorld, message: InboundMessage, hint: StripeHint): Promise<Looked[]> {
  switch (hint.about) {
    case 'invoice':
      return [await lookAtInvoice(world, message, hint.invoice, hint.contractId)];
    case 'payment': {
      const looked: Looked[] = [];
      for (const invoice of await world.invoicer.invoicesPaidBy(hint.paymentIntent)) {
        looked.push(await lookAtInvoice(world, message, invoice, undefined));
      }
      return looked;
    }
    case 'customer':
      return [await lookAtCustomer(world, message, hint.customer)];
    default:
      return hint satisfies never;
  }
}

async function lookAtInvoice(
  world: StripeMessageWorld,
  message: InboundMessage,
  id: string,
  hinted: string | undefined,
): Promise<Looked> {
  const first = await orGone(() => world.invoicer.readInvoice(id));
  if (first === undefined) return lookAtGone(world, message, id, hinted);
  const contractId = first.contractId ?? (await contractOfCustomer(world, first.customer));
  if (contractId === undefined) return { ignored: 'not an invoice of ours' };
  const posting = first.posting ?? (await postingOf(world, contractId, id));
  if (posting === undefined) return { ignored: 'not an invoice of ours' };
  return recordSeen(
    world,
    { contractId, inboxId: inboxIdOf(message), recordedAt: message.receivedAt, subject: id },
    async () => {
      const seen = await seeInvoice(world.invoicer, await world.invoicer.readInvoice(id), posting);
      return { data: { type: 'InvoiceSeen', data: seen }, isUneventful: isUneventful(seen) };
    },
  );
}

/** A draft that somebody deleted, which no trying again brings back: ours if our own record names it. */
async function lookAtGone(
  world: StripeMessageWorld,
  message: InboundMessage,
  id: string,
  contractId: string | undefined,
): Promise<Looked> {
  const gone = { ignored: 'Stripe has no such invoice any more' };
  if (contractId === undefined || (await world.store.readHead(contractId)) === undefined) return gone;
  const intents = await world.store.listIntents(contractId);
  const intent = intents.find((one) => one.kind === 'invoice' && one.invoice === id);
  if (intent?.kind !== 'invoice') return gone;
  const data = deletedInvoice(id, intent.posting, intent.currency);
  const ref = { contractId, inboxId: inboxIdOf(message), recordedAt: message.receivedAt, subject: id };
  return recordSeen(world, ref, async () => ({ data: { type: 'InvoiceSeen', data }, isUneventful: false }));
}

async function lookAtCustomer(world: StripeMessageWorld, message: InboundMessage, customer: string): Promise<Looked> {
  const contractId = await contractOfCustomer(world, customer);
  if (contractId === undefined) return { ignored: 'not a customer of ours' };
  const ref = { contractId, inboxId: inboxIdOf(message), recordedAt: message.receivedAt, subject: customer };
  return recordSeen(world, ref, async () => {
    const { deleted, balanceMinor } = await world.invoicer.readCustomer(customer);
    return { data: { type: 'CustomerSeen', data: { customer, deleted, balanceMinor } }, isUneventful: !deleted };
  });
}

/** Whose customer it is; of a deleted one Stripe says nothing, but its invoices say it still. */
async function contractOfCustomer(
  { invoicer }: StripeMessageWorld,
  customer: string | undefined,
): Promise<string | undefined> {
  if (customer === undefined) return undefined;
  const found = await orGone(() => invoicer.readCustomer(customer));
  if (found === undefined || !found.deleted) return found?.contractId;
  const invoices = await invoicer.invoicesOf(customer);
  return invoices.find((invoice) => invoice.contractId !== undefined)?.contractId;
}

/** Whose metadata a person took away is still named by the intent that made it. */
async function postingOf(
  { store }: StripeMessageWorld,
  contractId: string,
  invoice: string,
): Promise<string | undefined> {
  const made = (await store.listIntents(contractId)).find((one) => one.kind === 'invoice' && one.invoice === invoice);
  return made?.kind === 'invoice' ? made.posting : undefined;
}

function inboxIdOf({ source, messageId }: InboundMessage): string {
  return `${source}/${messageId}`;
}

/** Undefined when Stripe says that there is none. */
async function orGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DependencyError && error.details['status'] === 404) return undefined;
    throw error;
  }
}
