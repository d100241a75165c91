import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDbStore } from '../../../shared/adapters/dynamodb/dynamodb-store.ts';
import { type ItemKey, numberedKey } from '../../../shared/adapters/dynamodb/keys.ts';
import { InvariantError } from '../../../shared/core/errors.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { clientOf, createTable, type Engine, startEngine } from '../../builders/engine.ts';
import { aPost, created, headNow } from '../../builders/store-records.ts';

describe('a table that lost an item', () => {
  const tableName = `tallystick-${randomUUID()}`;
  let engine: Engine;
  let client: DynamoDBClient;
  let store: Store;
  beforeAll(async () => {
    engine = await startEngine();
    client = clientOf(engine.endpoint);
    await createTable(client, tableName);
    store = createDynamoDbStore({ tableName, client, newWriteId: randomUUID });
  });
  afterAll(() => engine.stop());

  function lose({ pk, sk }: ItemKey) {
    return client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } }));
  }

  it('does not pass for a contract with fewer facts', async () => {
    const { contractId } = await created(store);
    await lose(numberedKey(contractId, 'FACT#', 1));

    await expect(store.readContract(contractId)).rejects.toThrow(InvariantError);
  });

  it('does not pass for a ledger with fewer entries', async () => {
    const head = await created(store);
    await store.post(aPost(head));
    await store.post(aPost(await headNow(store, head.contractId)));
    await lose(numberedKey(head.contractId, 'ENTRY#', 1));

    await expect(store.readContract(head.contractId)).rejects.toThrow(InvariantError);
  });
});
