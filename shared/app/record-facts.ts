import type { Instant } from '../core/calendar/instant.ts';
import { UnknownError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import { chained, isEntry } from '../core/introductions/chain.ts';
import type { Intent } from '../core/ledger/intent.ts';
import type { Bell } from '../ports/bell.ts';
import type { AppendFacts, Store } from '../ports/store.ts';
import { withRetries } from './with-retries.ts';

export interface RecordFacts extends Pick<AppendFacts, 'facts' | 'aliases' | 'terms' | 'inbox' | 'newIntents'> {
  readonly contractId: string;
  /** Business time. */
  readonly recordedAt: Instant;
  /** Intents that the facts change, from a fresh read at each try. */
  readonly intents?: () => Promise<readonly Intent[]>;
}

/**
 * Records facts, once each by their ids, and rings the contract. The facts, their numbers and the contract's attention
 * go down in one transaction, so that a ring that is lost costs minutes and never a fact. Errors: `input.unknown`,
 * `conflict`, `dependency.failed`.
 */
export async function recordFacts(store: Store, bell: Bell, record: RecordFacts): Promise<'recorded' | 'known'> {
  const { contractId, recordedAt, intents, ...rest } = record;
  const { outcome, factSeq } = await withRetries(async () => {
    const head = await store.readHead(contractId);
    if (head === undefined) throw new UnknownError(`There is no contract ${contractId} here.`, { contractId });
    const fresh = await unknownOf(store, contractId, rest.facts);
    if (fresh.length === 0) return { outcome: 'known' as const, factSeq: head.factSeq };
    const { facts, factSeq: readSeq } = await linked(store, { contractId, recordedAt, factSeq: head.factSeq }, fresh);
    return store.appendFacts({
      contractId,
      factSeq: readSeq,
      recordedAt,
      ...rest,
      facts,
      ...(intents === undefined ? {} : { intents: await intents() }),
    });
  });
  if (outcome === 'known' && rest.inbox !== undefined) await store.markMessage(rest.inbox.inboxId, 'known');
  await bell.ringContract({ contractId, factSeq, asOf: recordedAt });
  return outcome;
}

/** Entries of the register of introductions are linked to the last one on record; nothing else needs the whole record. */
async function linked(
  store: Store,
  at: { readonly contractId: string; readonly recordedAt: Instant; readonly factSeq: number },
  fresh: readonly NewFact[],
): Promise<{ facts: readonly NewFact[]; factSeq: number }> {
  if (!fresh.some(isEntry)) return { facts: fresh, factSeq: at.factSeq };
  const record = await store.readContract(at.contractId);
  if (record === undefined) throw new UnknownError(`There is no contract ${at.contractId} here.`, at);
  const { factSeq } = record.head;
  return { facts: chained(fresh, { ...at, facts: record.facts, factSeq }), factSeq };
}

async function unknownOf(store: Store, contractId: string, facts: readonly NewFact[]): Promise<NewFact[]> {
  const known = await store.knownFactIds(
    contractId,
    facts.map((fact) => fact.id),
  );
  return facts.filter((fact) => !known.has(fact.id));
}
