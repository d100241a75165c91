import { minutesAfter } from '../core/calendar/instant.ts';
import { factsOf, type Fact } from '../core/facts/fact.ts';
import type { InvoiceIntent } from '../core/ledger/intent.ts';
import type { Terms } from '../core/terms/terms.ts';
import type { IntentRing } from '../ports/bell.ts';
import type { PushWorld } from './push-world.ts';

/** The customer to send to, and those before it that were deleted at Stripe: what was made for them is still there. */
export interface Customers {
  readonly customer: string;
  readonly deleted: readonly string[];
}

/** The one of the table first: a table that was restored is given it again by `fence adopt`, before the fence opens. */
export async function customerOf(
  world: PushWorld,
  ring: IntentRing,
  intent: InvoiceIntent,
  { client }: Terms,
): Promise<Customers> {
  const { contractId } = ring;
  const { store, invoicer } = world;
  const known = (await store.readCustomer(contractId)) ?? (await world.activations.read()).customers[contractId];
  const deleted = known === undefined ? [] : deletedCustomers((await store.readContract(contractId))?.facts ?? []);
  const isDeleted = known !== undefined && deleted.includes(known);
  if (known !== undefined && !isDeleted) return { customer: known, deleted };
  const [email] = client.statementsTo;
  const customer =
    (await invoicer.findCustomer(contractId, email)) ??
    (mayHaveAnother(intent, ring) ? await invoicer.findCustomer(contractId) : undefined) ??
    (await invoicer.createCustomer(
      { contractId, name: client.name, emails: client.statementsTo },
      `${contractId}:customer:a${intent.attempt}${isDeleted ? `:instead-of-${known}` : ''}`,
    ));
  await store.saveCustomer(contractId, customer, known);
  return { customer, deleted };
}

/** The customers that Stripe has no longer, as its own word on record says. */
export function deletedCustomers(facts: readonly Fact[]): string[] {
  const deleted = factsOf(facts, 'CustomerSeen').filter(({ data }) => data.deleted);
  return [...new Set(deleted.map(({ data }) => data.customer))];
}

/**
 * True where an earlier attempt may have made a customer under another address, and Stripe may have forgotten its key:
 * then all customers are looked through, which is slow. Source: facts on Stripe 1.4.
 */
function mayHaveAnother({ attempt, failures, createdAt }: InvoiceIntent, { asOf }: IntentRing): boolean {
  return attempt > 1 || failures > 0 || minutesAfter(createdAt, 20 * 60) <= asOf;
}
