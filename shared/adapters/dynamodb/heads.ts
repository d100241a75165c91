import { type Fault, UnknownError } from '../../core/errors.ts';
import type { ContractHead } from '../../ports/store.ts';
import { attentionShardOf, headKey } from './keys.ts';
import { readItem, type StoredItem, type Table } from './table.ts';
import type { OldItem } from './transaction.ts';

/** A head as it lies in the table: its fields are attributes, because conditions and the index need them. */
export type HeadItem = StoredItem & ContractHead & { readonly attentionShard?: string };

export function readHeadItem(table: Table, contractId: string): Promise<HeadItem | undefined> {
  return readItem<HeadItem>(table, headKey(contractId));
}

/** The head without what belongs to the table. */
export function headOf(item: HeadItem): ContractHead {
  const { pk: _pk, sk: _sk, writeId: _writeId, attentionShard: _shard, ...head } = item;
  return head;
}

/** Both attributes of the sparse index, always written together; undefined takes the contract out of it. */
export function attentionAttributes(contractId: string, attentionAt: string | undefined) {
  const attentionShard = attentionAt === undefined ? undefined : String(attentionShardOf(contractId));
  return { attentionAt, attentionShard };
}

/** A number of the head that a refused condition returned. */
export function oldNumber(old: OldItem | undefined, name: 'factSeq' | 'ledgerVersion' | 'entryCount'): number {
  return Number(old?.[name]?.N);
}

/** A write to a contract that was never created. */
export function unknownContract(contractId: string): Fault {
  return new UnknownError(`There is no contract ${contractId}. Create it first.`, { contractId });
}
