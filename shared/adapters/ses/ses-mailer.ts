import { SendRawEmailCommand, SESServiceException, type SESClient } from '@aws-sdk/client-ses';
import { DependencyError } from '../../core/errors.ts';
import type { Mailer, NoticeMail, StatementMail } from '../../ports/mailer.ts';
import { composeMail } from './mime.ts';

/** SES refuses these for now, not for ever. */
const PASSING = new Set([
  'Throttling',
  'ThrottlingException',
  'ServiceUnavailable',
  'LimitExceededException',
  'InternalFailure',
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
]);
const MOST_BYTES = 10 * 1024 * 1024;

/**
 * SES version 1 behind the Mailer port. The tags name contract, statement, party and attempt, so that every event that
 * SES reports finds its intent. Source: facts on AWS 1.7.
 */
export function createSesMailer(
  client: SESClient,
  { from, configurationSet }: { readonly from: string; readonly configurationSet: string },
): Mailer {
  return {
    send: async (mail) => {
      const { subject, html, text, pdf, pdfName } = mail.documents;
      const headers = { 'X-Tallystick-Statement': `${mail.contractId}/${mail.statementId}/${mail.party}` };
      const raw = await composeMail({ from, to: mail.to, subject, html, text, pdf, pdfName, headers });
      if (raw.byteLength > MOST_BYTES) {
        throw new DependencyError('SES', 'The message is above 10 MB, the most that SES takes.', { retryable: false });
      }
      return sendRaw(client, {
        Source: from,
        Destinations: [...mail.to],
        RawMessage: { Data: raw },
        ConfigurationSetName: configurationSet,
        Tags: statementTags(mail),
      });
    },
    sendNotice: async (mail) => {
      const { subject, html, text } = mail.documents;
      const headers = { 'X-Tallystick-Notice': `${mail.contractId}/${mail.noticeId}/${mail.party}` };
      return sendRaw(client, {
        Source: from,
        Destinations: [...mail.to],
        RawMessage: { Data: await composeMail({ from, to: mail.to, subject, html, text, headers }) },
        ConfigurationSetName: configurationSet,
        Tags: noticeTags(mail),
      });
    },
  };
}

async function sendRaw(client: SESClient, input: SendRawEmailCommand['input']): Promise<{ messageId: string }> {
  try {
    const { MessageId } = await client.send(new SendRawEmailCommand(input));
    if (MessageId === undefined) throw new DependencyError('SES', 'SES gave no message id.', { retryable: false });
    return { messageId: MessageId };
  } catch (cause) {
    if (cause instanceof DependencyError) throw cause;
    const answered = cause instanceof SESServiceException && (cause.$metadata.httpStatusCode ?? 0) < 500;
    const reason = cause instanceof Error ? cause.name : 'unknown';
    if (answered && cause.name === 'AccessDeniedException') throw cause;
    const text = answered
      ? `SES answered ${reason}.`
      : `SES gave no answer (${reason}); the mail may or may not have gone.`;
    throw new DependencyError('SES', text, {
      retryable: !answered || PASSING.has(reason),
      details: { reason, outcome: answered || refusedBeforeSending(cause) ? 'refused' : 'unknown' },
      cause,
    });
  }
}

/** A connection that was never made, and an answer that says SES is unavailable, carried nothing out. */
function refusedBeforeSending(cause: unknown): boolean {
  const code: unknown = Reflect.get(Object(cause), 'code');
  const status: unknown = Reflect.get(Object(Reflect.get(Object(cause), '$metadata')), 'httpStatusCode');
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || status === 503;
}

type Tags = { Name: string; Value: string }[];

/** The tags by which an event of SES finds the mail of a statement: contract, statement, party and attempt. */
export function statementTags(mail: Omit<StatementMail, 'to' | 'documents'>): Tags {
  return tagsOf(mail, { Name: 'statement', Value: mail.statementId });
}

/** The tags of a notice. SES takes letters, digits, hyphens and underscores; the id has slashes, so it goes in base64url. */
export function noticeTags(mail: Omit<NoticeMail, 'to' | 'documents'>): Tags {
  return tagsOf(mail, { Name: 'notice', Value: Buffer.from(mail.noticeId).toString('base64url') });
}

function tagsOf(
  { contractId, party, attempt }: Pick<NoticeMail, 'contractId' | 'party' | 'attempt'>,
  about: Tags[number],
): Tags {
  return [
    { Name: 'contract', Value: contractId },
    about,
    { Name: 'party', Value: party },
    { Name: 'attempt', Value: String(attempt) },
  ];
}
