import { queueModel } from '../simulation/queue-model.ts';
import { queueClient, queueUrl } from '../simulation/queue-service.ts';
import { MINUTE, SECOND, virtualTime } from '../simulation/virtual-time.ts';
import type { Handed } from './queue-suite.ts';
import { describeSenders, SENT_TO } from './senders-suite.ts';

describeSenders('the adapters of SQS over the model', async () => {
  const time = virtualTime(Date.UTC(1999, 3, 6));
  const come = new Map(SENT_TO.map((name): [string, Handed[]] => [name, []]));
  const queues = [...come].map(([name, handed]) => {
    const consume = async (delivery: Handed): Promise<void> => void handed.push(delivery);
    const common = { time, delay: () => SECOND, downUntil: () => 0, visibility: MINUTE, mostReceives: 5 };
    return [name, queueModel({ ...common, name, kind: 'fifo', consume })] as const;
  });
  return {
    client: queueClient(new Map(queues)),
    urlOf: queueUrl,
    take: async (queue) => {
      await time.runUntil(time.now + MINUTE, () => false);
      return come.get(queue)?.splice(0) ?? [];
    },
    close: async () => undefined,
  };
});
