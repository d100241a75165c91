import type { SQSRecord } from 'aws-lambda';
import { readMessage } from '../../functions/receive-mail/event.ts';
import type { DeployedReceiptRule } from '../../infra/local/assembly/deployed-system.ts';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import type { IncomingMail } from '../../infra/local/ses/incoming-mail.ts';
import { createMailReceiver } from '../../infra/local/ses/mail-receiver.ts';
import { readMailHead } from '../../shared/adapters/mime/read-mail-head.ts';
import { recordMail, type MailOutcome } from '../../shared/app/record-mail.ts';
import type { MailReceipt } from '../../shared/core/mail/mail-receipt.ts';
import { CONTRACT, type World } from './a-world.ts';
import { memoryMailNotes } from './memory-mail-notes.ts';

export const INTAKE = 'introductions.example.com';
export const REGISTER = `${CONTRACT}@${INTAKE}`;

/** Fields of a good mail: the consultant introduces one person to the client and copies the register. */
const FIELDS: Readonly<Record<string, string>> = {
  'DKIM-Signature':
    'v=1; a=rsa-sha256; c=relaxed/relaxed; d=pmr.example; s=s1;\r\n h=from:to:cc:subject:date:message-id; bh=aGFzaA==; b=c2lnbmF0dXJl',
  From: 'Patrick Rost <office@pmr.example>',
  To: 'Dana Whitfield <dana@harborridge.example>, eugene@auxer.example',
  Cc: REGISTER,
  Subject: 'Dana, meet Eugene',
  Date: 'Tue, 20 Apr 1999 10:00:00 -0400',
  'Message-ID': '<1@pmr.example>',
};

export interface MailChanges extends Partial<Omit<IncomingMail, 'raw'>> {
  /** Fields by name: another value, several, or none at all. */
  fields?: Readonly<Record<string, string | readonly string[] | undefined>>;
  body?: string;
  raw?: Uint8Array;
  at?: string;
}

export function rawMail(fields: MailChanges['fields'] = {}, body = 'You two should talk.\r\n'): Buffer {
  const lines = Object.entries({ ...FIELDS, ...fields }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : (value ?? [])).map((one) => `${name}: ${one}`),
  );
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** A good mail with changes, as the stand-in of SES receives it: what is stored, and what SES says of it. */
export function received(changes: MailChanges = {}): { receipt: MailReceipt; stored: Uint8Array; message: string } {
  const { fields, body, at = '1999-04-20T14:00:05.000Z', raw = rawMail(fields, body), ...incoming } = changes;
  const rule: DeployedReceiptRule = {
    name: 'rule',
    recipients: [INTAKE],
    bucket: 'mails',
    keyPrefix: 'received/',
    topicArn: 'topic',
    scans: true,
  };
  let stored: Uint8Array = new Uint8Array();
  const store = openKeptStore(':memory:');
  const receiver = createMailReceiver({
    store,
    businessClock: () => new Date(at),
    rules: [rule],
    put: (_bucket, _key, bytes) => (stored = bytes),
    publish: async () => {},
  });
  const envelope = { from: 'office@pmr.example', to: [REGISTER], hello: 'mail.pmr.example' };
  receiver.receive({ raw, dkim: 'pass', spf: 'pass', spam: 'pass', virus: 'pass', ...envelope, ...incoming });
  const [{ message } = { message: '' }] = store.list<{ message: string }>('ses-notification');
  store.close();
  const read = readMessage(notified(message), 'mails');
  if (read.kind !== 'mail') throw new Error(read.why);
  return { receipt: read.receipt, stored, message };
}

/** What SNS puts into the queue. */
export function notified(message: string): SQSRecord {
  return { body: JSON.stringify({ Type: 'Notification', Message: message }) } as unknown as SQSRecord;
}

export interface MailDesk {
  readonly notes: ReturnType<typeof memoryMailNotes>;
  /** Receives a good mail with changes, and gives what it came to. */
  take(changes?: MailChanges): Promise<readonly MailOutcome[]>;
  /** The same notification again. */
  takeAgain(mail: ReturnType<typeof received>): Promise<readonly MailOutcome[]>;
}

/** The use case over the real MIME reader and the stand-in of SES, with what it stores in memory. */
export function mailDesk(world: World): MailDesk {
  const notes = memoryMailNotes();
  const takeAgain = ({ receipt, stored }: ReturnType<typeof received>): Promise<readonly MailOutcome[]> => {
    const mails = { readMail: (key: string) => Promise.resolve(key === receipt.objectKey ? stored : undefined) };
    return recordMail({ ...world, notes, mails, readHead: readMailHead, intakeDomain: INTAKE }, receipt);
  };
  return { notes, takeAgain, take: (changes) => takeAgain(received(changes)) };
}
