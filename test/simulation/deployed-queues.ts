import { deadLetterOf } from '../../functions/park-contract/event.ts';
import {
  createBell,
  createInboundQueue,
  createIntentBells,
  createReconcileBells,
} from '../../shared/adapters/sqs/queues.ts';
import type { Bell, IntentBells } from '../../shared/ports/bell.ts';
import type { InboundQueue } from '../../shared/ports/inbound.ts';
import type { ReconcileBells } from '../../shared/ports/reconciliations.ts';
import { MOST_RECEIVES, QUEUES, TIMEOUTS, VISIBILITY_FACTOR, type Consumer } from './limits.ts';
import { queueModel, type Delivery, type QueueModel, type QueueOptions } from './queue-model.ts';
import { queueClient, queueUrl, recordOf } from './queue-service.ts';

/** What rings and keeps messages: the real adapters of SQS over the models of the queues. */
export interface Senders {
  readonly bells: Bell & IntentBells;
  readonly inbound: InboundQueue;
  readonly reconcileBells: ReconcileBells;
}

export interface DeployedQueues extends Senders {
  /** Messages that lie in a queue. */
  readonly waiting: number;
  /** The messages that became dead letters and name a contract, as the inbox calls them, less those that were lost as such. */
  readonly deadLetters: ReadonlySet<string>;
  /** An event of SES comes, as its topic hands it on. */
  readonly mailEvent: (body: string) => void;
}

interface Service extends Pick<QueueOptions, 'time' | 'delay' | 'downUntil' | 'repeats'> {
  /** Runs the consumer of a queue with a message. */
  readonly consume: (
    consumer: Consumer,
    record: ReturnType<typeof recordOf>,
    again: (later: number) => number,
  ) => Promise<void>;
  /** A message that its queue kept too long is gone. */
  readonly lost: (queue: string, record: ReturnType<typeof recordOf>) => void;
  /** A webhook or an event of SES was tried too often and is a dead letter. */
  readonly unread: (record: ReturnType<typeof recordOf>) => void;
}

/** The queues as they are deployed, each with its consumer and its dead-letter queue, whose consumer parks. */
export function deployedQueues({ consume, lost, unread, ...service }: Service): DeployedQueues {
  const queues = new Map<string, QueueModel>();
  const letters = new Set<string>();

  const open = (name: string, kind: 'fifo' | 'standard', consumer: Consumer, dead?: (delivery: Delivery) => void) => {
    const made: QueueModel = queueModel({
      ...service,
      name,
      kind,
      visibility: VISIBILITY_FACTOR * TIMEOUTS[consumer],
      mostReceives: MOST_RECEIVES,
      consume: (delivery) => consume(consumer, recordOf(name, delivery), (later) => made.again(delivery, later)),
      ...(dead === undefined ? {} : { deadLetters: dead }),
      lost: (delivery) => {
        const record = recordOf(name, delivery);
        if (consumer === 'park-contract') letters.delete(letterOf(record));
        lost(name, record);
      },
    });
    queues.set(name, made);
    return made;
  };
  for (const [name, { kind, consumer }] of Object.entries(QUEUES)) {
    const letterbox = `${name}-dead-letters`;
    const dead = open(letterbox, kind, 'park-contract');
    open(name, kind, consumer, (delivery) => {
      const record = recordOf(letterbox, delivery);
      if (consumer === 'record-facts') unread(record);
      if (deadLetterOf(record).contractId !== undefined) letters.add(letterOf(record));
      dead.take(delivery);
    });
  }
  const client = queueClient(queues);
  return {
    bells: {
      ...createBell(client, queueUrl('contract')),
      ...createIntentBells(client, {
        invoiceQueueUrl: queueUrl('invoice'),
        statementQueueUrl: queueUrl('statement'),
      }),
    },
    inbound: createInboundQueue(client, queueUrl('inbound')),
    reconcileBells: createReconcileBells(client, queueUrl('reconcile')),
    get waiting() {
      return [...queues.values()].reduce((sum, { waiting }) => sum + waiting, 0);
    },
    deadLetters: letters,
    mailEvent: (body) => queues.get('mail-events')?.send(body, '', ''),
  };
}

/** As the inbox calls a dead letter. */
function letterOf(record: ReturnType<typeof recordOf>): string {
  const { queue, messageId } = deadLetterOf(record);
  return `dead-letter/${queue}/${messageId}`;
}
