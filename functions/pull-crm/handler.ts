import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { createBell } from '../../shared/adapters/sqs/queues.ts';
import { pullCrms } from '../../shared/app/pull-crm.ts';
import { crmOpener, readApiBases } from '../../shared/runtime/crm-opener.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { scheduledAtOf } from '../../shared/runtime/scheduled-event.ts';
import { createStore } from '../../shared/runtime/store.ts';

const environment = readEnvironment('TABLE_NAME', 'CONTRACT_QUEUE_URL', 'CRM_API_SECRET_PREFIX', 'CRM_API_BASES');
const world = {
  store: createStore(environment.TABLE_NAME),
  bell: createBell(new SQSClient(), environment.CONTRACT_QUEUE_URL),
  log: createLog(),
  openCrm: crmOpener(new SecretsManagerClient(), {
    secretPrefix: environment.CRM_API_SECRET_PREFIX,
    bases: readApiBases(environment.CRM_API_BASES),
  }),
};

/** A page of deals may take this long; with less left, the next run goes on from where this one came to. */
const ROOM_MILLISECONDS = 60_000;

/** Asks each connected CRM for what no webhook brought. */
export function handler(event: unknown, context: Context): Promise<{ pulled: number; missed: number }> {
  const hasTime = (): boolean => context.getRemainingTimeInMillis() > ROOM_MILLISECONDS;
  return pullCrms({ ...world, hasTime }, scheduledAtOf(event));
}
