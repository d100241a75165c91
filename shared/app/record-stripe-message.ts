import { instantFromEpoch } from '../core/calendar/instant.ts';
import { DependencyError } from '../core/errors.ts';
import { jsonOf } from '../core/json.ts';
import type { Bell } from '../ports/bell.ts';
import type { InboundMessage } from '../ports/inbound.ts';
import type { InvoicerInvoice } from '../ports/invoicer-invoice.ts';
import type { Invoicer } from '../ports/invoicer.ts';
import type { Log } from '../ports/log.ts';
import type { InboxState, Store } from '../ports/store.ts';
import { recordFacts } from './record-facts.ts';

export interface StripeMessageWorld {
  readonly store: Store;
  readonly bell: Bell;
  readonly log: Log;
  readonly invoicer: Pick<Invoicer, 'readInvoice'>;
}

/** An event is only a hint that something changed: the invoice is fetched, and what it says now becomes the fact. */
export async function recordStripeMessage(
  world: StripeMessageWorld,
  message: InboundMessage,
  inboxId: string,
): Promise<InboxState> {
  const ignore = async (why: string): Promise<InboxState> => {
    await world.store.markMessage(inboxId, 'ignored', why);
    world.log.info('Stripe event passed over', { inboxId, why });
    return 'ignored';
  };
  const event = stripeHint(message.body);
  if (event === undefined) return ignore('not an event about an invoice');
  const invoice = await invoiceAtStripe(world.invoicer, event.invoice);
  if (invoice === undefined) return ignore('Stripe has no such invoice any more');
  const { contractId, posting, paidMinor } = invoice;
  if (contractId === undefined || posting === undefined) return ignore('not an invoice of ours');
  if ((await world.store.readHead(contractId)) === undefined)
    return ignore('an invoice of a contract that is not on record here');
  if (paidMinor === 0n) return ignore('nothing has been paid on it');
  const paidAt = instantFromEpoch((invoice.paidAtEpochSeconds ?? event.createdEpochSeconds) * 1000);
  const outcome = await recordFacts(world.store, world.bell, {
    contractId,
    recordedAt: message.receivedAt,
    facts: [
      {
        id: `stripe/${invoice.id}/paid/${paidMinor}`,
        type: 'PaymentReported',
        happenedAt: paidAt,
        source: { kind: 'stripe', name: 'stripe', inboxId },
        data: { posting, invoice: invoice.id, paidMinor, paidAt },
      },
    ],
    inbox: { inboxId, state: 'applied' },
  });
  return outcome === 'known' ? 'known' : 'applied';
}

/** Undefined when Stripe says that there is none: a draft that somebody deleted, which no trying again brings back. */
async function invoiceAtStripe(
  invoicer: StripeMessageWorld['invoicer'],
  id: string,
): Promise<InvoicerInvoice | undefined> {
  try {
    return await invoicer.readInvoice(id);
  } catch (error) {
    if (error instanceof DependencyError && error.details['status'] === 404) return undefined;
    throw error;
  }
}

function stripeHint(body: string): { invoice: string; createdEpochSeconds: number } | undefined {
  const event = jsonOf(body);
  const at = (path: readonly string[]): unknown =>
    path.reduce<unknown>((value, name) => Reflect.get(Object(value), name), event);
  const [type, created, object, id] = [
    at(['type']),
    at(['created']),
    at(['data', 'object', 'object']),
    at(['data', 'object', 'id']),
  ];
  const isInvoice = typeof type === 'string' && type.startsWith('invoice.') && object === 'invoice';
  if (!isInvoice || typeof id !== 'string' || typeof created !== 'number') return undefined;
  return { invoice: id, createdEpochSeconds: created };
}
