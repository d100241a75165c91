import { DatabaseSync } from 'node:sqlite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { BuildAppOptions } from 'fauxqs';
import { buildApp } from 'fauxqs';

import type { DeployedQueue, DeployedTopic } from './assembly/deployed-system.ts';

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
}

/** An answer of the queue service to a request of its own protocol. */
export interface QueueServiceAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** SQS and SNS of the local system, kept in the data folder. */
export interface Queues {
  /** Answers a request of the SQS or SNS protocol. */
  handle(headers: Record<string, string>, body: Uint8Array): Promise<QueueServiceAnswer>;
  /** Takes up to `max` messages, which stay invisible for the queue's visibility time-out. */
  receive(queueName: string, max: number): ReceivedMessage[];
  /** Resolves when messages may have come, when the consumers are to stop, or after `seconds`. */
  untilArrival(queueName: string, seconds: number): Promise<void>;
  remove(queueName: string, receiptHandle: string): void;
  /** Makes a received message visible again after `seconds`. */
  returnAfter(queueName: string, receiptHandle: string, seconds: number): void;
  /** Messages of the queue: visible, delayed or in flight. */
  depth(queueName: string): number;
  publish(topicName: string, message: string): Promise<void>;
  /** Ends every {@link untilArrival} that waits now. */
  wakeConsumers(): void;
  stop(): Promise<void>;
}

type Stores = NonNullable<BuildAppOptions['stores']>;
type Persistence = NonNullable<Stores['sqsStore']['persistence']>;

/** The parts of fauxqs that its entry point does not export. */
interface Internals {
  SqsStore: new () => Stores['sqsStore'];
  SnsStore: new () => Stores['snsStore'];
  S3Store: new () => Stores['s3Store'];
  PersistenceManager: new (folder: string) => Persistence;
}

/**
 * `startFauxqs` listens on every address of the machine (0.0.0.0, whatever `host` says). So its parts are put
 * together here as it does, without a socket: requests come in through the gateway. The version is pinned.
 */
async function fauxqsInternals(): Promise<Internals> {
  const [sqs, sns, s3, persistence] = await Promise.all(
    ['sqs/sqsStore.js', 'sns/snsStore.js', 's3/s3Store.js', 'persistence.js'].map(loadOfFauxqs),
  );
  return { ...sqs, ...sns, ...s3, ...persistence } as Internals;
}

async function loadOfFauxqs(file: string): Promise<object> {
  return (await import(new URL(file, import.meta.resolve('fauxqs')).href)) as object;
}

/** Opens the queues and topics of the template, with the messages that an earlier run left. */
export async function openQueues(options: {
  folder: string;
  region: string;
  queueUrl: (name: string) => string;
  queues: readonly DeployedQueue[];
  topics: readonly DeployedTopic[];
}): Promise<Queues> {
  const { SqsStore, SnsStore, S3Store, PersistenceManager } = await fauxqsInternals();
  makeInFlightVisible(options.folder);
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(options.folder);
  // Survives a kill of the process; only a power cut could take the last messages, which the sweep makes good.
  persistence['db'].exec('PRAGMA synchronous = NORMAL');
  persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  stores.sqsStore.persistence = persistence;
  stores.snsStore.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
  createQueues(stores.sqsStore, options);
  createTopics(stores.snsStore, options);

  const app = buildApp({ logger: false, defaultRegion: options.region, stores });
  await app.ready();
  const queueNamed = (name: string) => {
    const queue = stores.sqsStore.getQueueByName(name);
    if (queue === undefined) throw new Error(`There is no queue ${name}.`);
    return queue;
  };
  const handle: Queues['handle'] = async (headers, body) => {
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload: Buffer.from(body) });
    return { status: answer.statusCode, headers: textHeaders(answer.headers), body: answer.rawPayload };
  };
  return {
    handle,
    receive: (name, max) => receive(queueNamed(name), max, (arn) => stores.sqsStore.getQueueByArn(arn)),
    untilArrival: (name, seconds) => queueNamed(name).waitForMessages(seconds),
    remove: (name, receiptHandle) => void queueNamed(name).deleteMessage(receiptHandle),
    returnAfter: (name, receiptHandle, seconds) => queueNamed(name).changeVisibility(receiptHandle, seconds),
    depth: (name) => {
      const { ready, delayed, inflight } = queueNamed(name).inspectMessages();
      return ready.length + delayed.length + inflight.length;
    },
    publish: async (topicName, message) => {
      const arn = options.topics.find(({ name }) => name === topicName)?.arn ?? '';
      const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TopicArn: arn, Message: message });
      const answer = await handle(
        { 'content-type': 'application/x-www-form-urlencoded' },
        Buffer.from(form.toString()),
      );
      if (answer.status !== 200) throw new Error(`SNS: ${Buffer.from(answer.body).toString()}`);
    },
    wakeConsumers: () => stores.sqsStore.shutdown(),
    stop: async () => {
      await app.close();
      persistence.close();
    },
  };
}

/** Nobody holds a message at the start: those that a killed run had in flight are visible at once. */
function makeInFlightVisible(folder: string): void {
  const file = join(folder, 'fauxqs.db');
  if (!existsSync(file)) return;
  const db = new DatabaseSync(file);
  const known = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqs_messages'").get();
  if (known !== undefined) db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  db.close();
}

function createQueues(
  store: Stores['sqsStore'],
  { queues, queueUrl }: { queues: readonly DeployedQueue[]; queueUrl: (name: string) => string },
): void {
  for (const { name, arn, attributes } of queues) {
    const kept = store.getQueueByName(name);
    if (kept === undefined) store.createQueue(name, queueUrl(name), arn, { ...attributes }, {});
    else kept.setAttributes({ ...attributes });
  }
}

function createTopics(
  store: Stores['snsStore'],
  { topics, region }: { topics: readonly DeployedTopic[]; region: string },
): void {
  for (const { name, arn, queueSubscriptions } of topics) {
    store.createTopic(name, {}, {}, region);
    for (const { queueArn, rawDelivery } of queueSubscriptions) {
      store.subscribe(arn, 'sqs', queueArn, { RawMessageDelivery: String(rawDelivery) });
    }
  }
}

type Queue = NonNullable<ReturnType<Stores['sqsStore']['getQueueByName']>>;

function receive(queue: Queue, max: number, deadLetters: (arn: string) => Queue | undefined): ReceivedMessage[] {
  return queue.dequeue(max, undefined, deadLetters).map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    md5OfBody: message.MD5OfBody,
    attributes: systemAttributes(queue, message.ReceiptHandle),
    messageAttributes: message.MessageAttributes ?? {},
  }));
}

function systemAttributes(queue: Queue, receiptHandle: string): Record<string, string> {
  const held = queue.inflightMessages.get(receiptHandle)?.message;
  if (held === undefined) return {};
  return textHeaders({
    ApproximateReceiveCount: String(held.approximateReceiveCount),
    SentTimestamp: String(held.sentTimestamp),
    SenderId: '000000000000',
    ApproximateFirstReceiveTimestamp: String(held.approximateFirstReceiveTimestamp),
    MessageGroupId: held.messageGroupId,
    MessageDeduplicationId: held.messageDeduplicationId,
    SequenceNumber: held.sequenceNumber,
  });
}

function textHeaders(
  headers: Readonly<Record<string, string | number | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
