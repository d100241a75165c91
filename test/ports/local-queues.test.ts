import { vi } from 'vitest';
import { openQueues, type Queues, type ReceivedMessage } from '../../infra/local/queues.ts';
import { aDataFolder } from '../infra/local/sample/sample-system.ts';
import { describeQueue, type Handed, type QueueAsked } from './queue-suite.ts';

const SECOND = 1000;
const REGION = 'us-east-1';

describeQueue('the queues of the local system', async ({ kind, visibilitySeconds, mostReceives, consume }) => {
  // Their engine reads the clock whenever it is asked; nothing of it waits.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 3, 6) });
  const [work, letters] = kind === 'fifo' ? (['work.fifo', 'dead.fifo'] as const) : (['work', 'dead'] as const);
  const queues = await openPair({ kind, visibilitySeconds, mostReceives }, work, letters);
  const dead: Handed[] = [];
  const working: { readonly until: number; readonly receiptHandle: string }[] = [];
  let sent = 0;

  const handOut = (message: ReceivedMessage): void => {
    const does = consume(handedOf(message));
    const until = Date.now() + (typeof does === 'number' ? does * SECOND : 0);
    if (does !== 'fails') working.push({ until, receiptHandle: message.receiptHandle });
  };
  const turn = (): void => {
    for (const done of working.filter(({ until }) => until <= Date.now())) {
      working.splice(working.indexOf(done), 1);
      queues.remove(work, done.receiptHandle);
    }
    for (let [message] = queues.receive(work, 1); message !== undefined; [message] = queues.receive(work, 1)) {
      handOut(message);
    }
    for (const message of queues.receive(letters, 10)) {
      dead.push(handedOf(message));
      queues.remove(letters, message.receiptHandle);
    }
  };
  return {
    dead,
    keepsForEver: 'it goes by the real clock, and no run of it lasts for fourteen days',
    send: async (body, { group = 'one', deduplication = `${(sent += 1)}` } = {}) => {
      const fifo = { MessageGroupId: group, MessageDeduplicationId: deduplication };
      await sendTo(queues, { QueueUrl: urlOf(work), MessageBody: body, ...(kind === 'fifo' ? fifo : {}) });
    },
    pass: async (seconds) => {
      const end = Date.now() + seconds * SECOND;
      for (turn(); Date.now() < end; turn()) vi.setSystemTime(Math.min(Date.now() + SECOND / 2, end));
    },
    close: async () => {
      vi.useRealTimers();
      await queues.stop();
    },
  };
});

function openPair(
  { kind, visibilitySeconds, mostReceives }: Omit<QueueAsked, 'consume'>,
  work: string,
  letters: string,
): Promise<Queues> {
  const fifo = kind === 'fifo';
  const common = { VisibilityTimeout: String(visibilitySeconds), ...(fifo ? { FifoQueue: 'true' } : {}) };
  const redrive = JSON.stringify({ deadLetterTargetArn: arnOf(letters), maxReceiveCount: mostReceives });
  return openQueues({
    folder: aDataFolder(),
    region: REGION,
    queueUrl: urlOf,
    queues: [
      { name: work, arn: arnOf(work), fifo, attributes: { ...common, RedrivePolicy: redrive } },
      { name: letters, arn: arnOf(letters), fifo, attributes: common },
    ],
    topics: [],
  });
}

function arnOf(name: string): string {
  return `arn:aws:sqs:${REGION}:000000000000:${name}`;
}

function urlOf(name: string): string {
  return `http://127.0.0.1:1/000000000000/${name}`;
}

async function sendTo(queues: Queues, input: object): Promise<void> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const { status, body } = await queues.handle(headers, Buffer.from(JSON.stringify(input)));
  if (status !== 200) throw new Error(`The queue answered ${status}: ${Buffer.from(body).toString()}`);
}

function handedOf({ body, attributes }: ReceivedMessage): Handed {
  return {
    body,
    group: attributes['MessageGroupId'] ?? '',
    received: Number(attributes['ApproximateReceiveCount']),
  };
}
