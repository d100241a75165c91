import type { Instant } from '../core/calendar/instant.ts';
import type { AskedVendor, CrmVendor } from '../core/crm/vendors.ts';
import type { PlainDate } from '../core/calendar/plain-date.ts';
import type { Fact, NewFact } from '../core/facts/fact.ts';
import type { Intent } from '../core/ledger/intent.ts';
import type { Entry, Posting } from '../core/ledger/posting.ts';
import type { Working } from '../core/owed/receivable.ts';
import type { Plain } from '../core/json.ts';
import type { Statement } from '../core/statement/statement.ts';
import type { CrmConnection } from './crm.ts';

/** The moving part of a contract; every write of money or facts goes through a condition on it. */
export interface ContractHead {
  readonly contractId: string;
  /** The number of the last fact; 0 before the first. */
  readonly factSeq: number;
  /** Counts writes to the ledger: postings, payments, seals. */
  readonly ledgerVersion: number;
  /** The number of the last entry. */
  readonly entryCount: number;
  /** The id (last day) of the last sealed statement. */
  readonly sealedThrough?: PlainDate;
  /** The last entry that a sealed statement took. */
  readonly sealedEntries: number;
  /** When the sweeper must look at the contract again; undefined takes it out of the sparse index. */
  readonly attentionAt?: Instant;
  readonly parked?: { readonly at: Instant; readonly why: string; readonly what: string };
  /** Random, made once: makes the address of a working impossible to guess. */
  readonly salt: string;
}

/** A version of the contract file, kept as the plain data that was read from it. */
export interface TermsRecord {
  readonly version: number;
  readonly effectiveOn: PlainDate;
  readonly termsHash: string;
  readonly file: Plain;
}

/** The whole of what settling needs, from consistent reads of the contract's own partition. */
export interface ContractRecord {
  readonly head: ContractHead;
  readonly terms: readonly TermsRecord[];
  /** In order of `seq`. */
  readonly facts: readonly Fact[];
  readonly postings: readonly Posting[];
  /** In order of `number`. */
  readonly entries: readonly Entry[];
  /** Intents that are not done. */
  readonly openIntents: readonly Intent[];
}

export interface WorkingRecord {
  readonly contractId: string;
  readonly posting: string;
  readonly workingHash: string;
  readonly clause: string;
  readonly description: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly working: Working;
  readonly inputsHash: string;
}

export type InboxState = 'received' | ReadState;

/** What a message can come to. */
export type ReadState = 'applied' | 'known' | 'set-aside' | 'ignored';

/** What its queue says of a message beside its body: with it, it can be handed to its reader once more. */
export interface Envelope {
  /** Empty where the message names none. */
  readonly contractId: string;
  readonly vendor?: AskedVendor;
  readonly messageId: string;
}

/** A raw message as it came, kept before it is parsed. */
export interface InboxMessage {
  /** `<source>/<message id>`, such as `crm/auxer-pmr-1999/msg_2f...`. */
  readonly inboxId: string;
  readonly source: 'crm' | 'stripe' | 'ses' | 'dead-letter';
  readonly envelope: Envelope;
  readonly receivedAt: Instant;
  readonly body: string;
  readonly state: InboxState;
  readonly why?: string;
}

/** A file that shows something, under its own hash. */
export interface EvidenceRecord {
  readonly contractId: string;
  /** Lower-case hex, of the bytes. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface AppendFacts {
  readonly contractId: string;
  /** The head's `factSeq` as it was read; ConflictError when it moved. */
  readonly factSeq: number;
  readonly facts: readonly NewFact[];
  readonly recordedAt: Instant;
  /** New aliases of closings: `<connection>/<external id>` to our closing id. */
  readonly aliases?: readonly { readonly alias: string; readonly closing: string }[];
  /** A new version of the terms, written in the same transaction. */
  readonly terms?: TermsRecord;
  /** Marks the message as applied in the same transaction. */
  readonly inbox?: { readonly inboxId: string; readonly state: ReadState; readonly why?: string };
  /** Intents whose state the facts change, in the same transaction (revision as read). */
  readonly intents?: readonly Intent[];
  /** Intents that the facts bring about, in the same transaction. */
  readonly newIntents?: readonly Intent[];
}

export interface PostToLedger {
  readonly contractId: string;
  readonly ledgerVersion: number;
  /** The next number must be `head.entryCount + 1`. */
  readonly entry: Entry;
  /** With the posting come its working and, unless nothing is to be sent, its intent. */
  readonly posting?: Posting;
  readonly working?: WorkingRecord;
  readonly intent?: Intent;
}

export interface SealStatement {
  readonly contractId: string;
  readonly ledgerVersion: number;
  readonly statement: Statement;
  /** The last entry that it took. */
  readonly sealedEntries: number;
  readonly intents: readonly Intent[];
}

