import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { consumerTimeouts } from './time-limits.ts';

/** The queues of the system. They are doorbells: the table is the truth, and a lost message costs minutes. */
export class TallystickQueues extends Construct {
  /** What webhooks brought: record-facts makes facts of it. */
  readonly inbound: QueueWithDeadLetters;
  /** What became of sent mail, from SES by way of SNS. */
  readonly mailEvents: QueueWithDeadLetters;
  /** Mails that SES has stored, by way of SNS. */
  readonly receivedMails: QueueWithDeadLetters;
  /** Contracts to settle. */
  readonly contract: QueueWithDeadLetters;
  /** Intents to carry to Stripe. */
  readonly invoice: QueueWithDeadLetters;
  /** Statements to send. */
  readonly statement: QueueWithDeadLetters;
  /** Contracts to compare with Stripe. */
  readonly reconcile: QueueWithDeadLetters;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { recordFacts, receiveMail, settleContract, pushInvoice, sendStatement, reconcile } = consumerTimeouts;
    this.inbound = new QueueWithDeadLetters(this, 'Inbound', { kind: 'fifo', consumerTimeout: recordFacts });
    this.mailEvents = new QueueWithDeadLetters(this, 'MailEvents', { kind: 'standard', consumerTimeout: recordFacts });
    this.receivedMails = new QueueWithDeadLetters(this, 'ReceivedMails', {
      kind: 'standard',
      consumerTimeout: receiveMail,
    });
    this.contract = new QueueWithDeadLetters(this, 'Contract', { kind: 'fifo', consumerTimeout: settleContract });
    this.invoice = new QueueWithDeadLetters(this, 'Invoice', { kind: 'fifo', consumerTimeout: pushInvoice });
    this.statement = new QueueWithDeadLetters(this, 'Statement', { kind: 'fifo', consumerTimeout: sendStatement });
    this.reconcile = new QueueWithDeadLetters(this, 'Reconcile', { kind: 'fifo', consumerTimeout: reconcile });
  }

  /** The queues that work waits in, by the name an operator reads. */
  get waiting(): Record<string, Queue> {
    return this.named(({ queue }) => queue);
  }

  /** Their dead-letter queues, by the same names. */
  get deadLetters(): Record<string, Queue> {
    return this.named(({ deadLetters }) => deadLetters);
  }

  private named(pick: (pair: QueueWithDeadLetters) => Queue): Record<string, Queue> {
    const { inbound, mailEvents, receivedMails, contract, invoice, statement, reconcile } = this;
    const pairs = [inbound, mailEvents, receivedMails, contract, invoice, statement, reconcile];
    return Object.fromEntries(pairs.map((pair) => [pair.node.id, pick(pair)]));
  }
}
