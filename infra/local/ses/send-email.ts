import MailComposer from 'nodemailer/lib/mail-composer';
import {
  checkAddress,
  checkHeaders,
  checkTags,
  checkVerified,
  MAX_MESSAGE_BYTES,
  MAX_RECIPIENTS,
  oneAddress,
  type MessageTag,
} from './mail-rules.ts';
import {
  headerOf,
  mailboxesOf,
  MimeError,
  readMimeMessage,
  type MimeHeader,
  type MimeMessage,
} from './mime-message.ts';
import { listParameter, SesError } from './query-protocol.ts';

/** What a sender may use. */
export interface SendingRules {
  verifiedIdentities: readonly string[];
  configurationSets: readonly string[];
  region: string;
}

/** A message that passed every check. */
export interface OutgoingMail {
  raw: Buffer;
  source: string;
  destinations: string[];
  headers: MimeHeader[];
  tags: MessageTag[];
  configurationSetName?: string;
}

/** SendRawEmail: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html; throws SesError. */
export function readSendRawEmail(form: URLSearchParams, rules: SendingRules): OutgoingMail {
  const data = form.get('RawMessage.Data');
  if (data === null || data === '') throw missingParameter('rawMessage.data');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data))
    throw new SesError('InvalidParameterValue', 'RawMessage.Data is not base64.');
  return checkOutgoing(Buffer.from(data, 'base64'), form, rules);
}

/** SendEmail: the message is composed here from its fields, then held to the same rules; throws SesError. */
export async function readSendEmail(form: URLSearchParams, rules: SendingRules, now: Date): Promise<OutgoingMail> {
  const source = form.get('Source');
  const subject = form.get('Message.Subject.Data');
  if (source === null) throw missingParameter('source');
  if (subject === null) throw missingParameter('message.subject.data');
  if (/[\r\n]/.test(subject)) throw new SesError('InvalidParameterValue', "Header 'Subject' contains a line break.");
  const [to = [], cc = [], bcc = []] = ['To', 'Cc', 'Bcc'].map((kind) =>
    listParameter(form, `Destination.${kind}Addresses`),
  );
  const replyTo = listParameter(form, 'ReplyToAddresses');
  [source, ...to, ...cc, ...bcc, ...replyTo].forEach(oneAddress);
  const [text, html] = [form.get('Message.Body.Text.Data'), form.get('Message.Body.Html.Data')];
  if (text === null && html === null) throw missingParameter('message.body');
  const composer = new MailComposer({
    from: source,
    to,
    cc,
    replyTo,
    subject,
    date: now,
    ...(text === null ? {} : { text }),
    ...(html === null ? {} : { html }),
  });
  const raw = await composer.compile().build();
  return checkOutgoing(raw, form, rules, [...to, ...cc, ...bcc]);
}

function checkOutgoing(raw: Buffer, form: URLSearchParams, rules: SendingRules, recipients?: string[]): OutgoingMail {
  if (raw.length > MAX_MESSAGE_BYTES) {
    throw new SesError(
      'InvalidParameterValue',
      `Message length is more than ${MAX_MESSAGE_BYTES} bytes long: '${raw.length}'.`,
    );
  }
  const { headers } = readMessage(raw);
  checkHeaders(headers);
  const from = addressesIn(headers, 'from');
  const givenSource = form.get('Source');
  const source = givenSource === null ? (from[0] ?? '') : oneAddress(givenSource);
  const senders = [
    ...new Set([source, ...from, ...addressesIn(headers, 'sender'), ...addressesIn(headers, 'return-path')]),
  ];
  const destinations = destinationsOf(recipients ?? listParameter(form, 'Destinations'), headers);
  const tags = tagsOf(form, headers);
  checkTags(tags);
  checkVerified(senders, rules.verifiedIdentities, rules.region);
  const configurationSetName = form.get('ConfigurationSetName') ?? headerOf(headers, 'x-ses-configuration-set');
  if (configurationSetName !== undefined && !rules.configurationSets.includes(configurationSetName)) {
    throw new SesError('ConfigurationSetDoesNotExist', `Configuration set <${configurationSetName}> does not exist.`);
  }
  return {
    raw,
    source,
    destinations,
    headers,
    tags,
    ...(configurationSetName === undefined ? {} : { configurationSetName }),
  };
}

function readMessage(raw: Buffer): MimeMessage {
  try {
    return readMimeMessage(raw);
  } catch (error) {
    if (error instanceof MimeError) throw new SesError('InvalidParameterValue', error.message);
    throw error;
  }
}

/** The given recipients, or else those of the header. */
function destinationsOf(given: readonly string[], headers: readonly MimeHeader[]): string[] {
  const fromHeaders = ['to', 'cc', 'bcc'].flatMap((name) => addressesIn(headers, name));
  const destinations = given.length > 0 ? given.map(oneAddress) : fromHeaders;
  if (destinations.length === 0) throw new SesError('InvalidParameterValue', "Missing required header 'To'.");
  if (destinations.length > MAX_RECIPIENTS) {
    throw new SesError('InvalidParameterValue', `Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  return destinations;
}

function addressesIn(headers: readonly MimeHeader[], name: string): string[] {
  const addresses = mailboxesOf(headerOf(headers, name) ?? '').map(({ address }) => address);
  addresses.forEach(checkAddress);
  return addresses;
}

/** The Tags parameter, or else the header X-SES-MESSAGE-TAGS: `name=value, name=value`. */
function tagsOf(form: URLSearchParams, headers: readonly MimeHeader[]): MessageTag[] {
  const tags: MessageTag[] = [];
  for (let n = 1; form.has(`Tags.member.${n}.Name`); n += 1) {
    tags.push({ name: form.get(`Tags.member.${n}.Name`) ?? '', value: form.get(`Tags.member.${n}.Value`) ?? '' });
  }
  const header = headerOf(headers, 'x-ses-message-tags');
  if (tags.length > 0 || header === undefined) return tags;
  return header.split(/[,;]/).map((pair) => {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    return { name, value };
  });
}

function missingParameter(path: string): SesError {
  return new SesError(
    'ValidationError',
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
}
