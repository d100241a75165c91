import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { instantFromEpoch } from '../../shared/core/calendar/instant.ts';
import { VERDICTS, type MailReceipt } from '../../shared/core/mail/mail-receipt.ts';

/** SNS wraps what SES says. */
const notification = z.object({ Type: z.literal('Notification'), Message: z.string() });

const verdict = z.object({ status: z.enum(VERDICTS) });

/**
 * What SES says of a mail that it has stored.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
const received = z.object({
  notificationType: z.literal('Received'),
  receipt: z.object({
    recipients: z.array(z.string()),
    spamVerdict: verdict,
    virusVerdict: verdict,
    spfVerdict: verdict,
    dkimVerdict: verdict,
    dmarcVerdict: verdict,
    action: z.object({ type: z.literal('S3'), bucketName: z.string(), objectKey: z.string().min(1) }),
  }),
  mail: z.object({
    timestamp: z.iso.datetime(),
    source: z.string(),
    messageId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
    headersTruncated: z.boolean(),
    commonHeaders: z.object({ from: z.array(z.string()).optional() }).optional(),
  }),
});

/** SES stores an object of this name when the rule is made, to see that it may; it is no mail. */
const SET_UP = 'AMAZON_SES_SETUP_NOTIFICATION';

export type MailMessage =
  { readonly kind: 'mail'; readonly receipt: MailReceipt } | { readonly kind: 'not-ours'; readonly why: string };

/** What lies in the queue: a notification of SES by way of SNS. Errors: a ZodError for what SES does not document. */
export function readMessage(record: SQSRecord, bucketName: string): MailMessage {
  const said: unknown = JSON.parse(notification.parse(JSON.parse(record.body)).Message);
  if (Reflect.get(Object(said), 'notificationType') !== 'Received') {
    return { kind: 'not-ours', why: 'it tells of no mail that was received' };
  }
  const { receipt, mail } = received.parse(said);
  const { bucketName: named, objectKey } = receipt.action;
  if (named !== bucketName || objectKey.endsWith(SET_UP)) {
    return { kind: 'not-ours', why: 'what it names is no mail in our bucket' };
  }
  const shownFrom = mail.headersTruncated ? undefined : mail.commonHeaders?.from;
  return {
    kind: 'mail',
    receipt: {
      mailId: mail.messageId,
      receivedAt: instantFromEpoch(Date.parse(mail.timestamp)),
      recipients: receipt.recipients,
      envelopeFrom: mail.source,
      ...(shownFrom === undefined ? {} : { shownFrom }),
      verdicts: {
        spam: receipt.spamVerdict.status,
        virus: receipt.virusVerdict.status,
        spf: receipt.spfVerdict.status,
        dkim: receipt.dkimVerdict.status,
        dmarc: receipt.dmarcVerdict.status,
      },
      objectKey,
    },
  };
}
