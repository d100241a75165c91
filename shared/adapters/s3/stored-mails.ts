import type { S3Client } from '@aws-sdk/client-s3';
import type { StoredMails } from '../../ports/mail-intake.ts';
import { readObject } from './objects.ts';

/** The mails as SES has put them into its bucket. */
export function createStoredMails(client: S3Client, bucket: string): StoredMails {
  return { readMail: (key) => readObject(client, { bucket, key }) };
}
