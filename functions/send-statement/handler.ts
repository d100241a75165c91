import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDocumentMaker } from '../../shared/adapters/documents/document-maker.ts';
import { createActivationStore } from '../../shared/adapters/secrets-manager/secrets.ts';
import { createSesClient } from '../../shared/adapters/ses/client.ts';
import { createSesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import { createBell } from '../../shared/adapters/sqs/queues.ts';
import { sendStatement } from '../../shared/app/send-statement.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach, intentRingSchema } from '../../shared/runtime/queue-handler.ts';
import { createStore } from '../../shared/runtime/store.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'ACTIVATION_SECRET_ARN',
  'MAIL_FROM',
  'MAIL_CONFIGURATION_SET',
);
const log = createLog();
const world = {
  store: createStore(environment.TABLE_NAME),
  activations: createActivationStore(new SecretsManagerClient(), environment.ACTIVATION_SECRET_ARN),
  documents: createDocumentMaker({ fontsFolder: new URL('./fonts/', import.meta.url) }),
  mailer: createSesMailer(createSesClient(), {
    from: environment.MAIL_FROM,
    configurationSet: environment.MAIL_CONFIGURATION_SET,
  }),
  bell: createBell(new SQSClient(), environment.CONTRACT_QUEUE_URL),
  log,
};

/** Sends one sealed statement to one party. */
export const handler = handleEach(log, async (record) => {
  const ring = intentRingSchema.parse(JSON.parse(record.body));
  const outcome = await sendStatement(world, ring);
  log.info('statement', { contractId: ring.contractId, intent: ring.intent, outcome });
});
