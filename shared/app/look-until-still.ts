import { minutesAfter } from '../core/calendar/instant.ts';
import type { Fact } from '../core/facts/fact.ts';
import type { InvoiceIntent } from '../core/ledger/intent.ts';
import type { ReconcileMode, ReconcileRing, ReconciliationStore } from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';
import { readState, type ContractState } from './contract-state.ts';
import { deletedCustomers } from './customer-of.ts';
import { lookAtStripe, type Looked, type LookWorld } from './look-at-stripe.ts';

interface World extends LookWorld {
  readonly reconciliations: Pick<ReconciliationStore, 'readResult'>;
}

export interface Still {
  /** What is on record once Stripe was looked at. */
  readonly state: ContractState;
  readonly looked: Looked;
  /** What is to be sent, as it stood before Stripe was looked at: what was sent since need not have been seen there. */
  readonly intents: readonly InvoiceIntent[];
  readonly mode: ReconcileMode;
}

const MOST_LOOKS = 3;

/**
 * Looks at Stripe, and at the record after it. While others record what Stripe says, as the events that the same run takes are worked
 * off, the two are of different moments and would seem to differ: then it looks again, a few times.
 */
export async function lookUntilStill(world: World, ring: ReconcileRing): Promise<Still> {
  const { store } = world;
  const { contractId, asOf } = ring;
  const mode = await modeOf(world, ring);
  let recorded = 0;
  for (let look = 1; ; look += 1) {
    const before = await readState(store, contractId);
    const customers = await customersOf(store, ring, before.facts);
    const sent = await invoiceIntents(store, contractId);
    const { facts } = before;
    const looked = await lookAtStripe(world, { contractId, asOf, mode, customers, facts, intents: sent });
    recorded += looked.recorded;
    const state = await readState(store, contractId);
    const isStill = state.head.factSeq === before.head.factSeq + looked.recorded;
    if (!isStill && look < MOST_LOOKS) continue;
    const intents = asBefore(sent, await invoiceIntents(store, contractId));
    return { state, intents, looked: { ...looked, recorded }, mode };
  }
}

function asBefore(sent: readonly InvoiceIntent[], now: readonly InvoiceIntent[]): InvoiceIntent[] {
  const before = new Map(sent.map((intent) => [intent.id, intent]));
  return now.map((intent) => before.get(intent.id) ?? { ...intent, state: 'pending' });
}

/** SQS keeps a message for fourteen days: what came after a comparison of that long ago may be lost without a word. */
const MOST_DAYS_APART = 13;

/** After a long while, or a comparison that failed, everything is looked at: what an event would have told may have got lost. */
async function modeOf(
  { reconciliations }: World,
  { contractId, asOf, mode }: ReconcileRing,
): Promise<ReconcileRing['mode']> {
  if (mode !== 'daily') return mode;
  const last = await reconciliations.readResult(contractId);
  const isRecent = last !== undefined && minutesAfter(last.at, MOST_DAYS_APART * 24 * 60) >= asOf;
  return isRecent && last.state !== 'failed' ? 'daily' : 'full';
}

/** Those that name the contract, and those on record, which may be deleted and in no list: their invoices are still there. The first is kept. */
async function customersOf(
  store: Store,
  { contractId, customers }: ReconcileRing,
  facts: readonly Fact[],
): Promise<string[]> {
  const [first] = customers;
  const known = await store.readCustomer(contractId);
  if (known === undefined && first !== undefined) await store.saveCustomer(contractId, first);
  return [...new Set([...(known === undefined ? [] : [known]), ...customers, ...deletedCustomers(facts)])];
}

/** What is to be sent to Stripe, or was. */
export async function invoiceIntents(store: Store, contractId: string): Promise<InvoiceIntent[]> {
  return (await store.listIntents(contractId)).filter((intent): intent is InvoiceIntent => intent.kind !== 'mail');
}
