import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDynamoDbStore } from '../../../shared/adapters/dynamodb/dynamodb-store.ts';
import { clientOf, createTable, type Engine, startEngine } from '../../builders/engine.ts';
import { created } from '../../builders/store-records.ts';

describe('an engine in trouble', () => {
  let silent: Server | undefined;
  let engine: Engine | undefined;
  afterEach(async () => {
    silent?.close();
    await engine?.stop();
    [silent, engine] = [undefined, undefined];
  });

  it('is given up after three time-outs when it never answers, and may be tried later', async () => {
    let connections = 0;
    silent = createServer(() => void (connections += 1));
    const endpoint = await listen(silent);
    const impatient = { connectionTimeout: 200, requestTimeout: 50, throwOnRequestTimeout: true };
    const client = clientOf(endpoint, { requestHandler: impatient });
    const store = createDynamoDbStore({ tableName: 'any', client, newWriteId: randomUUID });

    await expect(store.readHead('any')).rejects.toMatchObject({ code: 'dependency.failed', retryable: true });
    expect(connections).toBe(3);
  });

  it('may be tried later when it is gone', async () => {
    engine = await startEngine();
    const client = clientOf(engine.endpoint);
    await createTable(client, 'any');
    const store = createDynamoDbStore({ tableName: 'any', client, newWriteId: randomUUID });
    const head = await created(store);
    await engine.stop();

    await expect(store.moveAttention(head, undefined)).rejects.toMatchObject({ retryable: true });
    await expect(store.tableId()).rejects.toMatchObject({ retryable: true });
  });

  it('need not be asked again for a table that is not there', async () => {
    engine = await startEngine();
    const client = clientOf(engine.endpoint);
    const store = createDynamoDbStore({ tableName: 'missing', client, newWriteId: randomUUID });

    const calls = [
      () => store.tableId(),
      () => store.listContracts(),
      () => store.readHead('any'),
      () => created(store),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'dependency.failed', retryable: false });
    }
  });
});

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });
}
