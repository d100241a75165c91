import type { InvoiceIntent, Reissue } from '../core/ledger/intent.ts';
import type { IntentRing } from '../ports/bell.ts';
import { noted } from './back-off.ts';
import { ask, key, type PushOutcome, type PushWorld } from './push-world.ts';

/**
 * Makes the invoice that is replaced void before there is another. Undefined when it is; where money came in on it first,
 * it stays as it is, and there is no other.
 */
export async function replaced(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  { of, number = of }: Reissue,
): Promise<PushOutcome | undefined> {
  const { status, paidMinor } = await world.invoicer.readInvoice(of);
  switch (status) {
    case 'void':
      return undefined;
    case 'paid':
      return stays(world, ring, intent, of);
    case 'open':
    case 'uncollectible':
      if (paidMinor > 0n) return stays(world, ring, intent, of);
      await world.invoicer.voidInvoice(of, key(ring, intent, 'void'));
      return undefined;
    case 'draft':
      return ask(world, ring, `Invoice ${number} is a draft at Stripe: delete it there, then try again.`);
    default:
      return status satisfies never;
  }
}

/** The wish is over: the posting has the invoice that it had. */
async function stays(world: PushWorld, ring: IntentRing, intent: InvoiceIntent, invoice: string): Promise<PushOutcome> {
  const note = `Money came in on invoice ${invoice} before it could be made void: it stays, and no other is made.`;
  const history = noted(intent, ring.asOf, note);
  await world.store.saveIntent(ring.contractId, { ...intent, state: 'done', invoice, note, history });
  return 'done';
}
