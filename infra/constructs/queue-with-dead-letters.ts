import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { consumerTimeouts } from './time-limits.ts';

export interface QueueWithDeadLettersProps {
  /** FIFO queues keep the order of one contract's messages; a standard queue takes what SNS brings. */
  kind: 'fifo' | 'standard';
  /** The time-out of the function that consumes the queue. */
  consumerTimeout: Duration;
}

/** How often a message is tried before its dead-letter queue gets it. */
export const maxReceiveCount = 5;

/** AWS asks for six times the consumer's time-out, so that a message never runs twice at once. */
const visibilityFactor = 6;

const retentionPeriod = Duration.days(14);

/**
 * A queue and its dead-letter queue of the same kind, both encrypted and open to TLS alone.
 *
 * Senders name their own deduplication ids: two different rings with the same content are two messages.
 */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { kind, consumerTimeout }: QueueWithDeadLettersProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod,
      // CDK wants these two left out, not false, for a standard queue.
      ...(kind === 'fifo' ? { fifo: true, contentBasedDeduplication: false } : {}),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      visibilityTimeout: sixTimes(consumerTimeouts.parkContract),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: sixTimes(consumerTimeout),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
  }
}

function sixTimes(timeout: Duration): Duration {
  return Duration.seconds(timeout.toSeconds() * visibilityFactor);
}
