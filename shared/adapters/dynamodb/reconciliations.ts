import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fromPlain, toPlain } from '../../core/json.ts';
import type { ContractReconciliation, ReconciliationRun, ReconciliationStore } from '../../ports/reconciliations.ts';
import type { DynamoDbStoreOptions } from './dynamodb-store.ts';
import type { ItemKey } from './keys.ts';
import { type BodyItem, queryAll, readItem, type Table } from './table.ts';
import { replace, transact } from './transaction.ts';

const RESULTS = 'RECONCILED';
const RUNS = 'RECONCILIATION';

/** The results of reconciling, in partitions of their own, so that all of them are read in a few pages. */
export function createReconciliationStore({
  tableName,
  client,
  newWriteId,
}: DynamoDbStoreOptions): ReconciliationStore {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table: Table = { client, documents, tableName, newWriteId };
  const save = async (key: ItemKey, value: object): Promise<void> => {
    await transact(table, [replace(key, { body: toPlain(value) })]);
  };
  const read = async <T>(key: ItemKey): Promise<T | undefined> => {
    const item = await readItem<BodyItem>(table, key);
    return item === undefined ? undefined : fromPlain<T>(item.body);
  };
  return {
    saveRun: (run) => save(runKey(run.only), run),
    readRun: (contractId) => read<ReconciliationRun>(runKey(contractId)),
    saveResult: (result) => save({ pk: RESULTS, sk: result.contractId }, result),
    readResult: (contractId) => read<ContractReconciliation>({ pk: RESULTS, sk: contractId }),
    listResults: async () => {
      const items = await queryAll<BodyItem>(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': RESULTS },
        ConsistentRead: true,
      });
      return items.map(({ body }) => fromPlain<ContractReconciliation>(body));
    },
  };
}

function runKey(contractId: string | undefined): ItemKey {
  return { pk: RUNS, sk: contractId === undefined ? 'ALL' : `CONTRACT#${contractId}` };
}
