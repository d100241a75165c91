import type { SQSRecord } from 'aws-lambda';
import { deadLetterOf } from '../../functions/park-contract/event.ts';
import { readMessage } from '../../shared/adapters/sqs/read-message.ts';
import { messageOf } from '../../functions/reconcile/event.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { parkDeadLetter } from '../../shared/app/park-dead-letter.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { recordMailEvent } from '../../shared/app/record-mail-event.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { startReconcile } from '../../shared/app/start-reconcile.ts';
import { intentRingSchema, ringSchema } from '../../shared/runtime/queue-handler.ts';
import type { Consumer } from './limits.ts';
import type { Ports } from './machine.ts';

type Consume = (ports: Ports, record: SQSRecord) => Promise<unknown>;

/** What each function does with a message, as its handler: the reader of its event, and one use case. */
export const CONSUMERS: Readonly<Record<Consumer, Consume>> = {
  'settle-contract': async (ports, { body }) =>
    settleContract({ ...ports, bells: ports.bell }, ringSchema.parse(JSON.parse(body))),
  'push-invoice': async (ports, { body }) => pushInvoice(ports, intentRingSchema.parse(JSON.parse(body))),
  'send-statement': async (ports, { body }) => sendStatement(ports, intentRingSchema.parse(JSON.parse(body))),
  'record-facts': recordFacts,
  reconcile,
  'park-contract': async (ports, record) => parkDeadLetter(ports, deadLetterOf(record)),
};

async function recordFacts(ports: Ports, record: SQSRecord): Promise<unknown> {
  const message = readMessage(record);
  switch (message.kind) {
    case 'inbound':
      return recordInbound({ ...ports, readCrmEvent }, message.inbound);
    case 'mail':
      return recordMailEvent(ports, message.report);
    case 'not-ours':
      return undefined;
    default:
      return message satisfies never;
  }
}

async function reconcile(ports: Ports, record: SQSRecord): Promise<unknown> {
  const message = messageOf(record);
  switch (message.kind) {
    case 'start':
      return startReconcile({ ...ports, bells: ports.reconcileBells }, message.start);
    case 'contract':
      return reconcileContract(ports, message.ring);
    default:
      return message satisfies never;
  }
}
