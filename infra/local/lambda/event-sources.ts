import type { DeployedEventSource, DeployedFunction, DeployedQueue } from '../assembly/deployed-system.ts';
import type { Queues, ReceivedMessage } from '../queues.ts';
import type { CallRecorder } from '../recorded-calls.ts';
import type { Functions } from './functions.ts';

/** Takes messages from queues and invokes functions with them, as Lambda's pollers do. */
export interface EventSources {
  /** Stops taking messages, and waits for those that are being worked on. */
  pause(): Promise<void>;
  resume(): void;
}

export interface EventSourcesOptions {
  eventSources: readonly DeployedEventSource[];
  functions: readonly DeployedFunction[];
  deployedQueues: readonly DeployedQueue[];
  queues: Queues;
  invoker: Functions;
  recorder: CallRecorder;
  region: string;
  /**
   * How long a message of a failed invocation stays invisible. Deployed that is the rest of the queue's visibility
   * time-out (minutes); here it is short, so that five attempts and the dead-letter queue are seen within seconds.
   */
  retrySeconds: number;
}

interface Source extends DeployedEventSource {
  queueName: string;
  functionName: string;
}

/** Makes the pollers of all enabled event sources; they rest until `resume`. */
export function createEventSources(options: EventSourcesOptions): EventSources {
  const sources = options.eventSources.filter(({ enabled }) => enabled).map((source) => toSource(source, options));
  const state = { isRunning: false };
  let polling: Promise<unknown> = Promise.resolve();
  const poll = async (source: Source): Promise<void> => {
    while (state.isRunning) {
      const messages = options.queues.receive(source.queueName, source.batchSize);
      if (messages.length === 0) await options.queues.untilArrival(source.queueName, 20);
      else await deliver(source, messages, options);
    }
  };
  return {
    pause: async () => {
      state.isRunning = false;
      options.queues.wakeConsumers();
      await polling;
    },
    resume: () => {
      if (state.isRunning) return;
      state.isRunning = true;
      polling = Promise.all(sources.map(poll));
    },
  };
}

/** Finds the names, and checks that the function's own role lets Lambda read the queue for it. */
function toSource(source: DeployedEventSource, options: EventSourcesOptions): Source {
  const queue = options.deployedQueues.find(({ arn }) => arn === source.queueArn);
  const deployed = options.functions.find(({ arn }) => arn === source.functionArn);
  if (queue === undefined || deployed === undefined) {
    throw new Error(`The event source ${source.queueArn} of ${source.functionArn} is not of this template.`);
  }
  const missing = options.recorder.weigh(
    deployed.name,
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => ({
      action,
      resource: queue.arn,
      context: {},
    })),
  );
  if (missing !== undefined) {
    throw new Error(`${deployed.name} cannot be run by ${queue.name}: its role lacks ${missing.action} on the queue.`);
  }
  return { ...source, queueName: queue.name, functionName: deployed.name };
}

async function deliver(
  source: Source,
  messages: readonly ReceivedMessage[],
  options: EventSourcesOptions,
): Promise<void> {
  const failed = await failedMessages(source, messages, options);
  for (const { messageId, receiptHandle } of messages) {
    if (failed.has(messageId)) options.queues.returnAfter(source.queueName, receiptHandle, options.retrySeconds);
    else options.queues.remove(source.queueName, receiptHandle);
  }
}

async function failedMessages(
  source: Source,
  messages: readonly ReceivedMessage[],
  { invoker, region }: EventSourcesOptions,
): Promise<ReadonlySet<string>> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  try {
    const Records = messages.map((message) => toRecord(message, source.queueArn, region));
    const result = await invoker.invoke(source.functionArn, { Records });
    return source.reportsBatchItemFailures ? reportedFailures(result, all) : new Set();
  } catch {
    return all; // The function's own log says why.
  }
}

/** An answer that names a message which was not in the batch, or none, is a failure of the whole batch. */
function reportedFailures(result: unknown, all: ReadonlySet<string>): ReadonlySet<string> {
  const report = result as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null | undefined;
  const failures = report?.batchItemFailures ?? [];
  const ids = failures.map(({ itemIdentifier }) => itemIdentifier ?? '');
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
}

/** The message as a Lambda event has it. */
function toRecord(message: ReceivedMessage, queueArn: string, region: string): object {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          stringValue: StringValue,
          binaryValue: BinaryValue,
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
