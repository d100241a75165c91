import { randomBytes, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { KeptStore } from '../kept-store.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { addInboxPages } from './inbox-page.ts';
import { createMailStore, type KeptMail, type MailStore } from './kept-mail.ts';
import { checkAddress } from './mail-rules.ts';
import { SesError, xmlError, xmlResult, type QueryResult } from './query-protocol.ts';
import { readSendEmail, readSendRawEmail, type OutgoingMail, type SendingRules } from './send-email.ts';
import { eventsOf, outcomeAt, type SesEvent } from './ses-events.ts';

export interface SesStandInOptions {
  store: KeptStore;
  /** SES's own time: when a message was sent, delivered, bounced. */
  businessClock: () => Date;
  /** The domains and addresses a From may use. */
  verifiedIdentities: readonly string[];
  configurationSets: readonly string[];
  /** Hands an event to the topic; the event is kept until this resolves. */
  publish: (topicMessage: SesEvent) => Promise<void>;
}

export interface SesStandIn {
  /** POST / for the AWS SDK, GET /inbox for people. */
  app: Hono;
  /** Publishes each queued event once, oldest first; one that could not be published stays queued. */
  deliverDueEvents(): Promise<{ delivered: number; pending: number }>;
  hasUndeliveredEvents(): boolean;
  /** Oldest first. */
  messages(): KeptMail[];
  /** The message byte for byte as it was handed in. */
  rawOf(messageId: string): Uint8Array | undefined;
  /** While on, every call to the API answers 503, as if SES were down; kept over a restart. */
  setOutage(on: boolean): void;
}

/** Far above the largest form that a 10 MB message makes, base64 and percent-encoded. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
const DAILY_QUOTA = 50_000;
const DAY_MILLIS = 86_400_000;

/**
 * Amazon SES version 1 on one machine, as strict as SES about senders, recipients, headers and limits. It sends nothing:
 * it keeps the raw message, shows it at /inbox, and publishes the events that SES would.
 */
export function createSesStandIn(options: SesStandInOptions): SesStandIn {
  const mails = createMailStore(options.store);
  const app = new Hono();
  const limit = bodyLimit({
    maxSize: MAX_REQUEST_BYTES,
    onError: () => xmlError(new SesError('RequestEntityTooLarge', 'The request is too large.', 413), randomUUID()),
  });
  app.post('/', limit, async (c) => {
    const requestId = randomUUID();
    try {
      const region = regionOf(c.req.header('authorization'));
      const form = new URLSearchParams(await c.req.text());
      const action = form.get('Action') ?? '';
      return xmlResult(action, await perform(action, form, { options, mails, region }), requestId);
    } catch (error) {
      if (error instanceof SesError) return xmlError(error, requestId);
      console.error('The SES stand-in failed:', error);
      return xmlError(new SesError('InternalFailure', 'The SES stand-in failed; its log says why.', 500), requestId);
    }
  });
  addInboxPages(app, mails);

  return {
    app,
    deliverDueEvents: oneAtATime(() => deliverEvents(mails, options.publish)),
    hasUndeliveredEvents: () => mails.queuedEvents().length > 0,
    messages: () => mails.list(),
    rawOf: (messageId) => mails.rawOf(messageId),
    setOutage: (on) => mails.setOutage(on),
  };
}

interface Situation {
  options: SesStandInOptions;
  mails: MailStore;
  region: string;
}

async function perform(action: string, form: URLSearchParams, situation: Situation): Promise<QueryResult> {
  const { options, mails, region } = situation;
  if (mails.isOut()) throw new SesError('ServiceUnavailable', 'The service is unavailable. Try again later.', 503);
  const rules: SendingRules = {
    verifiedIdentities: [...options.verifiedIdentities, ...mails.verifiedIdentities()],
    configurationSets: options.configurationSets,
    region,
  };
  switch (action) {
    case 'SendRawEmail':
      return accept(readSendRawEmail(form, rules), situation);
    case 'SendEmail':
      return accept(await readSendEmail(form, rules, options.businessClock()), situation);
    case 'GetSendQuota':
      return {
        Max24HourSend: `${DAILY_QUOTA}.0`,
        MaxSendRate: '14.0',
        SentLast24Hours: `${sentInLastDay(situation)}.0`,
      };
    case 'GetAccountSendingEnabled':
      return { Enabled: 'true' };
    case 'ListIdentities':
      return { Identities: rules.verifiedIdentities };
    case 'VerifyEmailIdentity': {
      const address = form.get('EmailAddress') ?? '';
      checkAddress(address);
      mails.verifyIdentity(address);
      return {};
    }
    default:
      throw new SesError('InvalidAction', `Could not find operation ${action} for version 2010-12-01`);
  }
}

function accept({ raw, source, destinations, ...rest }: OutgoingMail, situation: Situation): QueryResult {
  const mail: KeptMail = {
    ...rest,
    messageId: `${randomBytes(8).toString('hex')}-${randomUUID()}-000000`,
    sentAt: situation.options.businessClock().toISOString(),
    source,
    recipients: destinations.map((address) => ({ address, outcome: outcomeAt(address) })),
  };
  situation.mails.keep(mail, raw, eventsOf(mail, situation.region));
  return { MessageId: mail.messageId };
}

function sentInLastDay({ mails, options }: Situation): number {
  const now = options.businessClock().getTime();
  const recent = mails.list().filter(({ sentAt }) => now - Date.parse(sentAt) < DAY_MILLIS);
  return recent.reduce((sum, mail) => sum + mail.recipients.length, 0);
}

async function deliverEvents(
  mails: MailStore,
  publish: SesStandInOptions['publish'],
): Promise<{ delivered: number; pending: number }> {
  let delivered = 0;
  for (const { id, event } of mails.queuedEvents()) {
    try {
      await publish(event);
    } catch {
      continue; // It stays queued; the topic may be back at the next call.
    }
    mails.removeEvent(id);
    delivered += 1;
  }
  return { delivered, pending: mails.queuedEvents().length };
}

/** Signatures are not checked, but a call without one is refused, so that no web page can send mail from here. */
function regionOf(authorization: string | undefined): string {
  const scope = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\/ses\/aws4_request/.exec(authorization ?? '');
  if (scope?.[1] === undefined) {
    throw new SesError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  return scope[1];
}
