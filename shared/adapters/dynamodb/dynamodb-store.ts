import { DescribeTableCommand, type DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DependencyError } from '../../core/errors.ts';
import type { Store } from '../../ports/store.ts';
import { attentionIn } from './attention.ts';
import { connectionsIn } from './connections.ts';
import { contractsIn } from './contracts.ts';
import { customersIn } from './customers.ts';
import { faultOf } from './dynamodb-faults.ts';
import { evidenceIn } from './evidence.ts';
import { factsIn } from './facts.ts';
import { inboxIn } from './inbox.ts';
import { intentsIn } from './intents.ts';
import { ledgerIn } from './ledger.ts';
import type { Table } from './table.ts';

export interface DynamoDbStoreOptions {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /** Makes an id of at most 36 characters that no other write ever had, such as a UUID. */
  readonly newWriteId: () => string;
}

/**
 * The store in one DynamoDB table; its items and conditions are listed in docs/keys-of-the-table.md. Every read that
 * decides something is consistent, every write is a conditional transaction. Errors: `conflict` when somebody else wrote
 * first, `dependency.failed` from `faultOf`, `input.unknown` for a contract, intent or message that is not there, and
 * `invariant.broken` for what can never be, such as an entry number with a gap.
 */
export function createDynamoDbStore({ tableName, client, newWriteId }: DynamoDbStoreOptions): Store {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table: Table = { client, documents, tableName, newWriteId };
  return {
    ...contractsIn(table),
    ...customersIn(table),
    ...factsIn(table),
    ...ledgerIn(table),
    ...intentsIn(table),
    ...attentionIn(table),
    ...inboxIn(table),
    ...connectionsIn(table),
    ...evidenceIn(table),
    tableId: () => readTableId(table),
  };
}

/**
 * Asked each time: a table restored under the same name while a Lambda stays warm has another id. DynamoDB Local gives
 * no id; there the name with the moment of creation tells one table from the next.
 */
async function readTableId({ client, tableName }: Table): Promise<string> {
  const { TableId, CreationDateTime } = await describe(client, tableName);
  if (TableId !== undefined) return TableId;
  if (CreationDateTime !== undefined) return `${tableName}@${CreationDateTime.toISOString()}`;
  throw new DependencyError('dynamodb', `Table ${tableName} was described without id or moment of creation.`, {
    retryable: false,
  });
}

async function describe(client: DynamoDBClient, tableName: string): Promise<TableDescription> {
  try {
    const { Table: described } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return described ?? {};
  } catch (error) {
    throw faultOf(error, 'DescribeTable');
  }
}
