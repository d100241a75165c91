import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Delivery, QueueModel } from './queue-model.ts';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';

export function queueUrl(name: string): string {
  return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
}

/** What a message may weigh, and the characters that it may not have: https://docs.aws.amazon.com/AWSSimpleQueueService, SendMessage. */
const MOST_BYTES = 1024 * 1024;
// eslint-disable-next-line no-control-regex
const REFUSED = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;

type Entry = Pick<SendMessageCommand['input'], 'MessageBody' | 'MessageGroupId' | 'MessageDeduplicationId'>;

/** A client of SQS for the real adapters: whatever they send lies in the model of the queue that its address names. */
export function queueClient(queues: ReadonlyMap<string, Pick<QueueModel, 'send'>>): SQSClient {
  const at = new Map([...queues].map(([name, queue]) => [queueUrl(name), queue]));
  const put = (url: string, { MessageBody, MessageGroupId, MessageDeduplicationId }: Entry): void => {
    const queue = at.get(url);
    if (queue === undefined || MessageBody === undefined) throw new Error(`No queue takes what is sent to ${url}.`);
    if (Buffer.byteLength(MessageBody) > MOST_BYTES || REFUSED.test(MessageBody))
      throw new Error('InvalidMessageContents');
    queue.send(MessageBody, MessageGroupId ?? '', MessageDeduplicationId ?? '');
  };
  const send = async (command: unknown): Promise<object> => {
    if (command instanceof SendMessageCommand) put(command.input.QueueUrl ?? '', command.input);
    else if (command instanceof SendMessageBatchCommand) {
      for (const entry of command.input.Entries ?? []) put(command.input.QueueUrl ?? '', entry);
    } else throw new Error('The adapters of SQS only send.');
    return {};
  };
  // To send is all that the adapters ask of it.
  return { send } as unknown as SQSClient;
}

/** A message as Lambda hands it to the function behind its queue. */
export function recordOf(queue: string, { id, body, group, received, sentAt }: Delivery): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `${id}/${received}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: String(sentAt),
      SenderId: ACCOUNT,
      ApproximateFirstReceiveTimestamp: String(sentAt),
      MessageGroupId: group,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`,
    awsRegion: REGION,
  };
}
