import type { SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Log } from '../ports/log.ts';
import { faultDetails } from './log.ts';

/** What every ring carries. */
export const ringSchema = z.object({ contractId: z.string(), factSeq: z.number(), asOf: z.string() });
export const intentRingSchema = z.extend(ringSchema, { intent: z.string() });

/** All that the Lambda runtime gets to print of a failure: the error behind it may quote what a message held. */
class MessageNotTakenError extends Error {
  override readonly name = 'MessageNotTakenError';
}

/**
 * Takes a queue's message (the batch size is one). A fault is logged by its code and thrown without what it holds, so
 * that the queue gives the message again and, in the end, to its dead-letter queue.
 */
export function handleEach(log: Log, work: (record: SQSRecord) => Promise<void>): (event: SQSEvent) => Promise<void> {
  return async (event) => {
    for (const record of event.Records) {
      try {
        await work(record);
      } catch (error) {
        const details = faultDetails(error);
        log.error('message not taken', { messageId: record.messageId, ...details });
        throw new MessageNotTakenError(String(details['code']));
      }
    }
  };
}
