import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { faultOf } from './dynamodb-faults.ts';
import { contractPartition, type ItemKey, type Prefix } from './keys.ts';

/** The table that the store reads and writes. */
export interface Table {
  readonly client: DynamoDBClient;
  /** The same client, with plain values in place of DynamoDB's typed ones. */
  readonly documents: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Makes an id of at most 36 characters that no other write ever had. */
  readonly newWriteId: () => string;
}

/** What every item has besides its key: who wrote it last. */
export interface StoredItem extends ItemKey {
  readonly writeId: string;
}

/** Most items keep their value as plain JSON in `body`; see `toPlain` and `fromPlain`. */
export interface BodyItem extends StoredItem {
  readonly body: unknown;
}

/** One item, read consistently. The caller knows T: nothing but this store writes the table. */
export async function readItem<T extends StoredItem>(table: Table, key: ItemKey): Promise<T | undefined> {
  try {
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: table.tableName, Key: { ...key }, ConsistentRead: true }),
    );
    return Item as T | undefined;
  } catch (error) {
    throw faultOf(error, 'GetItem');
  }
}

/** All items of one kind of one contract, read consistently, in the order of their keys. */
export function readItems<T extends StoredItem>(table: Table, contractId: string, prefix: Prefix): Promise<T[]> {
  return queryAll<T>(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': contractPartition(contractId), ':prefix': prefix },
    ConsistentRead: true,
  });
}

/** Follows the pages of a query (1 MB each) to the end, or until `enough` items have come. */
export async function queryAll<T extends ItemKey>(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
  enough = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const items: T[] = [];
  let next: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page = await queryPage(table, next === undefined ? query : { ...query, ExclusiveStartKey: next });
    items.push(...((page.Items ?? []) as T[]));
    next = page.LastEvaluatedKey;
  } while (next !== undefined && items.length < enough);
  return items;
}

async function queryPage(table: Table, query: Omit<QueryCommandInput, 'TableName'>): Promise<QueryCommandOutput> {
  try {
    return await table.documents.send(new QueryCommand({ TableName: table.tableName, ...query }));
  } catch (error) {
    throw faultOf(error, 'Query');
  }
}
