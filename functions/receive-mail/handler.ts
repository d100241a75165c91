import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readMailHead } from '../../shared/adapters/mime/read-mail-head.ts';
import { createStoredMails } from '../../shared/adapters/s3/stored-mails.ts';
import { createBell } from '../../shared/adapters/sqs/queues.ts';
import { recordMail } from '../../shared/app/record-mail.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach } from '../../shared/runtime/queue-handler.ts';
import { createNotes, createStoreWithFiles } from '../../shared/runtime/store.ts';
import { readMessage } from './event.ts';

const environment = readEnvironment(
  'TABLE_NAME',
  'CONTRACT_QUEUE_URL',
  'MAIL_BUCKET',
  'EVIDENCE_BUCKET',
  'INTAKE_DOMAIN',
);
const log = createLog();
const world = {
  store: createStoreWithFiles(environment.TABLE_NAME, environment.EVIDENCE_BUCKET),
  bell: createBell(new SQSClient(), environment.CONTRACT_QUEUE_URL),
  mails: createStoredMails(new S3Client(), environment.MAIL_BUCKET),
  notes: createNotes(environment.TABLE_NAME),
  readHead: readMailHead,
  intakeDomain: environment.INTAKE_DOMAIN,
  log,
};

/** Turns a mail that was copied to the register into an introduction, a question, or a note. */
export const handler = handleEach(log, async (record) => {
  const message = readMessage(record, environment.MAIL_BUCKET);
  if (message.kind === 'mail') await recordMail(world, message.receipt);
  else log.info('not a mail', { messageId: record.messageId, why: message.why });
});
