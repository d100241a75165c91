import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createActivationStore } from '../../shared/adapters/secrets-manager/secrets.ts';
import { createBell, createIntentBells } from '../../shared/adapters/sqs/queues.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach, ringSchema } from '../../shared/runtime/queue-handler.ts';
import { createReconciliations, createStore } from '../../shared/runtime/store.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'INVOICE_QUEUE_URL',
  'STATEMENT_QUEUE_URL',
  'ACTIVATION_SECRET_ARN',
);
const log = createLog();
const sqs = new SQSClient();
const urls = { invoiceQueueUrl: environment.INVOICE_QUEUE_URL, statementQueueUrl: environment.STATEMENT_QUEUE_URL };
const bells = { ...createBell(sqs, environment.CONTRACT_QUEUE_URL), ...createIntentBells(sqs, urls) };
const activations = createActivationStore(new SecretsManagerClient(), environment.ACTIVATION_SECRET_ARN);
const reconciliations = createReconciliations(environment.TABLE_NAME);
const world = { store: createStore(environment.TABLE_NAME), bells, activations, reconciliations, log };

/** Settles the contract that the ring names: posts what is owed and not booked, seals what is over. */
export const handler = handleEach(log, async (record) => {
  const ring = ringSchema.parse(JSON.parse(record.body));
  const outcome = await settleContract(world, ring);
  log.info('settled', { contractId: ring.contractId, asOf: ring.asOf, outcome });
});
