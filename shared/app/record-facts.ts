import type { Instant } from '../core/calendar/instant.ts';
import { UnknownError } from '../core/errors.ts';
import type { NewFact } from '../core/facts/fact.ts';
import type { Intent } from '../core/ledger/intent.ts';
import type { Bell } from '../ports/bell.ts';
import type { AppendFacts, Store } from '../ports/store.ts';
import { withRetries } from './with-retries.ts';

export interface RecordFacts extends Pick<AppendFacts, 'facts' | 'aliases' | 'terms' | 'inbox'> {
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
    const facts = await unknownOf(store, contractId, rest.facts);
    if (facts.length === 0) return { outcome: 'known' as const, factSeq: head.factSeq };
    return store.appendFacts({
      contractId,
      factSeq: head.factSeq,
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

async function unknownOf(store: Store, contractId: string, facts: readonly NewFact[]): Promise<NewFact[]> {
  const known = await store.knownFactIds(
    contractId,
    facts.map((fact) => fact.id),
  );
  return facts.filter((fact) => !known.has(fact.id));
}
