import { SQSClient } from '@aws-sdk/client-sqs';
import { Hono } from 'hono';
import { openQueues, type ReceivedMessage } from '../../infra/local/queues.ts';
import { serveApp } from '../infra/local/serve-app.ts';
import { aDataFolder } from '../infra/local/sample/sample-system.ts';
import { describeSenders, SENT_TO } from './senders-suite.ts';

const REGION = 'us-east-1';

describeSenders('the adapters of SQS over the queues of the local system', async () => {
  const urlOf = (name: string): string => `http://127.0.0.1:1/000000000000/${name}.fifo`;
  const queues = await openQueues({
    folder: aDataFolder(),
    region: REGION,
    queueUrl: (name) => `http://127.0.0.1:1/000000000000/${name}`,
    queues: SENT_TO.map((name) => ({
      name: `${name}.fifo`,
      arn: `arn:aws:sqs:${REGION}:000000000000:${name}.fifo`,
      fifo: true,
      attributes: { FifoQueue: 'true', VisibilityTimeout: '60' },
    })),
    topics: [],
  });
  const app = new Hono();
  app.post('/', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const answer = await queues.handle(c.req.header(), body);
    return new Response(Buffer.from(answer.body), { status: answer.status, headers: answer.headers });
  });
  const served = await serveApp(app);
  const client = new SQSClient({
    region: REGION,
    endpoint: served.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  const taken = (name: string): ReceivedMessage[] => {
    const all: ReceivedMessage[] = [];
    for (let some = queues.receive(name, 10); some.length > 0; some = queues.receive(name, 10)) {
      for (const message of some) queues.remove(name, message.receiptHandle);
      all.push(...some);
    }
    return all;
  };
  return {
    client,
    urlOf,
    take: async (queue) =>
      taken(`${queue}.fifo`).map(({ body, attributes }) => ({ body, group: attributes['MessageGroupId'] ?? '' })),
    close: async () => {
      client.destroy();
      await served.close();
      await queues.stop();
    },
  };
});
