import { DAY, MINUTE, type VirtualTime } from './virtual-time.ts';

/** What a consumer gets to know of a delivery. */
export interface Delivery<T> {
  readonly id: string;
  readonly body: T;
  readonly received: number;
}

export interface QueueOptions<T> {
  readonly time: VirtualTime;
  readonly name: string;
  readonly kind: 'fifo' | 'standard';
  readonly visibility: number;
  readonly mostReceives: number;
  /** How long a message waits before its consumer has it. */
  readonly delay: () => number;
  /** Until when nothing is delivered. */
  readonly downUntil: () => number;
  readonly consume: (delivery: Delivery<T>) => Promise<void>;
  /** Where a message goes that was received too often. */
  readonly deadLetters?: (delivery: Delivery<T>) => void;
}

export interface QueueModel<T> {
  readonly waiting: number;
  send(body: T, group: string, deduplication: string): void;
  /** Delivers a message once more, as a queue may that promises `at least once`. */
  again(delivery: Delivery<T>, group: string, later: number): void;
}

interface Message<T> {
  readonly id: string;
  readonly group: string;
  readonly body: T;
  readonly sentAt: number;
  received: number;
}

const DEDUPLICATION = 5 * MINUTE;
const RETENTION = 14 * DAY;

/**
 * SQS with a Lambda behind it, batch size one: a FIFO group has one message in flight and keeps its order; the same
 * deduplication id within five minutes is swallowed; a message whose consumer fails is seen again after the visibility
 * time-out, and after so many receives goes to its dead-letter queue; after 14 days it is gone. Source: facts on AWS 1.6.
 */
export function queueModel<T>(options: QueueOptions<T>): QueueModel<T> {
  const { time, kind } = options;
  const groups = new Map<string, Message<T>[]>();
  const busy = new Set<string>();
  const seen = new Map<string, number>();
  let count = 0;
  let waiting = 0;

  function add(message: Message<T>): void {
    waiting += 1;
    if (kind === 'standard') {
      deliverLater(message, options.delay());
      return;
    }
    const group = groups.get(message.group) ?? [];
    groups.set(message.group, [...group, message]);
    if (!busy.has(message.group)) next(message.group, options.delay());
  }

  function next(group: string, delay: number): void {
    const [first] = groups.get(group) ?? [];
    if (first === undefined) {
      busy.delete(group);
      return;
    }
    busy.add(group);
    deliverLater(first, delay);
  }

  function deliverLater(message: Message<T>, delay: number): void {
    time.at(Math.max(time.now + delay, options.downUntil()), () => {
      if (options.downUntil() > time.now) return deliverLater(message, 0);
      return void deliver(message);
    });
  }

  async function deliver(message: Message<T>): Promise<void> {
    if (time.now - message.sentAt > RETENTION) return finish(message);
    message.received += 1;
    const receivedAt = time.now;
    const delivery = { id: message.id, body: message.body, received: message.received };
    const taken = await options.consume(delivery).then(
      () => true,
      () => false,
    );
    if (taken) return finish(message);
    if (message.received >= options.mostReceives && options.deadLetters !== undefined) {
      options.deadLetters(delivery);
      return finish(message);
    }
    return deliverLater(message, Math.max(0, receivedAt + options.visibility - time.now));
  }

  function finish(message: Message<T>): void {
    waiting -= 1;
    if (kind === 'standard') return;
    groups.set(
      message.group,
      (groups.get(message.group) ?? []).filter((other) => other !== message),
    );
    next(message.group, options.delay());
  }

  const made = (body: T, group: string): Message<T> => {
    count += 1;
    return { id: `${options.name}-${count}`, group, body, sentAt: time.now, received: 0 };
  };
  return {
    get waiting() {
      return waiting;
    },
    send: (body, group, deduplication) => {
      const before = seen.get(deduplication);
      if (kind === 'fifo' && before !== undefined && time.now - before < DEDUPLICATION) return;
      seen.set(deduplication, time.now);
      add(made(body, group));
    },
    again: (delivery, group, later) => time.at(time.now + later, () => add(made(delivery.body, group))),
  };
}
