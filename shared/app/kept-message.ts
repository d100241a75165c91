import { hashOf } from '../core/json.ts';
import type { InboundMessage, MailReport } from '../ports/inbound.ts';
import type { InboxMessage, Store } from '../ports/store.ts';

/** A webhook as the inbox keeps it, under an id that it has on every retry. */
export function keptInbound(message: InboundMessage): InboxMessage {
  const { source, contractId, vendor, messageId, receivedAt, body } = message;
  const envelope = { contractId, messageId, ...(vendor === undefined ? {} : { vendor }) };
  const parts = source === 'stripe' ? [messageId] : [contractId, ...(vendor === undefined ? [] : [vendor]), messageId];
  return { inboxId: [source, ...parts].join('/'), source, envelope, receivedAt, body, state: 'received' };
}

/** A word of SES as the inbox keeps it. */
export function keptReport({ contractId, messageId, event, happenedAt, body }: MailReport): InboxMessage {
  const inboxId = `ses/${messageId}/${event}`;
  const envelope = { contractId, messageId };
  return { inboxId, source: 'ses', envelope, receivedAt: happenedAt, body, state: 'received' };
}

/** A message whose sender used its id before, for another: it is kept under an id of its own. */
export function keptReused(kept: InboxMessage): InboxMessage {
  return { ...kept, inboxId: `${kept.inboxId}/${hashOf(kept.body).slice(0, 16)}` };
}

/** Keeps what its reader could not even keep, so that it is in the list of the unread. */
export async function keepUnread(store: Store, message: InboxMessage): Promise<void> {
  if ((await store.keepMessage(message)) === 'kept' || message.source !== 'crm') return;
  const before = await store.readMessage(message.inboxId);
  if (before?.body !== message.body) await store.keepMessage(keptReused(message));
}
