import { queueModel, type Delivery } from '../simulation/queue-model.ts';
import { SECOND, virtualTime } from '../simulation/virtual-time.ts';
import { describeQueue, type Handed } from './queue-suite.ts';

describeQueue(
  'the model of SQS that the simulator uses',
  async ({ kind, visibilitySeconds, mostReceives, consume }) => {
    const time = virtualTime(Date.UTC(1999, 3, 6));
    const common = { time, kind, delay: () => 500, downUntil: () => 0, visibility: visibilitySeconds * SECOND };
    const dead: Handed[] = [];
    const letters = queueModel({
      ...common,
      name: 'dead',
      mostReceives,
      consume: async (delivery) => void dead.push(delivery),
    });
    const work = async (delivery: Delivery): Promise<void> => {
      const does = consume(delivery);
      if (does === 'fails') throw new Error('not taken');
      if (typeof does === 'number') await time.sleep(does * SECOND);
    };
    const queue = queueModel({
      ...common,
      name: 'work',
      mostReceives,
      consume: work,
      deadLetters: (letter) => letters.take(letter),
    });
    let sent = 0;
    return {
      dead,
      send: async (body, { group = 'one', deduplication = `${(sent += 1)}` } = {}) =>
        queue.send(body, group, deduplication),
      pass: (seconds) => time.runUntil(time.now + seconds * SECOND, () => false),
      close: async () => undefined,
    };
  },
);
