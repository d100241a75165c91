import { afterEach, describe, expect, it } from 'vitest';

/** What a consumer is handed. */
export interface Handed {
  readonly body: string;
  readonly group: string;
  /** How often it has been handed out, this time included. */
  readonly received: number;
}

/** What the consumer does with it: takes it, fails, or works for so many seconds and then takes it. */
export type Consume = (handed: Handed) => 'takes' | 'fails' | number;

export interface QueueAsked {
  readonly kind: 'fifo' | 'standard';
  readonly visibilitySeconds: number;
  readonly mostReceives: number;
  readonly consume: Consume;
}

/** A queue with a consumer behind it, as Lambda is, and a dead-letter queue whose consumer takes everything. */
export interface QueueUnderTest {
  send(body: string, told?: { readonly group?: string; readonly deduplication?: string }): Promise<void>;
  /** Lets the time pass, in which whatever is to be handed out is. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
  /** Why it cannot show that a message is gone in the end; undefined where it can. */
  readonly keepsForEver?: string;
  /** What came out of the dead-letter queue. */
  readonly dead: readonly Handed[];
}

const VISIBILITY = 60;
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
/** More than a message needs to be handed out. */
const SOON = 3;

/** The one suite of what we rely on of SQS: by the model in virtual time, and by the queues of the local system. Source: facts on AWS 1.6. */
export function describeQueue(name: string, open: (asked: QueueAsked) => Promise<QueueUnderTest>): void {
  const opened: QueueUnderTest[] = [];
  const aQueue = async (kind: QueueAsked['kind'], consume: Consume, mostReceives = 3) => {
    const handed: string[] = [];
    const queue = await open({
      kind,
      visibilitySeconds: VISIBILITY,
      mostReceives,
      consume: (message) => {
        handed.push(message.received === 1 ? message.body : `${message.body} again`);
        return consume(message);
      },
    });
    opened.push(queue);
    return { queue, handed };
  };

  describe(name, () => {
    afterEach(async () => {
      for (const queue of opened.splice(0)) await queue.close();
    });

    describe('a FIFO queue', () => {
      it('hands out the messages of a group one after the other, in order', async () => {
        const { queue, handed } = await aQueue('fifo', () => 10);
        for (const body of ['1', '2', '3']) await queue.send(body);
        await queue.pass(SOON);
        expect(handed).toEqual(['1']);
        await queue.pass(10);
        expect(handed).toEqual(['1', '2']);
        await queue.pass(30);
        expect(handed).toEqual(['1', '2', '3']);
      });

      it('does not let one group wait for another', async () => {
        const { queue, handed } = await aQueue('fifo', ({ group }) => (group === 'a' ? 'fails' : 'takes'));
        await queue.send('a1', { group: 'a' });
        await queue.send('a2', { group: 'a' });
        await queue.send('b1', { group: 'b' });
        await queue.send('b2', { group: 'b' });
        await queue.pass(10);
        expect(handed.toSorted()).toEqual(['a1', 'b1', 'b2']);
      });

      it('hands a message that was not taken out again, once its visibility time-out is over and before the rest of its group', async () => {
        const { queue, handed } = await aQueue('fifo', ({ received }) => (received === 1 ? 'fails' : 'takes'));
        await queue.send('1');
        await queue.send('2');
        await queue.pass(VISIBILITY - 1);
        expect(handed).toEqual(['1']);
        await queue.pass(1 + SOON);
        expect(handed.slice(0, 2)).toEqual(['1', '1 again']);
        await queue.pass(VISIBILITY + SOON);
        expect(handed).toEqual(['1', '1 again', '2', '2 again']);
      });

      it('gives a message up after so many receives: its dead-letter queue has it once the last time-out is over, and its group goes on', async () => {
        const { queue, handed } = await aQueue('fifo', ({ body }) => (body === 'poison' ? 'fails' : 'takes'), 2);
        await queue.send('poison', { group: 'a' });
        await queue.send('next', { group: 'a' });
        await queue.pass(2 * VISIBILITY - 2);
        expect(handed).toEqual(['poison', 'poison again']);
        expect(queue.dead).toEqual([]);
        await queue.pass(2 + 2 * SOON);
        expect(queue.dead).toMatchObject([{ body: 'poison', group: 'a' }]);
        expect(handed).toEqual(['poison', 'poison again', 'next']);
      });

      it('swallows the same deduplication id for five minutes, taken or not, whatever the group and the body', async () => {
        const { queue, handed } = await aQueue('fifo', () => 'takes');
        await queue.send('first', { group: 'a', deduplication: 'same' });
        await queue.pass(SOON);
        await queue.send('second', { group: 'b', deduplication: 'same' });
        await queue.pass(5 * MINUTE - 2 * SOON);
        await queue.send('third', { group: 'a', deduplication: 'same' });
        await queue.pass(SOON - 1);
        expect(handed).toEqual(['first']);
        await queue.pass(3);
        await queue.send('fourth', { group: 'a', deduplication: 'same' });
        await queue.pass(SOON);
        expect(handed).toEqual(['first', 'fourth']);
      });

      it('takes the same body under two deduplication ids for two messages', async () => {
        const { queue, handed } = await aQueue('fifo', () => 'takes');
        await queue.send('same', { deduplication: '1' });
        await queue.send('same', { deduplication: '2' });
        await queue.pass(2 * SOON);
        expect(handed).toEqual(['same', 'same']);
      });

      it('has lost a message after fourteen days', async ({ skip }) => {
        const { queue, handed } = await aQueue('fifo', ({ body }) => (body === 'kept' ? 'takes' : 'fails'), 1_000_000);
        skip(queue.keepsForEver !== undefined, queue.keepsForEver);
        await queue.send('lost');
        await queue.send('kept');
        await queue.pass(14 * DAY - MINUTE);
        const before = handed.length;
        await queue.pass(3 * MINUTE);
        expect(handed.slice(before).filter((body) => body !== 'lost again')).toEqual([]);
        await queue.pass(DAY);
        expect(handed.filter((body) => body === 'kept')).toEqual([]);
        const after = handed.length;
        await queue.pass(DAY);
        expect(handed).toHaveLength(after);
      });
    });

    describe('a standard queue', () => {
      it('hands out all that is there, and lets nothing wait for another', async () => {
        const { queue, handed } = await aQueue('standard', ({ body }) => (body === 'slow' ? 30 : 'takes'));
        for (const body of ['slow', 'quick', 'quick']) await queue.send(body);
        await queue.pass(SOON);
        expect(handed.toSorted()).toEqual(['quick', 'quick', 'slow']);
      });

      it('hands a message that was not taken out again, and gives it up after so many receives', async () => {
        const { queue, handed } = await aQueue('standard', () => 'fails', 2);
        await queue.send('poison');
        await queue.pass(VISIBILITY - 1);
        expect(handed).toEqual(['poison']);
        await queue.pass(1 + SOON);
        expect(handed).toEqual(['poison', 'poison again']);
        expect(queue.dead).toEqual([]);
        await queue.pass(VISIBILITY + SOON);
        expect(handed).toEqual(['poison', 'poison again']);
        expect(queue.dead).toMatchObject([{ body: 'poison' }]);
      });
    });
  });
}
