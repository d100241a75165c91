import type { SQSRecord } from 'aws-lambda';
import { instantFromEpoch, type Instant } from '../../shared/core/calendar/instant.ts';
import type { DeadLetter } from '../../shared/app/park-dead-letter.ts';
import { jsonOf } from '../../shared/core/json.ts';

/** A dead letter is whatever its consumer could not take, so nothing in it is relied on; even JSON is not. */
export function deadLetterOf(record: SQSRecord): DeadLetter {
  const body = jsonOf(record.body);
  const contractId: unknown = Reflect.get(Object(body), 'contractId');
  const asOf: unknown = Reflect.get(Object(body), 'asOf') ?? Reflect.get(Object(body), 'receivedAt');
  return {
    queue: record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(':') + 1),
    messageId: record.messageId,
    contractId: typeof contractId === 'string' && contractId !== '' ? contractId : undefined,
    at: isInstant(asOf) ? asOf : instantFromEpoch(Number(record.attributes.SentTimestamp)),
    body: record.body,
  };
}

function isInstant(value: unknown): value is Instant {
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
  return typeof value === 'string' && shape.test(value) && !Number.isNaN(Date.parse(value));
}
