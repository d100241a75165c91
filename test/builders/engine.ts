import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, type DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../shared/adapters/dynamodb/client.ts';
import { ATTENTION_INDEX } from '../../shared/adapters/dynamodb/keys.ts';

/** A DynamoDB engine that a test started, and must stop. */
export interface Engine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const BINARY = fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

/** Starts the embedded DynamoDB engine in memory, on a free port of 127.0.0.1. A missing engine fails the run. */
export async function startEngine(): Promise<Engine> {
  if (!existsSync(BINARY)) {
    throw new Error(
      'The embedded DynamoDB engine (@dynoxide/linux-x64, for Linux on x64) is not installed, and the store is never ' +
        'tested without an engine. Run npm install on such a machine.',
    );
  }
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const port = await freePort();
    const child = spawn(BINARY, ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
    if (await answers(child, port)) return { endpoint: `http://127.0.0.1:${port}`, stop: () => stop(child) };
    await stop(child);
  }
  throw new Error('The embedded DynamoDB engine did not answer on any of five ports.');
}

/** A client of a local engine, with credentials that are plainly not real, and patience with a busy machine. */
export function clientOf(endpoint: string, overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };
  return createDynamoDbClient({ endpoint, region: 'us-east-1', credentials, requestHandler, ...overrides });
}

/** Creates the table as infra/constructs/contracts-table.ts deploys it. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'attentionShard', 'attentionAt'].map(text),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: ATTENTION_INDEX,
          KeySchema: [
            { AttributeName: 'attentionShard', KeyType: 'HASH' },
            { AttributeName: 'attentionAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['factSeq'] },
        },
      ],
    }),
  );
}

function text(name: string) {
  return { AttributeName: name, AttributeType: 'S' as const };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  for (let look = 1; look <= 200 && child.exitCode === null; look += 1) {
    if (await accepts(port)) return child.exitCode === null;
    await wait(25);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}
