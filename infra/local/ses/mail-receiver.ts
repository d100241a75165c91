import type { DeployedReceiptRule } from '../assembly/deployed-system.ts';
import type { KeptStore } from '../kept-store.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Outbox } from '../outbox.ts';
import { SmtpRefusal, takeMail, type IncomingMail, type TakenMail } from './incoming-mail.ts';

export interface MailReceiverOptions {
  store: KeptStore;
  /** SES's own time: when a mail came in. */
  businessClock: () => Date;
  rules: readonly DeployedReceiptRule[];
  /** Writes into a bucket, as the bucket's policy lets SES. */
  put: (bucket: string, key: string, bytes: Uint8Array, contentType: string) => void;
  publish: (topicArn: string, message: string) => Promise<void>;
}

/** A mail that came in, for whoever looks. */
export interface ReceivedMail {
  messageId: string;
  receivedAt: string;
  from: string;
  to: readonly string[];
  subject: string;
  dkim: string;
}

/** The receiving side of SES. */
export interface MailReceiver {
  /** The domains and addresses that mail is taken for. */
  readonly recipients: readonly string[];
  /** Takes a mail as SES would; throws SmtpRefusal with what SES answers the sender. */
  receive(mail: IncomingMail): { messageId: string };
  /** Oldest first. */
  received(): ReceivedMail[];
  readonly outbox: Outbox;
}

interface Notification {
  id: string;
  topicArn: string;
  message: string;
}

/**
 * Receives mail as the receipt rules say: stores each in its bucket, then tells its topic, which is kept until it has
 * worked. https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 */
export function createMailReceiver({ store, businessClock, rules, put, publish }: MailReceiverOptions): MailReceiver {
  const queued = (): Notification[] => store.list('ses-notification');
  return {
    recipients: rules.flatMap(({ recipients }) => recipients),
    receive: (mail) => {
      const at = businessClock();
      const ruled = rules.flatMap((rule) => {
        const to = mail.to.filter((address) => isFor(rule, address));
        return to.length === 0 ? [] : [{ rule, to }];
      });
      const [first] = ruled;
      if (first === undefined) throw new SmtpRefusal('550 5.1.1 Requested action not taken: mailbox unavailable');
      const taken = takeMail(mail, first.to, at);
      for (const { rule, to } of ruled) {
        const objectKey = `${rule.keyPrefix}${taken.messageId}`;
        put(rule.bucket, objectKey, taken.stored, 'application/octet-stream');
        const message = JSON.stringify(notificationOf(mail, taken, { rule, to, at, objectKey }));
        const id = `${taken.messageId}/${rule.name}`;
        store.put('ses-notification', id, { id, topicArn: rule.topicArn, message } satisfies Notification);
      }
      store.put('ses-received', taken.messageId, aboutMail(mail, taken, at));
      return { messageId: taken.messageId };
    },
    received: () => store.list('ses-received'),
    outbox: {
      name: "SES's notifications of mail that came in",
      hasWork: () => store.count('ses-notification') > 0,
      deliver: oneAtATime(async () => {
        let delivered = 0;
        for (const { id, topicArn, message } of queued()) {
          await publish(topicArn, message);
          store.remove('ses-notification', id);
          delivered += 1;
        }
        return { delivered, pending: queued().length };
      }),
    },
  };
}

/** A rule for a domain takes every address at it, and none at a domain below it. */
function isFor({ recipients }: DeployedReceiptRule, address: string): boolean {
  const plain = address.toLowerCase();
  return recipients.some((one) => plain === one || plain.slice(plain.lastIndexOf('@') + 1) === one);
}

/** https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
function notificationOf(
  { from, to: destination }: IncomingMail,
  { messageId, headers, headersTruncated, commonHeaders, verdicts, dmarcPolicy }: TakenMail,
  { rule, to, at, objectKey }: { rule: DeployedReceiptRule; to: readonly string[]; at: Date; objectKey: string },
): object {
  const timestamp = at.toISOString();
  const { bucket: bucketName, keyPrefix: objectKeyPrefix, topicArn } = rule;
  const unscanned = rule.scans ? {} : { spamVerdict: { status: 'DISABLED' }, virusVerdict: { status: 'DISABLED' } };
  return {
    notificationType: 'Received',
    mail: { timestamp, source: from, messageId, destination, headersTruncated, headers, commonHeaders },
    receipt: {
      timestamp,
      processingTimeMillis: 317,
      recipients: to,
      ...verdicts,
      ...unscanned,
      ...(dmarcPolicy === undefined ? {} : { dmarcPolicy }),
      action: { type: 'S3', topicArn, bucketName, objectKeyPrefix, objectKey },
    },
  };
}

function aboutMail({ from, to, dkim }: IncomingMail, { messageId, commonHeaders }: TakenMail, at: Date): ReceivedMail {
  return { messageId, receivedAt: at.toISOString(), from, to, subject: commonHeaders.subject ?? '', dkim };
}
