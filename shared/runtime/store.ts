import { randomUUID } from 'node:crypto';
import { createDynamoDbClient } from '../adapters/dynamodb/client.ts';
import { createDynamoDbStore } from '../adapters/dynamodb/dynamodb-store.ts';
import type { Store } from '../ports/store.ts';

/** The store on the deployed table. */
export function createStore(tableName: string): Store {
  return createDynamoDbStore({ tableName, client: createDynamoDbClient(), newWriteId: randomUUID });
}
