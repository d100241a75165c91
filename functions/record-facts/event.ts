import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { instantFromEpoch } from '../../shared/core/calendar/instant.ts';
import type { MailReport } from '../../shared/app/record-mail-event.ts';
import { CRM_VENDORS, type AskedVendor } from '../../shared/core/crm/vendors.ts';
import type { InboundMessage } from '../../shared/ports/inbound.ts';

const inbound = z.object({
  source: z.enum(['crm', 'stripe']),
  contractId: z.string(),
  vendor: z.enum(CRM_VENDORS.filter((name): name is AskedVendor => name !== 'standard-webhooks')).optional(),
  messageId: z.string().min(1),
  receivedAt: z.string(),
  body: z.string(),
});

/** SNS wraps what SES says. */
const notification = z.object({ Type: z.literal('Notification'), Message: z.string() });

const one = z.tuple([z.string()]);
const sesEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: z.string(),
    timestamp: z.string(),
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

/** `exactOptionalPropertyTypes`: a vendor that is not there is no key. */
function inboundOf(json: unknown): InboundMessage {
  const { vendor, ...message } = inbound.parse(json);
  return vendor === undefined ? message : { ...message, vendor };
}

/** What lies in a queue: a webhook as its receiver left it, or an event of SES by way of SNS. */
export function readMessage(record: SQSRecord): QueueMessage {
  const json: unknown = JSON.parse(record.body);
  const wrapped = notification.safeParse(json);
  if (!wrapped.success) return { kind: 'inbound', inbound: inboundOf(json) };
  const event = sesEvent.safeParse(JSON.parse(wrapped.data.Message));
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
      body: wrapped.data.Message,
    },
  };
}

/** A statement by its last day, or a notice by its id, which goes in base64url. */
function aboutOf({ statement, notice }: z.infer<typeof sesEvent>['mail']['tags']) {
  if (statement !== undefined) return { statement: statement[0] };
  return notice === undefined ? undefined : { notice: Buffer.from(notice[0], 'base64url').toString('utf8') };
}
