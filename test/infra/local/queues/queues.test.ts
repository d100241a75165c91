import { afterEach, expect, it } from 'vitest';

import type { Queues } from '../../../../infra/local/queues.ts';
import { openQueues } from '../../../../infra/local/queues.ts';
import { aDataFolder } from '../sample/sample-system.ts';

const open: Queues[] = [];
afterEach(async () => {
  for (const queues of open.splice(0)) await queues.stop();
});

function arn(name: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

async function openIn(folder: string): Promise<Queues> {
  const redrive = JSON.stringify({ deadLetterTargetArn: arn('dead.fifo'), maxReceiveCount: 2 });
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic';
  const fifo = { FifoQueue: 'true', VisibilityTimeout: '60' };
  const queues = await openQueues({
    folder,
    region: 'us-east-1',
    queueUrl: (name) => `http://127.0.0.1:1/000000000000/${name}`,
    queues: [
      { name: 'work.fifo', arn: arn('work.fifo'), fifo: true, attributes: { ...fifo, RedrivePolicy: redrive } },
      { name: 'dead.fifo', arn: arn('dead.fifo'), fifo: true, attributes: fifo },
      { name: 'plain', arn: arn('plain'), fifo: false, attributes: { VisibilityTimeout: '60' } },
    ],
    topics: [{ name: 'topic', arn: topicArn, queueSubscriptions: [{ queueArn: arn('plain'), rawDelivery: false }] }],
  });
  open.push(queues);
  return queues;
}

async function send(queues: Queues, body: string, group = 'one'): Promise<void> {
  const input = {
    QueueUrl: 'http://any.host/000000000000/work.fifo',
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: body,
  };
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
  const answer = await queues.handle(headers, Buffer.from(JSON.stringify(input)));
  expect(answer.status).toBe(200);
}

const bodies = (queues: Queues, name: string, max = 10): string[] => queues.receive(name, max).map(({ body }) => body);

it('holds back a group while one of its messages is being worked on', async () => {
  const queues = await openIn(aDataFolder());
  await send(queues, 'a1', 'a');
  await send(queues, 'a2', 'a');
  await send(queues, 'b1', 'b');
  const [first] = queues.receive('work.fifo', 10);
  expect(first?.body).toBe('a1');
  expect(first?.attributes).toMatchObject({ MessageGroupId: 'a', ApproximateReceiveCount: '1' });
  queues.remove('work.fifo', first?.receiptHandle ?? '');
  expect(bodies(queues, 'work.fifo')).toEqual(['a2']);
});

it('swallows a message with the same deduplication id', async () => {
  const queues = await openIn(aDataFolder());
  await send(queues, 'same');
  await send(queues, 'same');
  expect(queues.depth('work.fifo')).toBe(1);
});

it('moves a message that came too often to the dead-letter queue', async () => {
  const queues = await openIn(aDataFolder());
  await send(queues, 'poison');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const [message] = queues.receive('work.fifo', 1);
    queues.returnAfter('work.fifo', message?.receiptHandle ?? '', 0.001);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(bodies(queues, 'work.fifo')).toEqual([]);
  expect(bodies(queues, 'dead.fifo')).toEqual(['poison']);
});

it('wakes who waits for a message, and who has waited in vain', async () => {
  const queues = await openIn(aDataFolder());
  const arrival = queues.untilArrival('work.fifo', 20);
  await send(queues, 'news');
  await arrival;
  const vain = queues.untilArrival('plain', 20);
  queues.wakeConsumers();
  await vain;
  expect(bodies(queues, 'work.fifo')).toEqual(['news']);
});

it('keeps messages over a restart, in order, and shows at once those that were in flight', async () => {
  const folder = aDataFolder();
  const before = await openIn(folder);
  await send(before, '1');
  await send(before, '2');
  expect(bodies(before, 'work.fifo')).toEqual(['1']);
  open.pop();
  await before.stop();
  const after = await openIn(folder);
  const [first] = after.receive('work.fifo', 10);
  expect(first).toMatchObject({ body: '1', attributes: { ApproximateReceiveCount: '2' } });
  after.remove('work.fifo', first?.receiptHandle ?? '');
  expect(bodies(after, 'work.fifo')).toEqual(['2']);
});

it('delivers a notification to the queue once, also after a restart', async () => {
  const folder = aDataFolder();
  await openIn(folder);
  await open.pop()?.stop();
  const queues = await openIn(folder);
  await queues.publish('topic', '{"eventType":"Bounce"}');
  const [body, ...more] = bodies(queues, 'plain');
  expect(JSON.parse(body ?? '')).toMatchObject({ Type: 'Notification', Message: '{"eventType":"Bounce"}' });
  expect(more).toEqual([]);
});
