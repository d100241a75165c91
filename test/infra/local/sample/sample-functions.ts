/**
 * Small functions of a made-up system with the same kinds of resources as the real one, for tests of the local
 * system itself. They are bundled and run as deployed code is.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const table = new DynamoDBClient({});
const queues = new SQSClient({});
const mail = new SESClient({});
const secrets = new SecretsManagerClient({});

const variable = (name: string): string => process.env[name] ?? `${name} is missing`;
let invocations = 0;

interface HttpEvent {
  body?: string;
  isBase64Encoded: boolean;
  pathParameters?: Record<string, string>;
  requestContext: { timeEpoch: number };
}

interface Work {
  /** What the message is about; messages of one subject keep their order. */
  subject: string;
  task: 'note' | 'fail' | 'crash' | 'sleep' | 'forbidden' | 'mail' | 'attend' | 'never-rest';
  text?: string;
  attentionAt?: string;
}

/** Answers as webhook receivers do: one durable write, then 202. */
export async function receive(event: HttpEvent): Promise<object> {
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  const subject = event.pathParameters?.['subject'] ?? '';
  await send({ subject, ...(JSON.parse(body) as Omit<Work, 'subject'>) });
  return { statusCode: 202, headers: { 'content-type': 'text/plain' }, body: String(event.requestContext.timeEpoch) };
}

/** Gives back the event and the environment that it runs in. */
export function echo(event: object): object {
  invocations += 1;
  return { event, environment: { ...process.env }, invocations };
}

/** Does what the message asks for. */
export async function work({ Records: records }: { Records: { body: string; attributes: object }[] }): Promise<void> {
  for (const { body } of records) {
    const order = JSON.parse(body) as Work;
    switch (order.task) {
      case 'note':
        await note(order.subject, order.text ?? '');
        break;
      case 'fail':
        throw new Error('asked to fail');
      case 'crash':
        process.exit(3);
        break;
      case 'sleep':
        await delay(60_000);
        break;
      case 'forbidden':
        await queues.send(new SendMessageCommand({ QueueUrl: variable('OTHER_QUEUE_URL'), MessageBody: 'no' }));
        break;
      case 'mail':
        await sendMail(order.text ?? '');
        break;
      case 'attend':
        await putAttention(order.subject, order.attentionAt);
        break;
      case 'never-rest':
        break;
      default:
        throw new Error(`unknown task ${String(order.task satisfies never)}`);
    }
  }
}

/** Notes what SNS brings, and what reaches the dead-letter queue. */
export async function park({ Records: records }: { Records: { body: string }[] }): Promise<void> {
  for (const { body } of records) await note('parked', body);
}

/** Asks each subject whose attention is due to rest, by way of the queue. */
export async function sweep({ scheduledAt }: { scheduledAt: string }): Promise<void> {
  const due = await table.send(
    new QueryCommand({
      TableName: variable('TABLE_NAME'),
      IndexName: 'attention',
      KeyConditionExpression: 'attentionShard = :shard AND attentionAt <= :now',
      ExpressionAttributeValues: { ':shard': { S: '0' }, ':now': { S: new Date(scheduledAt).toISOString() } },
    }),
  );
  for (const item of due.Items ?? []) {
    const subject = item['pk']?.S ?? '';
    if (subject === 'restless') continue;
    await send({ subject, task: 'note', text: `swept at ${scheduledAt}` });
    await send({ subject, task: 'attend' });
  }
}

async function note(subject: string, text: string): Promise<void> {
  await table.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        {
          Update: {
            TableName: variable('TABLE_NAME'),
            Key: { pk: { S: subject }, sk: { S: 'notes' } },
            UpdateExpression: 'SET notes = list_append(if_not_exists(notes, :none), :note)',
            ExpressionAttributeValues: { ':none': { L: [] }, ':note': { L: [{ S: text }] } },
          },
        },
      ],
    }),
  );
}

async function putAttention(subject: string, attentionAt: string | undefined): Promise<void> {
  await table.send(
    new UpdateItemCommand({
      TableName: variable('TABLE_NAME'),
      Key: { pk: { S: subject }, sk: { S: 'state' } },
      ...(attentionAt === undefined
        ? { UpdateExpression: 'REMOVE attentionShard, attentionAt' }
        : {
            UpdateExpression: 'SET attentionShard = :shard, attentionAt = :at',
            ExpressionAttributeValues: { ':shard': { S: '0' }, ':at': { S: attentionAt } },
          }),
    }),
  );
}

async function sendMail(to: string): Promise<void> {
  const key = await secrets.send(new GetSecretValueCommand({ SecretId: variable('SECRET_ARN') }));
  const raw = [
    'From: "Sample" <sample@mail.example.com>',
    `To: ${to}`,
    'Subject: A sample',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `The key begins with ${key.SecretString?.slice(0, 8) ?? ''}.`,
    '',
  ].join('\r\n');
  await mail.send(
    new SendRawEmailCommand({
      RawMessage: { Data: Buffer.from(raw) },
      Destinations: [to],
      Source: 'sample@mail.example.com',
      ConfigurationSetName: variable('MAIL_CONFIGURATION_SET'),
    }),
  );
}

async function send(order: Work): Promise<void> {
  await queues.send(
    new SendMessageCommand({
      QueueUrl: variable('WORK_QUEUE_URL'),
      MessageBody: JSON.stringify(order),
      MessageGroupId: order.subject,
      MessageDeduplicationId: crypto.randomUUID(),
    }),
  );
}
