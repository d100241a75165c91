import type { Instant } from '../../core/calendar/instant.ts';
import { toPlain } from '../../core/json.ts';
import type { ContractHead } from '../../ports/store.ts';
import { attentionAttributes, unknownContract } from './heads.ts';
import { ATTENTION_INDEX, contractIdOf, headKey, type ItemKey } from './keys.ts';
import { queryAll, type Table } from './table.ts';
import { type Action, type Condition, transact, update } from './transaction.ts';

type DueItem = ItemKey & { readonly factSeq: number; readonly attentionAt: Instant };

/** When a contract is looked at again, and the parking that takes it out of the rounds. */
export function attentionIn(table: Table) {
  return {
    moveAttention: async (head: ContractHead, attentionAt: Instant | undefined): Promise<boolean> => {
      const attributes = attentionAttributes(head.contractId, attentionAt);
      const action = headAction(head.contractId, { attributes, condition: isAsRead(head) });
      return (await transact(table, [action])) === 'done';
    },
    callAttention: async (contractId: string, at: Instant): Promise<void> => {
      const condition = {
        expression: 'attribute_exists(pk) AND (attribute_not_exists(#attentionAt) OR #attentionAt > :at)',
        values: { ':at': at },
      };
      await transact(table, [headAction(contractId, { attributes: attentionAttributes(contractId, at), condition })]);
    },
    park: (contractId: string, parking: NonNullable<ContractHead['parked']>) => park(table, contractId, parking),
    unpark: async (contractId: string, attentionAt: Instant): Promise<void> => {
      const attributes = { parked: undefined, ...attentionAttributes(contractId, attentionAt) };
      const condition = { expression: 'attribute_exists(#parked)' };
      await transact(table, [headAction(contractId, { attributes, condition })]);
    },
    dueContracts: (shard: number, until: Instant, limit: number) => dueContracts(table, { shard, until, limit }),
  };
}

/** The first reason stays when a contract is parked twice; either way nothing calls for attention any more. */
async function park(table: Table, contractId: string, parking: NonNullable<ContractHead['parked']>): Promise<void> {
  const quiet = attentionAttributes(contractId, undefined);
  const parked = await transact(table, [
    headAction(contractId, {
      attributes: { parked: toPlain(parking), ...quiet },
      condition: { expression: 'attribute_exists(pk) AND attribute_not_exists(#parked)' },
    }),
  ]);
  if (parked === 'done') return;
  const condition = { expression: 'attribute_exists(#parked)' };
  await transact(table, [headAction(contractId, { attributes: quiet, condition })]);
}

async function dueContracts(
  table: Table,
  { shard, until, limit }: { shard: number; until: Instant; limit: number },
): Promise<{ contractId: string; factSeq: number; attentionAt: Instant }[]> {
  const items = await queryAll<DueItem>(
    table,
    {
      IndexName: ATTENTION_INDEX,
      KeyConditionExpression: 'attentionShard = :shard AND attentionAt <= :until',
      ExpressionAttributeValues: { ':shard': String(shard), ':until': until },
      Limit: limit,
    },
    limit,
  );
  return items
    .slice(0, limit)
    .map(({ pk, factSeq, attentionAt }) => ({ contractId: contractIdOf(pk), factSeq, attentionAt }));
}

/**
 * Attention is part of it: a call that came since the head was read must not be moved away unseen. And so is whether it is parked: who
 * lets it go on may call for the very moment for which it was called before.
 */
function isAsRead({ factSeq, ledgerVersion, attentionAt, parked }: ContractHead): Condition {
  const isParked = parked === undefined ? 'attribute_not_exists(#parked)' : 'attribute_exists(#parked)';
  const numbers = `#factSeq = :readFactSeq AND #ledgerVersion = :readVersion AND ${isParked}`;
  const values = { ':readFactSeq': factSeq, ':readVersion': ledgerVersion };
  if (attentionAt === undefined) return { expression: `${numbers} AND attribute_not_exists(#attentionAt)`, values };
  return {
    expression: `${numbers} AND #attentionAt = :readAttention`,
    values: { ...values, ':readAttention': attentionAt },
  };
}

/** A refused condition on a head that exists means that there was nothing to do, or that it moved: never a fault. */
function headAction(
  contractId: string,
  change: { attributes: Readonly<Record<string, unknown>>; condition: Condition },
): Action {
  return update(headKey(contractId), change, (old) => (old === undefined ? unknownContract(contractId) : 'known'));
}
