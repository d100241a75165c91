import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { createBell } from '../../shared/adapters/sqs/queues.ts';
import { readMessage } from '../../shared/adapters/sqs/read-message.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { recordMailEvent } from '../../shared/app/record-mail-event.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import { crmOpener, readApiBases } from '../../shared/runtime/crm-opener.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach } from '../../shared/runtime/queue-handler.ts';
import { createRooms, createStore } from '../../shared/runtime/store.ts';
import { invoicerFor, stripeReader } from '../../shared/runtime/stripe.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'STRIPE_SECRET_ARN',
  'STRIPE_API_BASE',
  'DEPLOYMENT',
  'CRM_API_SECRET_PREFIX',
  'CRM_API_BASES',
);
const log = createLog();
const store = createStore(environment.TABLE_NAME);
const bell = createBell(new SQSClient(), environment.CONTRACT_QUEUE_URL);
const secrets = new SecretsManagerClient();
const invoicer = invoicerFor(secrets, {
  secretArn: environment.STRIPE_SECRET_ARN,
  apiBase: environment.STRIPE_API_BASE,
  deployment: environment.DEPLOYMENT,
  rooms: createRooms(environment.TABLE_NAME),
});
const crm = {
  readerOf: (vendor: AskedVendor) => CRM_READERS[vendor],
  openCrm: crmOpener(secrets, {
    secretPrefix: environment.CRM_API_SECRET_PREFIX,
    bases: readApiBases(environment.CRM_API_BASES),
  }),
};
const world = { store, bell, log, readCrmEvent, ...crm, invoicer: stripeReader(invoicer) };

/** Turns a webhook, or an event of SES, into facts. */
export const handler = handleEach(log, async (record) => {
  const message = readMessage(record);
  switch (message.kind) {
    case 'inbound':
      await recordInbound(world, message.inbound);
      return;
    case 'mail':
      await recordMailEvent({ store, bell, log }, message.report);
      return;
    case 'not-ours':
      log.info('SES event passed over', { messageId: record.messageId, why: message.why });
      return;
    default:
      message satisfies never;
  }
});
