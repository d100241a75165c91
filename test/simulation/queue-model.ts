import { DAY, MINUTE, type VirtualTime } from './virtual-time.ts';

/** What a consumer gets to know of a delivery. */
export interface Delivery {
  readonly id: string;
  readonly group: string;
  readonly body: string;
  readonly sentAt: number;
  readonly received: number;
}

export interface QueueOptions {
  readonly time: VirtualTime;
  readonly name: string;
  readonly kind: 'fifo' | 'standard';
  readonly visibility: number;
  readonly mostReceives: number;
  /** How long a message waits before its consumer has it. */
  readonly delay: () => number;
  /** Until when nothing is delivered. */
  readonly downUntil: () => number;
  /** After how many milliseconds a message that was taken comes once more; undefined for never. */
  readonly repeats?: () => number | undefined;
  readonly consume: (delivery: Delivery) => Promise<void>;
  /** Where a message goes that was received too often. */
  readonly deadLetters?: (delivery: Delivery) => void;
  /** What lay here for so long that it is gone. */
  readonly lost?: (delivery: Delivery) => void;
}

export interface QueueModel {
  readonly waiting: number;
  send(body: string, group: string, deduplication: string): void;
  /** Takes what another queue gives up as its dead letter: the message keeps its id and its group and, in a standard queue, its age. */
  take(delivery: Delivery): void;
  /** Delivers the same message once more, as a queue may that promises `at least once`, for as long as it keeps any; the answer is when. */
  again(delivery: Delivery, later: number): number;
}

interface Message extends Delivery {
  received: number;
}

export const DEDUPLICATION = 5 * MINUTE;
/** How long SQS keeps a message. */
export const RETENTION = 14 * DAY;

/**
 * SQS with a Lambda behind it, batch size one: a FIFO group has one message in flight and keeps its order; the same
 * deduplication id within five minutes is swallowed; a message whose consumer fails is seen again after the visibility
 * time-out, and where it would be received once too often it goes to its dead-letter queue; after 14 days it is gone. Held to the
 * queues of the local system by test/ports/queue-suite.ts. Source: facts on AWS 1.6.
 */
export function queueModel(options: QueueOptions): QueueModel {
  const { time, kind } = options;
  const groups = new Map<string, Message[]>();
  const busy = new Set<string>();
  const seen = new Map<string, number>();
  let count = 0;
  let waiting = 0;

  function add(message: Message): void {
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

  function deliverLater(message: Message, delay: number): void {
    time.at(Math.max(time.now + delay, options.downUntil()), () => {
      if (options.downUntil() > time.now) return deliverLater(message, 0);
      return void deliver(message);
    });
  }

  async function deliver(message: Message): Promise<void> {
    if (time.now - message.sentAt > RETENTION) {
      options.lost?.(message);
      return finish(message);
    }
    if (message.received >= options.mostReceives && options.deadLetters !== undefined) {
      options.deadLetters({ ...message });
      return finish(message);
    }
    message.received += 1;
    const receivedAt = time.now;
    const delivery = { ...message };
    const taken = await options.consume(delivery).then(
      () => true,
      () => false,
    );
    if (taken) {
      const later = options.repeats?.();
      if (later !== undefined) again(message, later);
      return finish(message);
    }
    return deliverLater(message, Math.max(0, receivedAt + options.visibility - time.now));
  }

  function finish(message: Message): void {
    waiting -= 1;
    if (kind === 'standard') return;
    groups.set(
      message.group,
      (groups.get(message.group) ?? []).filter((other) => other !== message),
    );
    next(message.group, options.delay());
  }

  const made = (body: string, group: string): Message => {
    count += 1;
    return { id: `${options.name}-${count}`, group, body, sentAt: time.now, received: 0 };
  };
  function again({ id, body, group }: Delivery, later: number): number {
    const after = Math.min(later, RETENTION);
    time.at(time.now + after, () => add({ ...made(body, group), id }));
    return after;
  }

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
    take: ({ id, group, body, sentAt }) =>
      add({ ...made(body, group), id, ...(kind === 'standard' ? { sentAt } : {}) }),
    again,
  };
}
