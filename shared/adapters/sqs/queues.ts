import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { DependencyError } from '../../core/errors.ts';
import type { Bell, IntentBells, IntentRing, Ring } from '../../ports/bell.ts';
import type { InboundMessage, InboundQueue, MailWord } from '../../ports/inbound.ts';
import type { ReconcileBells, ReconcileRing, StartReconcile } from '../../ports/reconciliations.ts';

/** Sends to a FIFO queue: one group a contract, and a deduplication id that names what is said and when. */
async function send(
  client: SQSClient,
  queueUrl: string,
  group: string,
  deduplication: string,
  body: unknown,
): Promise<void> {
  try {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: queueText(body),
        MessageGroupId: group,
        MessageDeduplicationId: digest(deduplication),
      }),
    );
  } catch (cause) {
    throw notTaken(cause instanceof Error ? cause.name : 'unknown', cause);
  }
}

function notTaken(reason: string, cause?: unknown): DependencyError {
  return new DependencyError('SQS', `The queue did not take the message (${reason}).`, {
    retryable: true,
    details: { reason },
    cause,
  });
}

function digest(deduplication: string): string {
  return createHash('sha256').update(deduplication).digest('hex');
}

/**
 * JSON in the characters that every queue takes. SQS refuses U+FFFE and U+FFFF; what lies beyond them, such as an emoji, it
 * takes, and the engine of the local system refuses. JSON can write them all as escapes.
 */
function queueText(body: unknown): string {
  return JSON.stringify(body).replace(
    /[\uD800-\uDFFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
}

export function createBell(client: SQSClient, contractQueueUrl: string): Bell {
  return {
    ringContract: (ring: Ring) =>
      send(
        client,
        contractQueueUrl,
        ring.contractId,
        `${ring.contractId}|${ring.factSeq}|${ring.asOf}|${ring.after ?? ''}`,
        ring,
      ),
  };
}

export function createIntentBells(
  client: SQSClient,
  urls: { readonly invoiceQueueUrl: string; readonly statementQueueUrl: string },
): IntentBells {
  const ring = (url: string) => (message: IntentRing) =>
    send(client, url, message.contractId, sameIntentRing(message), message);
  return { ringInvoice: ring(urls.invoiceQueueUrl), ringStatement: ring(urls.statementQueueUrl) };
}

/** The contract is part of it: many contracts have an intent of the same name that is due at the same moment. */
function sameIntentRing({ contractId, intent, factSeq, asOf }: IntentRing): string {
  return `${contractId}|${intent}|${factSeq}|${asOf}`;
}

/**
 * Messages of a contract keep their order. Stripe's events name no contract and need no order, but were they all one group, one
 * that fails would hold up those of every contract behind it for half an hour: so each customer has its own, and an event that
 * names none stands by itself.
 */
function groupOf({ source, contractId, messageId, body }: InboundMessage | MailWord): string {
  if (contractId !== '') return contractId;
  const [, customer] = /"(cus_[A-Za-z0-9_]{1,80})"/.exec(body) ?? [];
  return `${source}/${customer ?? messageId}`;
}

/** The body is part of what makes two messages the same: a sender that uses an id twice must not lose the second. */
function sameMessage(message: InboundMessage | MailWord): string {
  const vendor = message.source === 'ses' ? '' : (message.vendor ?? '');
  return `${message.source}|${message.contractId}|${vendor}|${message.messageId}|${message.body}`;
}

export function createInboundQueue(client: SQSClient, inboundQueueUrl: string): InboundQueue {
  return {
    accept: (message) => send(client, inboundQueueUrl, groupOf(message), sameMessage(message), message),
  };
}

/** The most messages that one call carries. */
const BATCH = 10;

/** A run begins in a group of its own; the contracts of it are compared side by side. */
export function createReconcileBells(client: SQSClient, queueUrl: string): ReconcileBells {
  return {
    ringStart: (start: StartReconcile) => send(client, queueUrl, 'start', `start|${start.run}`, start),
    ringReconcile: async (rings) => {
      for (let at = 0; at < rings.length; at += BATCH) await sendBatch(client, queueUrl, rings.slice(at, at + BATCH));
    },
  };
}

async function sendBatch(client: SQSClient, queueUrl: string, rings: readonly ReconcileRing[]): Promise<void> {
  const Entries = rings.map((ring, index) => ({
    Id: String(index),
    MessageBody: queueText(ring),
    MessageGroupId: ring.contractId,
    MessageDeduplicationId: digest(`${ring.contractId}|${ring.run}`),
  }));
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw notTaken(Failed[0]?.Code ?? 'unknown');
  } catch (cause) {
    throw cause instanceof DependencyError ? cause : notTaken(cause instanceof Error ? cause.name : 'unknown', cause);
  }
}
