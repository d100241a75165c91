import { randomUUID } from 'node:crypto';
import { createDynamoDbStore } from '../../../shared/adapters/dynamodb/dynamodb-store.ts';
import { clientOf, createTable, startEngine } from '../../builders/engine.ts';
import { describeStore, type OpenedStore } from '../store-suite.ts';

describeStore('the store in DynamoDB, on the embedded engine', async () => {
  const engine = await startEngine();
  const opened = await openOn(engine.endpoint);
  const close = async (): Promise<void> => {
    await opened.close();
    await engine.stop();
  };
  return { ...opened, close };
});

const second = process.env['DYNAMODB_ENDPOINT'];
if (second !== undefined) describeStore(`the store in DynamoDB, on ${second}`, () => openOn(second));

async function openOn(endpoint: string): Promise<OpenedStore> {
  const tableName = `tallystick-${randomUUID()}`;
  const client = clientOf(endpoint);
  await createTable(client, tableName);
  const store = createDynamoDbStore({ tableName, client, newWriteId: randomUUID });
  return { store, close: async () => client.destroy() };
}
