import { createHash } from 'node:crypto';
import { earlier } from '../../shared/core/calendar/instant.ts';
import { UnknownError } from '../../shared/core/errors.ts';
import type { Fact } from '../../shared/core/facts/fact.ts';
import type { Intent } from '../../shared/core/ledger/intent.ts';
import type { CrmConnection } from '../../shared/ports/crm.ts';
import {
  type AppendFacts,
  ATTENTION_SHARDS,
  type ContractHead,
  type EvidenceRecord,
  type InboxMessage,
  type PostToLedger,
  type ReadState,
  type SealStatement,
  type Store,
  type TermsRecord,
} from '../../shared/ports/store.ts';
import {
  checkFacts,
  checkSaving,
  copy,
  emptyPartition,
  hasTwice,
  mark,
  type Memory,
  nextRevision,
  type Partition,
  partitionOf,
  refuse,
  refuseStale,
  refuseUnbounded,
  write,
  writeFacts,
} from './memory-partition.ts';

/** A store in memory, as strict as the one in DynamoDB: it passes the same suite, and what it hands out is frozen. */
export function createMemoryStore(options: { readonly tableId?: string; readonly memory?: Memory } = {}): Store {
  const memory: Memory = options.memory ?? {
    contracts: new Map(),
    inbox: new Map(),
    evidence: new Map(),
    customers: new Map(),
    connections: new Map(),
  };
  const tableId = options.tableId ?? 'memory-table';
  return {
    ...contractsIn(memory),
    ...customersIn(memory),
    ...factsIn(memory),
    ...ledgerIn(memory),
    ...intentsIn(memory),
    ...attentionIn(memory),
    ...inboxIn(memory),
    ...connectionsIn(memory),
    ...evidenceIn(memory),
    tableId: async () => tableId,
  };
}

function contractsIn(memory: Memory) {
  return {
    createContract: async (head: ContractHead, first: Omit<AppendFacts, 'contractId' | 'factSeq'>) => {
      refuse(head.factSeq !== 0 || head.entryCount !== 0, 'A new contract starts with no facts and no entries.');
      const append = { ...first, contractId: head.contractId, factSeq: 0 };
      refuseUnbounded(append);
      if (memory.contracts.has(head.contractId)) return 'known' as const;
      const attentionAt = earlier(head.attentionAt, first.recordedAt) ?? first.recordedAt;
      const partition = emptyPartition(copy({ ...head, attentionAt }));
      checkFacts(memory, partition, append);
      memory.contracts.set(head.contractId, partition);
      writeFacts(memory, partition, append);
      return 'created' as const;
    },
    readHead: async (contractId: string) => memory.contracts.get(contractId)?.head,
    readContract: async (contractId: string) => {
      const partition = memory.contracts.get(contractId);
      if (partition === undefined) return undefined;
      return {
        head: partition.head,
        terms: termsNow(partition),
        facts: factsNow(partition),
        postings: [...partition.postings.values()],
        entries: [...partition.entries],
        openIntents: [...partition.intents.values()].filter(({ state }) => state !== 'done').sort(byAge),
      };
    },
    listContracts: async () => [...memory.contracts.keys()].sort(),
  };
}

const factsRead = new WeakMap<Partition, readonly Fact[]>();
const termsRead = new WeakMap<Partition, readonly TermsRecord[]>();

/** The facts as they are now; the same list for every reader until there are more. */
function factsNow(partition: Partition): readonly Fact[] {
  const before = factsRead.get(partition);
  if (before?.length === partition.facts.length && before.at(-1) === partition.facts.at(-1)) return before;
  const now = [...partition.facts];
  factsRead.set(partition, now);
  return now;
}

function termsNow(partition: Partition): readonly TermsRecord[] {
  const before = termsRead.get(partition);
  if (before?.length === partition.terms.size) return before;
  const now = [...partition.terms.values()].sort((a, b) => a.version - b.version);
  termsRead.set(partition, now);
  return now;
}

function customersIn({ customers }: Memory) {
  return {
    readCustomer: async (contractId: string) => customers.get(contractId),
    saveCustomer: async (contractId: string, customer: string, instead?: string) => {
      const before = customers.get(contractId);
      if (before !== undefined && before !== instead) return 'known' as const;
      customers.set(contractId, customer);
      return 'saved' as const;
    },
  };
}

