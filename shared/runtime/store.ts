import { randomUUID } from 'node:crypto';
import { createDynamoDbClient } from '../adapters/dynamodb/client.ts';
import { createDynamoDbStore } from '../adapters/dynamodb/dynamodb-store.ts';
import { createPaceRooms } from '../adapters/dynamodb/pace.ts';
import { createReconciliationStore } from '../adapters/dynamodb/reconciliations.ts';
import type { PaceRooms } from '../ports/pace.ts';
import type { ReconciliationStore } from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';

/** The store on the deployed table. */
export function createStore(tableName: string): Store {
  return createDynamoDbStore({ tableName, client: createDynamoDbClient(), newWriteId: randomUUID });
}

/** The results of reconciling, in the deployed table. */
export function createReconciliations(tableName: string): ReconciliationStore {
  return createReconciliationStore({ tableName, client: createDynamoDbClient(), newWriteId: randomUUID });
}

/** The room for requests to Stripe, in the deployed table. */
export function createRooms(tableName: string): PaceRooms {
  return createPaceRooms({ tableName, client: createDynamoDbClient() });
}
