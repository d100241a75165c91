import type { KeptMail, Outcome } from './kept-mail.ts';
import { decodeWords, headerOf, mailboxesOf, type MimeHeader } from './mime-message.ts';

/**
 * What SES publishes about a message: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * Instants are ISO 8601.
 */
export type SesEvent = { mail: SesEventMail } & (
  | { eventType: 'Send'; send: Record<string, never> }
  | { eventType: 'Delivery'; delivery: SesDelivery }
  | { eventType: 'Bounce'; bounce: SesBounce }
  | { eventType: 'Complaint'; complaint: SesComplaint }
);

export interface SesEventMail {
  timestamp: string;
  source: string;
  sourceArn: string;
  sendingAccountId: string;
  messageId: string;
  destination: string[];
  headersTruncated: boolean;
  headers: MimeHeader[];
  commonHeaders: SesCommonHeaders;
  /** SES's own (`ses:configuration-set` and others) and the caller's. */
  tags: Record<string, string[]>;
}

export interface SesCommonHeaders {
  from: string[];
  to?: string[];
  cc?: string[];
  replyTo?: string[];
  date?: string;
  messageId: string;
  subject?: string;
}

export interface SesDelivery {
  timestamp: string;
  processingTimeMillis: number;
  recipients: string[];
  smtpResponse: string;
  reportingMTA: string;
}

export interface SesBounce {
  bounceType: 'Permanent';
  bounceSubType: 'General' | 'Suppressed';
  bouncedRecipients: { emailAddress: string; action: 'failed'; status: string; diagnosticCode: string }[];
  timestamp: string;
  feedbackId: string;
  reportingMTA: string;
}

export interface SesComplaint {
  complainedRecipients: { emailAddress: string }[];
  timestamp: string;
  feedbackId: string;
  userAgent: string;
  complaintFeedbackType: 'abuse';
  complaintSubType: null;
  arrivalDate: string;
}

export const SENDING_ACCOUNT = '000000000000';
const SIMULATOR_DOMAIN = 'simulator.amazonses.com';
const PROCESSING_MILLIS = 500;

/** What happens to a message at this address: the mailbox simulator's addresses, with or without a +label, are special. */
export function outcomeAt(address: string): Outcome {
  const mailbox = simulatorMailbox(address);
  if (mailbox === 'bounce' || mailbox === 'suppressionlist') return 'bounced';
  // `ooto` is delivered too: what SES simulates there is a reply to the sender's own mailbox, not an event.
  return mailbox === 'complaint' ? 'complained' : 'delivered';
}

/** The events of an accepted message, in the order in which they happen; none without a configuration set. */
export function eventsOf(mail: KeptMail, region: string): SesEvent[] {
  if (mail.configurationSetName === undefined) return [];
  const about = aboutMail(mail, region);
  const fates = mail.recipients.flatMap(({ address, outcome }) => fateOf(mail, address, outcome));
  return [{ eventType: 'Send', send: {} } as const, ...fates].map((fate) => ({ ...fate, mail: about }));
}

type WithoutMail<T> = T extends unknown ? Omit<T, 'mail'> : never;

function fateOf(mail: KeptMail, address: string, outcome: Outcome): WithoutMail<SesEvent>[] {
  switch (outcome) {
    case 'delivered':
      return [{ eventType: 'Delivery', delivery: deliveryOf(mail, address) }];
    case 'bounced':
      return [{ eventType: 'Bounce', bounce: bounceOf(mail, address) }];
    case 'complained':
      return [
        { eventType: 'Delivery', delivery: deliveryOf(mail, address) },
        { eventType: 'Complaint', complaint: complaintOf(mail, address) },
      ];
    default:
      return outcome satisfies never;
  }
}

function deliveryOf(mail: KeptMail, address: string): SesDelivery {
  return {
    timestamp: mail.sentAt,
    processingTimeMillis: PROCESSING_MILLIS,
    recipients: [address],
    smtpResponse: '250 2.0.0 Ok: queued',
    reportingMTA: 'a1-1.smtp-out.local',
  };
}

function bounceOf(mail: KeptMail, address: string): SesBounce {
  const suppressed = simulatorMailbox(address) === 'suppressionlist';
  return {
    bounceType: 'Permanent',
    bounceSubType: suppressed ? 'Suppressed' : 'General',
    bouncedRecipients: [
      {
        emailAddress: address,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: suppressed
          ? 'Amazon SES has suppressed sending to this address because it has a recent history of bouncing.'
          : 'smtp; 550 5.1.1 user unknown',
      },
    ],
    timestamp: mail.sentAt,
    feedbackId: `${mail.messageId}-${address}`,
    reportingMTA: 'dsn; a1-1.smtp-out.local',
  };
}

function complaintOf(mail: KeptMail, address: string): SesComplaint {
  return {
    complainedRecipients: [{ emailAddress: address }],
    timestamp: mail.sentAt,
    feedbackId: `${mail.messageId}-${address}`,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    complaintSubType: null,
    arrivalDate: mail.sentAt,
  };
}

function aboutMail(mail: KeptMail, region: string): SesEventMail {
  const fromDomain = mail.source.slice(mail.source.lastIndexOf('@') + 1);
  return {
    timestamp: mail.sentAt,
    source: mail.source,
    sourceArn: `arn:aws:ses:${region}:${SENDING_ACCOUNT}:identity/${fromDomain}`,
    sendingAccountId: SENDING_ACCOUNT,
    messageId: mail.messageId,
    destination: mail.recipients.map(({ address }) => address),
    headersTruncated: false,
    headers: mail.headers,
    commonHeaders: commonHeadersOf(mail),
    tags: {
      'ses:configuration-set': [mail.configurationSetName ?? ''],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [fromDomain],
      'ses:caller-identity': ['local'],
      ...Object.fromEntries(mail.tags.map(({ name, value }) => [name, [value]])),
    },
  };
}

function commonHeadersOf({ headers, messageId }: KeptMail): SesCommonHeaders {
  const text = (name: string): string | undefined => {
    const value = headerOf(headers, name);
    return value === undefined ? undefined : decodeWords(value);
  };
  const list = (name: string): string[] | undefined => {
    const value = headerOf(headers, name);
    if (value === undefined) return undefined;
    return mailboxesOf(value).map(({ name: shown, address }) => (shown === '' ? address : `${shown} <${address}>`));
  };
  const [to, cc, replyTo, date, subject] = [list('to'), list('cc'), list('reply-to'), text('date'), text('subject')];
  return {
    from: list('from') ?? [],
    ...(to === undefined ? {} : { to }),
    ...(cc === undefined ? {} : { cc }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(date === undefined ? {} : { date }),
    messageId,
    ...(subject === undefined ? {} : { subject }),
  };
}

function simulatorMailbox(address: string): string | undefined {
  const [local = '', domain = ''] = address.toLowerCase().split('@', 2);
  return domain === SIMULATOR_DOMAIN ? local.replace(/\+.*$/, '') : undefined;
}
