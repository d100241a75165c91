import { randomUUID } from 'node:crypto';
import { createReconciliationStore } from '../../shared/adapters/dynamodb/reconciliations.ts';
import { clientOf, createTable, startEngine } from '../builders/engine.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { describeReconciliations } from './reconciliations-suite.ts';

describeReconciliations('the results of reconciling in memory', async () => ({
  reconciliations: memoryReconciliations(),
  close: async () => undefined,
}));

describeReconciliations('the results of reconciling in DynamoDB, on the embedded engine', async () => {
  const engine = await startEngine();
  const client = clientOf(engine.endpoint);
  const tableName = `tallystick-${randomUUID()}`;
  await createTable(client, tableName);
  return {
    reconciliations: createReconciliationStore({ tableName, client, newWriteId: randomUUID }),
    close: async () => {
      client.destroy();
      await engine.stop();
    },
  };
});
