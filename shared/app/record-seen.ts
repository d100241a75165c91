import { ConflictError } from '../core/errors.ts';
import type { Fact, NewFact } from '../core/facts/fact.ts';
import type { InvoiceSeen, StripeFacts } from '../core/facts/stripe-facts.ts';
import { hashOf } from '../core/json.ts';
import { later, type Instant } from '../core/calendar/instant.ts';
import type { Bell } from '../ports/bell.ts';
import type { Log } from '../ports/log.ts';
import type { ContractHead, Store } from '../ports/store.ts';
import { withRetries } from './with-retries.ts';

export interface SeenWorld {
  readonly store: Store;
  readonly bell: Bell;
  readonly log: Log;
}

/** What is looked at: `subject` is its id at Stripe. */
export interface SeenOf {
  readonly contractId: string;
  readonly subject: string;
  readonly recordedAt: Instant;
  readonly inboxId?: string;
}

export type SeenData = {
  [T in 'InvoiceSeen' | 'CustomerSeen']: { readonly type: T; readonly data: StripeFacts[T] };
}['InvoiceSeen' | 'CustomerSeen'];

/**
 * Looks at an object of Stripe and records what it says, if it says something new. The contract's `factSeq` is read
 * before Stripe is asked and is the condition of the write, so of two looks the one recorded later was fetched later: the
 * last fact of an object is never older than another. What led to the look may have lain in a queue for days: nothing is recorded as of
 * a moment before what it shows. Errors: `conflict`, `dependency.failed`.
 */
export async function recordSeen(
  world: SeenWorld,
  of: SeenOf,
  look: () => Promise<{ readonly data: SeenData; readonly isUneventful: boolean }>,
): Promise<{ readonly facts: number } | { readonly ignored: string }> {
  const { contractId } = of;
  return withRetries(async () => {
    const head = await world.store.readHead(contractId);
    if (head === undefined) return { ignored: 'of a contract that is not on record here' };
    const { data, isUneventful } = await look();
    const id = await newId(world.store, head, of, data, isUneventful);
    if (id === 'nothing') return { ignored: 'nothing has happened to it' };
    const recordedAt = data.type === 'InvoiceSeen' ? later(of.recordedAt, newestIn(data.data)) : of.recordedAt;
    const now = { ...of, recordedAt };
    if (id !== 'known') await append(world, head, { ...factOf(now, data), id }, now);
    await world.bell.ringContract({ contractId, factSeq: head.factSeq + (id === 'known' ? 0 : 1), asOf: recordedAt });
    return { facts: id === 'known' ? 0 : 1 };
  });
}

/** The last thing that happened to an invoice; undefined when nothing has. */
function newestIn({ finalizedAt, payments, refunds, disputes, creditNotes }: InvoiceSeen): Instant | undefined {
  const happened = [...payments, ...refunds, ...disputes, ...creditNotes].map(({ at }) => at);
  const returned = disputes.flatMap(({ returnedAt }) => returnedAt ?? []);
  return [...(finalizedAt === undefined ? [] : [finalizedAt]), ...happened, ...returned].toSorted().at(-1);
}

/** The first look at an object has an id of its own, so that an eventful past is known of without reading it. */
async function newId(
  store: Store,
  head: ContractHead,
  { subject }: SeenOf,
  data: SeenData,
  isUneventful: boolean,
): Promise<string> {
  const first = `stripe/${subject}/seen`;
  const wasSeen = (await store.knownFactIds(head.contractId, [first])).has(first);
  if (!wasSeen) return isUneventful ? 'nothing' : first;
  const facts = (await store.readContract(head.contractId))?.facts ?? [];
  const last = facts.findLast((fact) => subjectOf(fact) === subject);
  const isSame = last !== undefined && hashOf({ type: last.type, data: last.data }) === hashOf(data);
  return isSame ? 'known' : `${first}/${head.factSeq + 1}`;
}

function subjectOf({ type, data }: Fact): string | undefined {
  if (type === 'InvoiceSeen') return data.invoice;
  return type === 'CustomerSeen' ? data.customer : undefined;
}

function factOf({ recordedAt, inboxId }: SeenOf, data: SeenData): NewFact {
  const source = { kind: 'stripe' as const, name: 'stripe', ...(inboxId === undefined ? {} : { inboxId }) };
  return { id: '', happenedAt: recordedAt, source, ...data };
}

async function append({ store, log }: SeenWorld, head: ContractHead, fact: NewFact, of: SeenOf): Promise<void> {
  const { contractId, recordedAt } = of;
  // Parked first: what was recorded is not looked at again.
  if (fact.type === 'CustomerSeen' && fact.data.deleted) {
    const why = 'the customer of this contract was deleted at Stripe';
    await store.park(contractId, { at: recordedAt, why, what: fact.data.customer });
    log.error('contract parked', { contractId, customer: fact.data.customer });
    log.count('ContractParked');
  }
  const { factSeq } = head;
  const { outcome } = await store.appendFacts({ contractId, factSeq, recordedAt, facts: [fact] });
  if (outcome === 'known') throw new ConflictError('Somebody else recorded the same look.', { contractId });
}