function factsIn(memory: Memory) {
  return {
    knownFactIds: async (contractId: string, ids: readonly string[]) => {
      const known = new Set(memory.contracts.get(contractId)?.facts.map(({ id }) => id));
      return new Set(ids.filter((id) => known.has(id)));
    },
    closingOfAlias: async (contractId: string, alias: string) => memory.contracts.get(contractId)?.aliases.get(alias),
    aliasesOf: async (contractId: string) =>
      [...(memory.contracts.get(contractId)?.aliases ?? [])].map(([alias, closing]) => ({ alias, closing })),
    appendFacts: async (append: AppendFacts) => {
      refuseUnbounded(append);
      const partition = partitionOf(memory, append.contractId);
      const known = new Set(partition.facts.map(({ id }) => id));
      if (append.facts.some(({ id }) => known.has(id))) {
        return { outcome: 'known' as const, factSeq: partition.head.factSeq };
      }
      refuseStale(partition.head.factSeq !== append.factSeq, 'The facts moved.');
      checkFacts(memory, partition, append);
      writeFacts(memory, partition, append);
      partition.head = { ...partition.head, attentionAt: append.recordedAt };
      return { outcome: 'recorded' as const, factSeq: partition.head.factSeq };
    },
  };
}

function ledgerIn(memory: Memory) {
  return {
    post: async ({ contractId, ledgerVersion, entry, posting, working, intent }: PostToLedger) => {
      const partition = partitionOf(memory, contractId);
      const { head, postings, workings, intents } = partition;
      refuseStale(head.ledgerVersion !== ledgerVersion, 'The ledger moved.');
      refuse(entry.number !== head.entryCount + 1, 'The entry does not follow the last one.');
      const key = posting === undefined ? '' : `${posting.receivableId}#${posting.revision}`;
      refuse(postings.has(key), 'The posting is written already.');
      refuse(working !== undefined && workings.has(working.workingHash), 'The working is written already.');
      refuse(intent !== undefined && intents.has(intent.id), 'The intent exists already.');
      partition.head = { ...head, ledgerVersion: ledgerVersion + 1, entryCount: entry.number };
      partition.entries.push(copy(entry));
      if (posting !== undefined) postings.set(key, copy(posting));
      if (working !== undefined) workings.set(working.workingHash, copy(working));
      if (intent !== undefined) write(partition, intent);
    },
    seal: async ({ contractId, ledgerVersion, statement, sealedEntries, intents }: SealStatement) => {
      const partition = partitionOf(memory, contractId);
      const { head } = partition;
      refuseStale(head.ledgerVersion !== ledgerVersion, 'The ledger moved.');
      refuse((head.sealedThrough ?? '') >= statement.id, 'The statement is not later than the last one.');
      refuse(sealedEntries < head.sealedEntries || sealedEntries > head.entryCount, 'These entries cannot be taken.');
      const twice = intents.some(({ id }) => partition.intents.has(id)) || hasTwice(intents.map(({ id }) => id));
      refuse(twice, 'An intent exists already.');
      partition.head = { ...head, ledgerVersion: ledgerVersion + 1, sealedThrough: statement.id, sealedEntries };
      partition.statements.set(statement.id, copy(statement));
      for (const intent of intents) write(partition, intent);
    },
    readStatement: async (contractId: string, id: string) => memory.contracts.get(contractId)?.statements.get(id),
    listStatements: async (contractId: string) => [...(memory.contracts.get(contractId)?.statements.values() ?? [])],
    readWorking: async (contractId: string, workingHash: string) =>
      memory.contracts.get(contractId)?.workings.get(workingHash),
  };
}

function intentsIn(memory: Memory) {
  return {
    readIntent: async (contractId: string, id: string) => memory.contracts.get(contractId)?.intents.get(id),
    listIntents: async (contractId: string) =>
      [...(memory.contracts.get(contractId)?.intents.values() ?? [])].sort(byAge),
    saveIntent: async <T extends Intent>(contractId: string, intent: T): Promise<T> => {
      const partition = memory.contracts.get(contractId);
      if (partition === undefined) throw new UnknownError('There is no such intent.', { intent: intent.id });
      checkSaving(partition, intent);
      write(partition, nextRevision(intent));
      return nextRevision(intent);
    },
  };
}

