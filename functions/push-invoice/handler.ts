import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createActivationStore } from '../../shared/adapters/secrets-manager/secrets.ts';
import { createBell } from '../../shared/adapters/sqs/queues.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach, intentRingSchema } from '../../shared/runtime/queue-handler.ts';
import { createRooms, createStore } from '../../shared/runtime/store.ts';
import { invoicerFor } from '../../shared/runtime/stripe.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'STRIPE_SECRET_ARN',
  'STRIPE_API_BASE',
  'ACTIVATION_SECRET_ARN',
  'PUBLIC_BASE_URL',
  'DEPLOYMENT',
);
const log = createLog();
const secrets = new SecretsManagerClient();
const invoicer = invoicerFor(secrets, {
  secretArn: environment.STRIPE_SECRET_ARN,
  apiBase: environment.STRIPE_API_BASE,
  deployment: environment.DEPLOYMENT,
  rooms: createRooms(environment.TABLE_NAME),
});
const world = {
  store: createStore(environment.TABLE_NAME),
  activations: createActivationStore(secrets, environment.ACTIVATION_SECRET_ARN),
  bell: createBell(new SQSClient(), environment.CONTRACT_QUEUE_URL),
  log,
  publicBaseUrl: environment.PUBLIC_BASE_URL,
};

/** Makes Stripe match one intent. The only function that writes to Stripe. */
export const handler = handleEach(log, async (record) => {
  const ring = intentRingSchema.parse(JSON.parse(record.body));
  const outcome = await pushInvoice({ ...world, invoicer: await invoicer() }, ring);
  log.info('pushed', { contractId: ring.contractId, intent: ring.intent, outcome });
});
