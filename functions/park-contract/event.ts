import type { SQSRecord } from 'aws-lambda';
import { instantFromEpoch, type Instant } from '../../shared/core/calendar/instant.ts';
import { readText } from '../../shared/adapters/sqs/read-message.ts';
import { keptInbound, keptReport } from '../../shared/app/kept-message.ts';
import type { DeadLetter } from '../../shared/app/park-dead-letter.ts';
import { jsonOf } from '../../shared/core/json.ts';
import type { InboxMessage } from '../../shared/ports/store.ts';

/** A dead letter is whatever its consumer could not take, so nothing in it is relied on; even JSON is not. */
export function deadLetterOf(record: SQSRecord): DeadLetter {
  const body = jsonOf(record.body);
  const contractId: unknown = Reflect.get(Object(body), 'contractId');
  const asOf: unknown = Reflect.get(Object(body), 'asOf') ?? Reflect.get(Object(body), 'receivedAt');
  const message = messageIn(record.body);
  return {
    queue: record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(':') + 1),
    messageId: record.messageId,
    contractId: typeof contractId === 'string' && contractId !== '' ? contractId : undefined,
    at: isInstant(asOf) ? asOf : instantFromEpoch(Number(record.attributes.SentTimestamp)),
    body: record.body,
    ...(message === undefined ? {} : { message }),
  };
}

/** The webhook or the word of SES that the letter is; undefined for a ring, and for what cannot be read as any. */
function messageIn(text: string): InboxMessage | undefined {
  const read = readText(text);
  switch (read?.kind) {
    case 'inbound':
      return keptInbound(read.inbound);
    case 'mail':
      return keptReport(read.report);
    case 'not-ours':
    case undefined:
      return undefined;
    default:
      return read satisfies never;
  }
}

function isInstant(value: unknown): value is Instant {
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
  return typeof value === 'string' && shape.test(value) && !Number.isNaN(Date.parse(value));
}
