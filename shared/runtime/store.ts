import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createDynamoDbClient } from '../adapters/dynamodb/client.ts';
import { createDynamoDbStore } from '../adapters/dynamodb/dynamodb-store.ts';
import { createPaceRooms } from '../adapters/dynamodb/pace.ts';
import { createMailNotes } from '../adapters/dynamodb/mail-notes.ts';
import { createReconciliationStore } from '../adapters/dynamodb/reconciliations.ts';
import { createEvidenceFiles } from '../adapters/s3/evidence-files.ts';
import type { MailNotes } from '../ports/mail-intake.ts';
import type { PaceRooms } from '../ports/pace.ts';
import type { ReconciliationStore } from '../ports/reconciliations.ts';
import type { Store } from '../ports/store.ts';
import { withEvidenceFiles } from './evidence-files.ts';

/** The store on the deployed table. */
export function createStore(tableName: string): Store {
  return createDynamoDbStore({ tableName, client: createDynamoDbClient(), newWriteId: randomUUID });
}

/**
 * The store with a bucket beside the table: a file of evidence that is too large for an item lies there. Which it is
 * follows from its size alone, so nothing has to be remembered.
 */
export function createStoreWithFiles(tableName: string, evidenceBucket: string): Store {
  return withEvidenceFiles(createStore(tableName), createEvidenceFiles(new S3Client(), evidenceBucket));
}

/** Notes about mails that prove nothing, in the deployed table. */
export function createNotes(tableName: string): MailNotes {
  return createMailNotes({ tableName, client: createDynamoDbClient(), newWriteId: randomUUID });
}

/** The results of reconciling, in the deployed table. */
export function createReconciliations(tableName: string): ReconciliationStore {
  return createReconciliationStore({ tableName, client: createDynamoDbClient(), newWriteId: randomUUID });
}

/** The room for requests to Stripe, in the deployed table. */
export function createRooms(tableName: string): PaceRooms {
  return createPaceRooms({ tableName, client: createDynamoDbClient() });
}
