import * as z from 'zod';
import { instantFromEpoch } from '../../core/calendar/instant.ts';
import { CRM_VENDORS, type AskedVendor } from '../../core/crm/vendors.ts';
import { InputError } from '../../core/errors.ts';
import { jsonOf } from '../../core/json.ts';
import type { InboundMessage, MailReport } from '../../ports/inbound.ts';

const inbound = z.object({
  source: z.enum(['crm', 'stripe']),
  contractId: z.string(),
  vendor: z.enum(CRM_VENDORS.filter((name): name is AskedVendor => name !== 'standard-webhooks')).optional(),
  messageId: z.string().min(1),
  receivedAt: z.string(),
  body: z.string(),
});

/** What SES said before, handed on once more as it is kept. */
const mailWord = z.object({ source: z.literal('ses'), body: z.string() });

/** SNS wraps what SES says. */
const notification = z.object({ Type: z.literal('Notification'), Message: z.string() });

const one = z.tuple([z.string()]);
const sesEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: z.string(),
    timestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
    tags: z.object({
      contract: one,
      statement: one.optional(),
      notice: one.optional(),
      party: z.tuple([z.enum(['client', 'consultant'])]),
      attempt: one,
    }),
  }),
});

const EVENTS: Readonly<Record<string, MailReport['event']>> = {
  Send: 'sent',
  Delivery: 'delivered',
  Bounce: 'bounced',
  Complaint: 'complained',
  Reject: 'rejected',
  'Rendering Failure': 'rejected',
};

export type QueueMessage =
  | { readonly kind: 'inbound'; readonly inbound: InboundMessage }
  | { readonly kind: 'mail'; readonly report: MailReport }
  | { readonly kind: 'not-ours'; readonly why: string };

/**
 * What lies in a queue of messages from outside: a webhook as its receiver left it, or an event of SES by way of SNS, or as it was kept.
 * Errors: `input.invalid`.
 */
export function readMessage({ body }: { readonly body: string }): QueueMessage {
  const message = readText(body);
  if (message !== undefined) return message;
  throw new InputError(
    'The message is neither a webhook as its receiver leaves it nor an event of SES. Nothing else sends to the queue.',
  );
}

/** Undefined for what is neither. */
export function readText(text: string): QueueMessage | undefined {
  const json = jsonOf(text);
  const wrapped = notification.safeParse(json);
  if (wrapped.success) return readMailEvent(wrapped.data.Message);
  const kept = mailWord.safeParse(json);
  if (kept.success) return readMailEvent(kept.data.body);
  const read = inbound.safeParse(json);
  if (!read.success) return undefined;
  // `exactOptionalPropertyTypes`: a vendor that is not there is no key.
  const { vendor, ...message } = read.data;
  return { kind: 'inbound', inbound: vendor === undefined ? message : { ...message, vendor } };
}

function readMailEvent(text: string): QueueMessage {
  const event = sesEvent.safeParse(jsonOf(text));
  if (!event.success) return { kind: 'not-ours', why: 'no statement of ours is named in its tags' };
  const { eventType, mail } = event.data;
  const kind = EVENTS[eventType];
  if (kind === undefined) return { kind: 'not-ours', why: `events of type ${eventType} say nothing that is recorded` };
  const [contractId] = mail.tags.contract;
  const about = aboutOf(mail.tags);
  if (about === undefined) return { kind: 'not-ours', why: 'no statement or notice of ours is named in its tags' };
  const [party] = mail.tags.party;
  const [attempt] = mail.tags.attempt;
  return {
    kind: 'mail',
    report: {
      contractId,
      ...about,
      party,
      attempt: Number(attempt),
      event: kind,
      messageId: mail.messageId,
      happenedAt: instantFromEpoch(Date.parse(mail.timestamp)),
      body: text,
    },
  };
}

/** A statement by its last day, or a notice by its id, which goes in base64url. */
function aboutOf({ statement, notice }: z.infer<typeof sesEvent>['mail']['tags']) {
  if (statement !== undefined) return { statement: statement[0] };
  return notice === undefined ? undefined : { notice: Buffer.from(notice[0], 'base64url').toString('utf8') };
}
