import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createCrmSecrets } from '../../shared/adapters/secrets-manager/crm-secrets.ts';
import { createActivationStore } from '../../shared/adapters/secrets-manager/secrets.ts';
import { createBell, createInboundQueue, createReconcileBells } from '../../shared/adapters/sqs/queues.ts';
import { instantFromEpoch } from '../../shared/core/calendar/instant.ts';
import { Fault } from '../../shared/core/errors.ts';
import { readApiBases } from '../../shared/runtime/crm-opener.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { problemBody, statusOf } from '../../shared/runtime/http.ts';
import { createLog, faultDetails } from '../../shared/runtime/log.ts';
import { createNotes, createReconciliations, createStoreWithFiles } from '../../shared/runtime/store.ts';
import { wallClockSeconds } from '../../shared/runtime/wall-clock.ts';
import type { ApiVariables } from './event.ts';
import { apiRoutes } from './routes.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'INBOUND_QUEUE_URL',
  'RECONCILE_QUEUE_URL',
  'ACTIVATION_SECRET_ARN',
  'CRM_SECRET_PREFIX',
  'CRM_API_SECRET_PREFIX',
  'CRM_API_BASES',
  'EVIDENCE_BUCKET',
  'INTAKE_DOMAIN',
);
const sqs = new SQSClient();
const secretStore = new SecretsManagerClient();
const log = createLog();
const world = {
  store: createStoreWithFiles(environment.TABLE_NAME, environment.EVIDENCE_BUCKET),
  notes: createNotes(environment.TABLE_NAME),
  intakeDomain: environment.INTAKE_DOMAIN === 'none' ? undefined : environment.INTAKE_DOMAIN,
  bell: createBell(sqs, environment.CONTRACT_QUEUE_URL),
  inbound: createInboundQueue(sqs, environment.INBOUND_QUEUE_URL),
  bells: createReconcileBells(sqs, environment.RECONCILE_QUEUE_URL),
  reconciliations: createReconciliations(environment.TABLE_NAME),
  activations: createActivationStore(secretStore, environment.ACTIVATION_SECRET_ARN),
  secrets: createCrmSecrets(secretStore, {
    signingPrefix: environment.CRM_SECRET_PREFIX,
    credentialsPrefix: environment.CRM_API_SECRET_PREFIX,
  }),
  readers: CRM_READERS,
  apiBases: readApiBases(environment.CRM_API_BASES),
  wallClockSeconds,
  log,
  newSalt: () => randomBytes(16).toString('hex'),
};

const app = apiRoutes(world, requestOf);
app.notFound((c) => c.json({ code: 'input.unknown', message: 'There is nothing at this address.' }, 404));
app.onError((error, c) => {
  if (!(error instanceof Fault) || statusOf(error) >= 500) log.error('api failed', faultDetails(error));
  // Every status of http.ts carries a body.
  return c.json(problemBody(error), statusOf(error) as ContentfulStatusCode);
});

/** What the CLI needs: contracts, records, what waits, decisions, ledger, statements, the switch. */
export const handler = handle(app);

/** The gateway has checked the signature; hono hands its event on as the environment. */
function requestOf(env: unknown): ApiVariables {
  const { event } = env as { event: LambdaEvent & APIGatewayProxyEventV2WithIAMAuthorizer };
  const { timeEpoch, authorizer } = event.requestContext;
  return { now: instantFromEpoch(timeEpoch), caller: authorizer.iam.userArn };
}