/**
 * What the use cases need of the table. Writes are conditional and transactional; a write that timed out but did
 * succeed is recognised as one's own and answered as done. Errors: `conflict` when somebody else wrote first,
 * `dependency.failed` (retryable) when the table cannot be reached.
 */
export interface Store {
  /** Creates head, first terms and first facts together. `known` when the contract exists already. */
  createContract(head: ContractHead, first: Omit<AppendFacts, 'contractId' | 'factSeq'>): Promise<'created' | 'known'>;
  readHead(contractId: string): Promise<ContractHead | undefined>;
  /** Consistent; pages to the end. */
  readContract(contractId: string): Promise<ContractRecord | undefined>;
  listContracts(): Promise<string[]>;

  /** Which of these fact ids are recorded already. */
  knownFactIds(contractId: string, ids: readonly string[]): Promise<Set<string>>;
  closingOfAlias(contractId: string, alias: string): Promise<string | undefined>;
  /** Every alias of a closing of the contract. */
  aliasesOf(contractId: string): Promise<{ readonly alias: string; readonly closing: string }[]>;
  /** One transaction: facts, numbers, aliases, `attentionAt` = recordedAt. `known` when a fact id exists already. */
  appendFacts(append: AppendFacts): Promise<{ outcome: 'recorded' | 'known'; factSeq: number }>;

  /** One transaction: entry, posting, working, intent, ledger version. */
  post(post: PostToLedger): Promise<void>;
  seal(seal: SealStatement): Promise<void>;
  readStatement(contractId: string, id: string): Promise<Statement | undefined>;
  listStatements(contractId: string): Promise<Statement[]>;
  readWorking(contractId: string, workingHash: string): Promise<WorkingRecord | undefined>;

  /** The contract's customer at Stripe. A restore of the table may lose it; `fence adopt` finds it at Stripe again. */
  readCustomer(contractId: string): Promise<string | undefined>;
  /** The first that is saved stays: `known` when there is one already. */
  saveCustomer(contractId: string, customer: string, instead?: string): Promise<'saved' | 'known'>;

  readIntent(contractId: string, id: string): Promise<Intent | undefined>;
  /** All intents, done ones too, oldest first. */
  listIntents(contractId: string): Promise<Intent[]>;
  /** Writes `intent` with revision + 1 when the stored revision is `intent.revision`; answers what was written. */
  saveIntent<T extends Intent>(contractId: string, intent: T): Promise<T>;

  /** Moves attention only while the contract stands as it was read: its facts, its ledger, its attention, and whether it is parked; else false. */
  moveAttention(head: ContractHead, attentionAt: Instant | undefined): Promise<boolean>;
  /** Brings attention forward to `at` (never later than it was). */
  callAttention(contractId: string, at: Instant): Promise<void>;
  park(contractId: string, parking: NonNullable<ContractHead['parked']>): Promise<void>;
  unpark(contractId: string, attentionAt: Instant): Promise<void>;
  /** The contracts of one shard whose attention has come, earliest first, from the sparse index. */
  dueContracts(
    shard: number,
    until: Instant,
    limit: number,
  ): Promise<{ contractId: string; factSeq: number; attentionAt: Instant }[]>;

  /** Keeps a raw message before anything reads it; `known` when the same id is there already. */
  keepMessage(message: InboxMessage): Promise<'kept' | 'known'>;
  readMessage(inboxId: string): Promise<InboxMessage | undefined>;
  /** What became of a message that is kept. */
  markMessage(inboxId: string, state: ReadState, why?: string): Promise<void>;
  /** Nobody could finish reading it: it stays `received`, with why, and in the list of the unread. */
  leaveMessage(message: Pick<InboxMessage, 'inboxId' | 'receivedAt'>, why: string): Promise<void>;
  /** What was received by then and not read to its end, oldest first, from the sparse index. */
  listUnread(until: Instant, limit: number): Promise<InboxMessage[]>;

  readConnection(contractId: string, vendor: CrmVendor): Promise<CrmConnection | undefined>;
  /** Those of one contract, or all. */
  listConnections(contractId?: string): Promise<CrmConnection[]>;
  /** Writes it with revision + 1 when the stored revision is `connection.revision`, 0 for a new one; answers what it wrote. */
  saveConnection(connection: CrmConnection): Promise<CrmConnection>;

  /** Keeps the bytes of a file under their SHA-256; the first writing stays for ever. */
  keepEvidence(evidence: EvidenceRecord): Promise<'kept' | 'known'>;
  readEvidence(contractId: string, sha256: string): Promise<Uint8Array | undefined>;

  /** The table's own id (DescribeTable): the fence compares it with the activation. */
  tableId(): Promise<string>;
}

/** How many shards the attention index has. It may grow: heads move to their new shard when next written. */
export const ATTENTION_SHARDS = 4;