function attentionIn(memory: Memory) {
  const setAttention = (contractId: string, attentionAt: string | undefined): void => {
    const partition = partitionOf(memory, contractId);
    const { attentionAt: _before, ...rest } = partition.head;
    partition.head = attentionAt === undefined ? rest : { ...rest, attentionAt };
  };
  return {
    moveAttention: async (head: ContractHead, attentionAt: string | undefined) => {
      const now = partitionOf(memory, head.contractId).head;
      const moved = now.factSeq !== head.factSeq || now.ledgerVersion !== head.ledgerVersion;
      const isLetGo = (now.parked === undefined) !== (head.parked === undefined);
      if (moved || isLetGo || now.attentionAt !== head.attentionAt) return false;
      setAttention(head.contractId, attentionAt);
      return true;
    },
    callAttention: async (contractId: string, at: string) => {
      setAttention(contractId, earlier(partitionOf(memory, contractId).head.attentionAt, at));
    },
    park: async (contractId: string, parking: NonNullable<ContractHead['parked']>) => {
      const partition = partitionOf(memory, contractId);
      partition.head = { ...partition.head, parked: partition.head.parked ?? copy(parking) };
      setAttention(contractId, undefined);
    },
    unpark: async (contractId: string, attentionAt: string) => {
      const partition = partitionOf(memory, contractId);
      const { parked, ...rest } = partition.head;
      if (parked === undefined) return;
      partition.head = { ...rest, attentionAt };
    },
    dueContracts: async (shard: number, until: string, limit: number) =>
      [...memory.contracts.values()]
        .flatMap(({ head: { contractId, factSeq, attentionAt } }) =>
          attentionAt === undefined ? [] : [{ contractId, factSeq, attentionAt }],
        )
        .filter(({ contractId, attentionAt }) => attentionAt <= until && shardOf(contractId) === shard)
        .sort((a, b) => (a.attentionAt < b.attentionAt ? -1 : 1))
        .slice(0, limit),
  };
}

function inboxIn(memory: Memory) {
  return {
    keepMessage: async (message: InboxMessage) => {
      if (memory.inbox.has(message.inboxId)) return 'known' as const;
      memory.inbox.set(message.inboxId, copy(message));
      return 'kept' as const;
    },
    readMessage: async (inboxId: string) => memory.inbox.get(inboxId),
    markMessage: async (inboxId: string, state: ReadState, why?: string) =>
      mark(memory, { inboxId, state, ...(why === undefined ? {} : { why }) }),
    leaveMessage: async ({ inboxId }: Pick<InboxMessage, 'inboxId'>, why: string) =>
      mark(memory, { inboxId, state: 'received', why }),
    listUnread: async (until: string, limit: number) =>
      [...memory.inbox.values()]
        .filter(({ state, receivedAt }) => state === 'received' && receivedAt <= until)
        .toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
        .slice(0, limit),
  };
}

function connectionsIn(memory: Memory) {
  return {
    readConnection: async (contractId: string, vendor: string) => memory.connections.get(`${contractId}#${vendor}`),
    listConnections: async (contractId?: string) =>
      [...memory.connections.entries()]
        .filter(([key]) => contractId === undefined || key.startsWith(`${contractId}#`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, connection]) => connection),
    saveConnection: async (connection: CrmConnection) => {
      const key = `${connection.contractId}#${connection.vendor}`;
      const stored = memory.connections.get(key)?.revision ?? 0;
      refuseStale(stored !== connection.revision, 'The connection was saved by somebody else.');
      const { mapping, ...rest } = connection;
      const written = { ...copy(rest), mapping: structuredClone(mapping), revision: connection.revision + 1 };
      memory.connections.set(key, Object.freeze(written));
      return written;
    },
  };
}

function evidenceIn(memory: Memory) {
  const keyOf = (contractId: string, sha256: string): string => `${contractId}#${sha256}`;
  return {
    keepEvidence: async ({ contractId, sha256, bytes }: EvidenceRecord) => {
      if (memory.evidence.has(keyOf(contractId, sha256))) return 'known' as const;
      memory.evidence.set(keyOf(contractId, sha256), Uint8Array.from(bytes));
      return 'kept' as const;
    },
    readEvidence: async (contractId: string, sha256: string) => memory.evidence.get(keyOf(contractId, sha256)),
  };
}

const shards = new Map<string, number>();

function shardOf(contractId: string): number {
  const shard = shards.get(contractId) ?? shardByHash(contractId);
  shards.set(contractId, shard);
  return shard;
}

function shardByHash(contractId: string): number {
  return createHash('md5').update(contractId).digest().readUInt32BE(0) % ATTENTION_SHARDS;
}

function byAge(a: Intent, b: Intent): number {
  return `${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1;
}
