import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { DeployedFunction } from '../assembly/deployed-system.ts';

/** What the thread of an environment is told at its start. */
export interface EnvironmentData {
  functionName: string;
  functionArn: string;
  assetFolder: string;
  handler: string;
  memoryMegabytes: number;
  logGroup: string;
}

/** One event for the thread; `deadline` in milliseconds since 1970. */
export interface InvocationOrder {
  id: string;
  event: string;
  deadline: number;
}

/** What the thread answers: the handler's result as JSON text, or what it threw. */
export type InvocationOutcome =
  { id: string; result: string } | { id: string; error: { errorType: string; errorMessage: string; stack: string } };

/** A function that failed: it threw, ran out of time, or its environment ended. */
export class FunctionFailedError extends Error {
  override readonly name = 'FunctionFailedError';
  readonly code = 'FUNCTION_FAILED';
  readonly errorType: string;

  constructor(functionName: string, errorType: string, errorMessage: string) {
    super(`${functionName}: ${errorType}: ${errorMessage}`);
    this.errorType = errorType;
  }
}

/** Runs one function's code, one event at a time, in a thread that stays warm between events. */
export interface ExecutionEnvironment {
  /** Gives the handler's result. Throws {@link FunctionFailedError}. */
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Makes the environment; its thread starts with the first event, and starts anew after a time-out or a crash. */
export function createExecutionEnvironment(
  deployed: DeployedFunction,
  variables: Readonly<Record<string, string>>,
  logFile: string,
): ExecutionEnvironment {
  const logs = openLogs(logFile);
  let thread: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let isStopped = false;

  const runNext = async (event: unknown): Promise<unknown> => {
    if (isStopped) throw new FunctionFailedError(deployed.name, 'Stopped', 'the local system is stopping');
    thread ??= startThread(deployed, variables, logs);
    try {
      return await invokeIn(thread, deployed, event);
    } catch (error) {
      if (error instanceof FunctionFailedError) {
        const line = `${JSON.stringify({ level: 'ERROR', message: error.message })}\n`;
        for (const log of logs) log.write(line);
      }
      if (error instanceof FunctionFailedError && endsThread.has(error.errorType)) {
        await thread?.terminate();
        thread = undefined;
      }
      throw error;
    }
  };
  return {
    invoke: (event) => {
      const result = queue.then(() => runNext(event));
      queue = result.catch(() => undefined);
      return result;
    },
    stop: async () => {
      isStopped = true;
      await thread?.terminate();
      await queue;
      await Promise.all(logs.map((log) => new Promise((resolve) => log.end(resolve))));
    },
  };
}

/**
 * The function's log in the data folder and, in the folder that TALLYSTICK_LOG_COPIES names, a copy that outlives it: the
 * tests read all copies at their end, for what must not be in a log.
 */
function openLogs(logFile: string): readonly WriteStream[] {
  const copies = process.env['TALLYSTICK_LOG_COPIES'];
  const name = `${basename(logFile, '.log')}~${process.pid}-${randomUUID()}.log`;
  const files = [logFile, ...(copies === undefined ? [] : [join(copies, name)])];
  return files.map((file) => {
    mkdirSync(dirname(file), { recursive: true });
    return createWriteStream(file, { flags: 'a' });
  });
}

/** After these the environment is not used again, as Lambda does. */
const endsThread = new Set(['Sandbox.Timedout', 'Runtime.ExitError']);

function startThread(
  { name, arn, assetFolder, handler, memoryMegabytes, logGroup }: DeployedFunction,
  env: Readonly<Record<string, string>>,
  logs: readonly WriteStream[],
): Worker {
  const workerData: EnvironmentData = {
    functionName: name,
    functionArn: arn,
    assetFolder,
    handler,
    memoryMegabytes,
    logGroup: logGroup ?? '',
  };
  const thread = new Worker(new URL('./environment-thread.ts', import.meta.url), {
    workerData,
    env: { ...env },
    execArgv: ['--enable-source-maps'],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
  });
  thread.setMaxListeners(0);
  for (const log of logs) {
    thread.stdout.pipe(log, { end: false });
    thread.stderr.pipe(log, { end: false });
  }
  thread.unref();
  return thread;
}

function invokeIn(thread: Worker, deployed: DeployedFunction, event: unknown): Promise<unknown> {
  const id = randomUUID();
  const milliseconds = deployed.timeoutSeconds * 1000;
  return new Promise((resolve, reject) => {
    const fail = (errorType: string, message: string): void => {
      end();
      reject(new FunctionFailedError(deployed.name, errorType, message));
    };
    const onMessage = (outcome: InvocationOutcome): void => {
      if (outcome.id !== id) return;
      if ('error' in outcome) return fail(outcome.error.errorType, outcome.error.errorMessage);
      end();
      resolve(JSON.parse(outcome.result));
    };
    const onError = (error: Error): void => fail('Runtime.ExitError', error.message);
    const onExit = (code: number): void => fail('Runtime.ExitError', `the environment ended with code ${code}`);
    const timer = setTimeout(
      () => fail('Sandbox.Timedout', `Task timed out after ${deployed.timeoutSeconds.toFixed(2)} seconds`),
      milliseconds,
    );
    const end = (): void => {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    const order: InvocationOrder = { id, event: JSON.stringify(event), deadline: Date.now() + milliseconds };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    thread.postMessage(order);
  });
}
