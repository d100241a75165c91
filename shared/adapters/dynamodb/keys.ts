import { createHash } from 'node:crypto';
import { ATTENTION_SHARDS } from '../../ports/store.ts';

/** The sparse index over heads, and over messages that are not read: `attentionShard` (text) and `attentionAt`. */
export const ATTENTION_INDEX = 'attention';

/** The partition that lists every contract id. */
export const REGISTRY = 'CONTRACTS';

/** The partition of the connections to CRMs, so that the pull finds all of them with one query. */
export const CONNECTIONS = 'CONNECTIONS';

/** The primary key of an item. docs/keys-of-the-table.md lists them all. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The first part of the sort keys of one kind of item in a contract's partition. */
export type Prefix =
  | 'TERMS#'
  | 'FACT#'
  | 'FACTID#'
  | 'ALIAS#'
  | 'POSTING#'
  | 'ENTRY#'
  | 'WORKING#'
  | 'INTENT#'
  | 'PENDING#'
  | 'STATEMENT#';

const CONTRACT_PREFIX = 'CONTRACT#';

/** Example: `auxer-pmr-1999` gives `CONTRACT#auxer-pmr-1999`. */
export function contractPartition(contractId: string): string {
  return `${CONTRACT_PREFIX}${contractId}`;
}

/** The way back, for the index, which carries keys. */
export function contractIdOf(partition: string): string {
  return partition.slice(CONTRACT_PREFIX.length);
}

export function headKey(contractId: string): ItemKey {
  return { pk: contractPartition(contractId), sk: 'HEAD' };
}

export function customerKey(contractId: string): ItemKey {
  return { pk: contractPartition(contractId), sk: 'CUSTOMER' };
}

export function registryKey(contractId: string): ItemKey {
  return { pk: REGISTRY, sk: contractId };
}

/** The key of an item that a counter names: text order is number order. Example: fact 7 is `FACT#00000007`. */
export function numberedKey(contractId: string, prefix: 'FACT#' | 'ENTRY#' | 'TERMS#', counter: number): ItemKey {
  const digits = prefix === 'TERMS#' ? 6 : 8;
  return { pk: contractPartition(contractId), sk: prefix + String(counter).padStart(digits, '0') };
}

/** The key of an item that an id names. */
export function namedKey(contractId: string, prefix: Prefix, id: string): ItemKey {
  return { pk: contractPartition(contractId), sk: prefix + keyText(id) };
}

/** Example: revision 2 of `retainer/1999-06-06` is `POSTING#retainer/1999-06-06#0002`. */
export function postingKey(contractId: string, posting: { receivableId: string; revision: number }): ItemKey {
  const revision = String(posting.revision).padStart(4, '0');
  return { pk: contractPartition(contractId), sk: `POSTING#${keyText(posting.receivableId)}#${revision}` };
}

/** Example: `auxer-pmr-1999#hubspot`; neither part holds a `#`. */
export function connectionKey(contractId: string, vendor: string): ItemKey {
  return { pk: CONNECTIONS, sk: `${contractId}#${vendor}` };
}

/** The key of a file that is kept as evidence. Each is a partition of its own, so that no contract's partition grows by it. */
export function evidenceKey(contractId: string, sha256: string): ItemKey {
  return { pk: `EVIDENCE#${contractId}#${sha256}`, sk: 'RAW' };
}

export function inboxKey(inboxId: string): ItemKey {
  return { pk: `INBOX#${keyText(inboxId)}`, sk: 'RAW' };
}

/** The shard of the attention index in which a contract waits: from 0 to ATTENTION_SHARDS - 1, always the same. */
export function attentionShardOf(contractId: string): number {
  return createHash('sha256').update(contractId).digest().readUInt32BE(0) % ATTENTION_SHARDS;
}

/** Messages that are not read to their end wait in the same index as contracts, in shards of their own. */
export const UNREAD_SHARDS = ['unread-0', 'unread-1', 'unread-2', 'unread-3'] as const;

/** The shard in which a message waits, always the same. */
export function unreadShardOf(inboxId: string): string {
  const at = createHash('sha256').update(inboxId).digest().readUInt32BE(0) % UNREAD_SHARDS.length;
  return `unread-${at}`;
}

/**
 * Ids come from outside and may be long; DynamoDB refuses sort keys above 1024 bytes. A long id stands in its key as its
 * SHA-256, so that it still names exactly one item.
 */
function keyText(id: string): string {
  if (Buffer.byteLength(id) <= 512) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex')}`;
}
