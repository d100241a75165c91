import { ConflictError, InvariantError, UnknownError } from '../../shared/core/errors.ts';
import type { Fact } from '../../shared/core/facts/fact.ts';
import { fromPlain, toPlain } from '../../shared/core/json.ts';
import type { Intent } from '../../shared/core/ledger/intent.ts';
import type { Entry, Posting } from '../../shared/core/ledger/posting.ts';
import type { Statement } from '../../shared/core/statement/statement.ts';
import type { CrmConnection } from '../../shared/ports/crm.ts';
import type { AppendFacts, ContractHead, InboxMessage, TermsRecord, WorkingRecord } from '../../shared/ports/store.ts';

/** One contract's part of the memory. */
export interface Partition {
  head: ContractHead;
  readonly terms: Map<number, TermsRecord>;
  readonly facts: Fact[];
  readonly aliases: Map<string, string>;
  readonly postings: Map<string, Posting>;
  readonly entries: Entry[];
  readonly workings: Map<string, WorkingRecord>;
  readonly intents: Map<string, Intent>;
  readonly statements: Map<string, Statement>;
}

export interface Memory {
  readonly contracts: Map<string, Partition>;
  readonly inbox: Map<string, InboxMessage>;
  readonly evidence: Map<string, Uint8Array>;
  readonly customers: Map<string, string>;
  readonly connections: Map<string, CrmConnection>;
}

export function mark(memory: Memory, marking: Pick<InboxMessage, 'inboxId' | 'state' | 'why'>): void {
  const { why: _before, ...message } = messageOf(memory, marking.inboxId);
  memory.inbox.set(marking.inboxId, { ...message, ...marking });
}

export function messageOf(memory: Memory, inboxId: string): InboxMessage {
  const message = memory.inbox.get(inboxId);
  if (message === undefined) throw new UnknownError('There is no such message.', { inboxId });
  return message;
}

export function partitionOf(memory: Memory, contractId: string): Partition {
  const partition = memory.contracts.get(contractId);
  if (partition === undefined) throw new UnknownError('There is no such contract.', { contractId });
  return partition;
}

export function emptyPartition(head: ContractHead): Partition {
  return {
    head,
    terms: new Map(),
    facts: [],
    aliases: new Map(),
    postings: new Map(),
    entries: [],
    workings: new Map(),
    intents: new Map(),
    statements: new Map(),
  };
}

export function checkSaving(partition: Partition, intent: Intent): void {
  const stored = partition.intents.get(intent.id);
  if (stored === undefined) throw new UnknownError('There is no such intent.', { intent: intent.id });
  refuseStale(stored.revision !== intent.revision, 'The intent was saved by somebody else.');
  refuse(stored.state === 'done' && intent.state === 'pending', 'The intent is done.');
}

export function write(partition: Partition, intent: Intent): void {
  partition.intents.set(intent.id, copy(intent));
}

export function nextRevision<T extends Intent>(intent: T): T {
  return { ...intent, revision: intent.revision + 1 };
}

/** The same bound on one write as the DynamoDB store has. */
export function refuseUnbounded({ facts, aliases = [], intents = [], newIntents = [] }: AppendFacts): void {
  refuse(
    2 * facts.length + aliases.length + 2 * (intents.length + newIntents.length) > 45,
    'Too much for one transaction.',
  );
  const ids = [facts.map(({ id }) => id), aliases.map(({ alias }) => alias), intents.map(({ id }) => id)];
  refuse(ids.some(hasTwice), 'The same id twice in one transaction.');
}

export function hasTwice(ids: readonly string[]): boolean {
  return new Set(ids).size < ids.length;
}

export function refuseStale(stale: boolean, message: string): void {
  if (stale) throw new ConflictError(message);
}

export function refuse(broken: boolean, message: string): void {
  if (broken) throw new InvariantError(message);
}

export function checkFacts(memory: Memory, partition: Partition, append: AppendFacts): void {
  for (const { alias, closing } of append.aliases ?? []) {
    refuseStale((partition.aliases.get(alias) ?? closing) !== closing, 'The alias names another closing.');
  }
  refuseStale(append.terms !== undefined && partition.terms.has(append.terms.version), 'The terms have this version.');
  if (append.inbox !== undefined) messageOf(memory, append.inbox.inboxId);
  for (const intent of append.intents ?? []) checkSaving(partition, intent);
  for (const { id } of append.newIntents ?? []) refuse(partition.intents.has(id), 'The intent exists already.');
}

export function writeFacts(memory: Memory, partition: Partition, append: AppendFacts): void {
  const { facts, factSeq, recordedAt, terms, inbox } = append;
  partition.facts.push(...facts.map((fact, at) => copy<Fact>({ ...fact, seq: factSeq + at + 1, recordedAt })));
  partition.head = { ...partition.head, factSeq: factSeq + facts.length };
  for (const { alias, closing } of append.aliases ?? []) partition.aliases.set(alias, closing);
  if (terms !== undefined) partition.terms.set(terms.version, copyOfTerms(terms));
  if (inbox !== undefined) mark(memory, inbox);
  for (const intent of append.intents ?? []) write(partition, nextRevision(intent));
  for (const intent of append.newIntents ?? []) write(partition, intent);
}

/**
 * What a value is after it was written to DynamoDB and read back, and frozen, so that readers may share it: copying a whole
 * contract at each reading would make a year of settling slow.
 */
export function copy<T>(value: T): T {
  return frozen(fromPlain<T>(toPlain(value)));
}

/** The same for a contract file, whose amounts stay text. */
export function copyOfTerms(terms: TermsRecord): TermsRecord {
  return frozen(structuredClone(terms));
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
