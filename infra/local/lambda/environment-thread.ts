/**
 * The inside of one execution environment: a thread that loads a function's built code once and runs its handler
 * for each event that the other side sends. Its environment variables are its own.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

import type { EnvironmentData, InvocationOrder, InvocationOutcome } from './execution-environment.ts';

type Handler = (event: unknown, context: object) => unknown;

const data = workerData as EnvironmentData;
const port = parentPort;
if (port === null) throw new Error('environment-thread.ts runs as a worker thread only.');

const loaded = load();
loaded.catch(() => undefined); // Reported by the first invocation, as Lambda does.

port.on('message', (order: InvocationOrder) => {
  run(order).then(
    (result) => port.postMessage({ id: order.id, result } satisfies InvocationOutcome),
    (error: unknown) => port.postMessage({ id: order.id, error: describe(error) } satisfies InvocationOutcome),
  );
});

async function load(): Promise<Handler> {
  const [file = '', name = ''] = data.handler.split('.');
  const module = (await import(pathToFileURL(`${data.assetFolder}/${file}.mjs`).href)) as Record<string, unknown>;
  const handler = module[name];
  if (typeof handler !== 'function') throw new Error(`${data.handler} is not exported by ${file}.mjs.`);
  return handler as Handler;
}

async function run({ id, event, deadline }: InvocationOrder): Promise<string> {
  const handler = await loaded;
  const result = await handler(JSON.parse(event), {
    callbackWaitsForEmptyEventLoop: false,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: String(data.memoryMegabytes),
    awsRequestId: id,
    logGroupName: data.logGroup,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  });
  return JSON.stringify(result) ?? 'null';
}

function describe(error: unknown): { errorType: string; errorMessage: string; stack: string } {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stack: error.stack ?? '' }
    : { errorType: 'Error', errorMessage: String(error), stack: '' };
}
