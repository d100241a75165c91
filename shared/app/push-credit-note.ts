import { InvariantError } from '../core/errors.ts';
import type { InvoiceIntent } from '../core/ledger/intent.ts';
import type { IntentRing } from '../ports/bell.ts';
import { noted } from './back-off.ts';
import { amountText, ask, key, type PushOutcome, type PushWorld } from './push-world.ts';

/**
 * A correction down: one credit note on the newest open invoice of the same receivable. On a paid invoice, or when no
 * single open invoice can carry it, a person is asked. Adopts before it creates, as for invoices.
 */
export async function pushCreditNote(world: PushWorld, ring: IntentRing, intent: InvoiceIntent): Promise<PushOutcome> {
  const size = -intent.amountMinor;
  const siblings = await invoicesOfReceivable(world, ring, intent);
  if (siblings === 'not-yet') return 'nothing-to-do';
  for (const sibling of siblings) {
    const notes = await world.invoicer.creditNotesOf(sibling);
    const adopted = notes.find((note) => note.intent === intent.id && note.status === 'issued');
    if (adopted !== undefined) return finish(world, ring, intent, sibling, adopted.id, adopted.amountMinor);
  }
  for (const sibling of siblings) {
    const invoice = await world.invoicer.readInvoice(sibling);
    if (invoice.status !== 'open' || invoice.remainingMinor < size) continue;
    const note = await world.invoicer.createCreditNote(
      {
        invoice: sibling,
        amountMinor: size,
        currency: intent.currency,
        intent: intent.id,
        contractId: ring.contractId,
        posting: intent.posting,
        memo: `${intent.description}. Clause ${intent.clause} of the agreement.`,
      },
      key(ring, intent, 'credit-note'),
    );
    return finish(world, ring, intent, sibling, note.id, note.amountMinor);
  }
  return ask(
    world,
    ring,
    `No open invoice can carry a credit of ${amountText(intent)}: it was paid, or somebody changed it.`,
  );
}

/** Invoices of the receivable's earlier postings, or of the one that a refund gives back, newest first; `not-yet` while one of them is still to be pushed. */
async function invoicesOfReceivable(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
): Promise<string[] | 'not-yet'> {
  const all = await world.store.listIntents(ring.contractId);
  const siblings = all.filter(
    (other): other is InvoiceIntent =>
      other.kind === 'invoice' && other.receivableId === (intent.credits ?? intent.receivableId),
  );
  if (siblings.some((sibling) => sibling.state === 'pending')) return 'not-yet';
  return siblings.toReversed().flatMap((sibling) => (sibling.invoice === undefined ? [] : [sibling.invoice]));
}

async function finish(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  invoice: string,
  creditNote: string,
  amountMinor: bigint,
): Promise<PushOutcome> {
  if (amountMinor !== -intent.amountMinor) {
    throw new InvariantError('the credit note at Stripe is not what the posting says', {
      intent: intent.id,
      creditNote,
    });
  }
  const history = noted(intent, ring.asOf, `Credit note ${creditNote} on invoice ${invoice}`);
  await world.store.saveIntent(ring.contractId, {
    ...intent,
    state: 'done',
    failures: 0,
    invoice,
    creditNote,
    history,
  });
  return 'done';
}
