import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { createBell, createInboundQueue, createReconcileBells } from '../../shared/adapters/sqs/queues.ts';
import { reconcileContract } from '../../shared/app/reconcile-contract.ts';
import { startReconcile } from '../../shared/app/start-reconcile.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach } from '../../shared/runtime/queue-handler.ts';
import { createReconciliations, createRooms, createStore } from '../../shared/runtime/store.ts';
import { invoicerFor } from '../../shared/runtime/stripe.ts';
import { dailyRunOf, messageOf } from './event.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'INBOUND_QUEUE_URL',
  'RECONCILE_QUEUE_URL',
  'STRIPE_SECRET_ARN',
  'STRIPE_API_BASE',
  'DEPLOYMENT',
);
const log = createLog();
const sqs = new SQSClient();
const invoicer = invoicerFor(new SecretsManagerClient(), {
  secretArn: environment.STRIPE_SECRET_ARN,
  apiBase: environment.STRIPE_API_BASE,
  deployment: environment.DEPLOYMENT,
  rooms: createRooms(environment.TABLE_NAME),
});
const world = {
  store: createStore(environment.TABLE_NAME),
  reconciliations: createReconciliations(environment.TABLE_NAME),
  bell: createBell(sqs, environment.CONTRACT_QUEUE_URL),
  bells: createReconcileBells(sqs, environment.RECONCILE_QUEUE_URL),
  inbound: createInboundQueue(sqs, environment.INBOUND_QUEUE_URL),
  log,
};

const takeMessages = handleEach(log, async (record) => {
  const message = messageOf(record);
  switch (message.kind) {
    case 'start':
      await startReconcile({ ...world, invoicer: await invoicer() }, message.start);
      return;
    case 'contract': {
      const { contractId } = message.ring;
      const result = await reconcileContract({ ...world, invoicer: await invoicer() }, message.ring);
      log.info('reconciled', { contractId, state: result.state, differences: result.differenceCount });
      return;
    }
    default:
      message satisfies never;
  }
});

/** Compares the books with Stripe: the schedule begins a run, and the queue brings each contract of it. */
export async function handler(event: SQSEvent | { scheduledAt: string }): Promise<void> {
  if ('Records' in event) return takeMessages(event);
  await startReconcile({ ...world, invoicer: await invoicer() }, dailyRunOf(event));
}
