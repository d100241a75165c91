import type { SESMail, SESReceipt, SESReceiptS3Action } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../functions/receive-mail/event.ts';
import { notified, received } from '../builders/a-mail.ts';

/** Typed after AWS's own event, with the values of its documentation's example. */
const mail: SESMail = {
  timestamp: '2015-09-11T20:32:33.936Z',
  source: '61967230-7A45-4A9D-BEC9-87CBCF2211C9@example.com',
  messageId: 'd6iitobk75ur44p8kdnnp7g2n800',
  destination: ['recipient@example.com'],
  headersTruncated: false,
  headers: [
    { name: 'Return-Path', value: '<0000014fbe1c09cf-7cb9f704-7531-4e53-89a1-5fa9744f5eb6-000000@amazonses.com>' },
  ],
  commonHeaders: {
    returnPath: '0000014fbe1c09cf-7cb9f704-7531-4e53-89a1-5fa9744f5eb6-000000@amazonses.com',
    from: ['sender@example.com'],
    date: 'Fri, 11 Sep 2015 20:32:32 +0000',
    to: ['recipient@example.com'],
    messageId: '<61967230-7A45-4A9D-BEC9-87CBCF2211C9@example.com>',
    subject: 'Example subject',
  },
};
const action: SESReceiptS3Action = {
  type: 'S3',
  topicArn: 'arn:aws:sns:us-east-1:012345678912:example-topic',
  bucketName: 'mails',
  objectKey: 'received/d6iitobk75ur44p8kdnnp7g2n800',
};
const receipt: Omit<SESReceipt, 'action'> & { action: SESReceiptS3Action } = {
  timestamp: '2015-09-11T20:32:33.936Z',
  processingTimeMillis: 406,
  recipients: ['recipient@example.com'],
  spamVerdict: { status: 'PASS' },
  virusVerdict: { status: 'PASS' },
  spfVerdict: { status: 'PASS' },
  dkimVerdict: { status: 'GRAY' },
  dmarcVerdict: { status: 'PROCESSING_FAILED' },
  action,
};
const read = (said: object) => readMessage(notified(JSON.stringify(said)), 'mails');
const said = (changes: object = {}, about: object = {}) => ({
  notificationType: 'Received',
  receipt: { ...receipt, ...changes },
  mail: { ...mail, ...about },
});

describe('what SES says of a mail', () => {
  it('is read as AWS documents it', () => {
    expect(read(said())).toEqual({
      kind: 'mail',
      receipt: {
        mailId: 'd6iitobk75ur44p8kdnnp7g2n800',
        receivedAt: '2015-09-11T20:32:33.936Z',
        recipients: ['recipient@example.com'],
        envelopeFrom: '61967230-7A45-4A9D-BEC9-87CBCF2211C9@example.com',
        shownFrom: ['sender@example.com'],
        verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'GRAY', dmarc: 'PROCESSING_FAILED' },
        objectKey: 'received/d6iitobk75ur44p8kdnnp7g2n800',
      },
    });
  });

  it('is read alike from the stand-in', () => {
    const { receipt: ours } = received();
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(Object(read(said())).receipt).toSorted());
  });

  it('does not show From where its headers were cut off', () => {
    expect(Object(read(said({}, { headersTruncated: true }))).receipt).not.toHaveProperty('shownFrom');
  });

  it.each([
    ['a bounce', { notificationType: 'Bounce' }],
    ['nothing', {}],
    ['a mail in another bucket', said({ action: { ...action, bucketName: 'other' } })],
    [
      'the setting up of the rule',
      said({ action: { ...action, objectKey: 'received/AMAZON_SES_SETUP_NOTIFICATION' } }),
    ],
  ])('is not ours when it is %s', (_, other) => {
    expect(read(other).kind).toBe('not-ours');
  });

  it.each([
    ['without a verdict', said({ dkimVerdict: undefined })],
    ['with a verdict that nobody documents', said({ dkimVerdict: { status: 'pass' } })],
    ['with another action', said({ action: { type: 'Lambda', functionArn: 'x' } })],
    ['with an id that is none', said({}, { messageId: '../x' })],
    ['with a time that is none', said({}, { timestamp: 'now' })],
  ])('fails by itself %s', (_, other) => {
    expect(() => read(other)).toThrow();
  });
});
