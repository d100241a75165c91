import type { InboundMessage } from '../ports/inbound.ts';
import type { InboxState } from '../ports/store.ts';
import { keptInbound } from './kept-message.ts';
import { NOT_ON_RECORD, recordCrmMessage, setAsideReused } from './record-crm-message.ts';
import { LEFT_TO_THE_PULL, NOT_CONNECTED, recordCrmWebhook, type CrmWebhookWorld } from './record-crm-webhook.ts';
import { recordStripeMessage, type StripeMessageWorld } from './record-stripe-message.ts';

export interface InboundWorld extends CrmWebhookWorld, StripeMessageWorld {}

/** Why a message waits for something that may have come since. */
const TRIED_AGAIN: ReadonlySet<string | undefined> = new Set([NOT_ON_RECORD, NOT_CONNECTED, LEFT_TO_THE_PULL]);

/**
 * Turns a webhook that was accepted into facts. The raw message is kept before anything reads it; what cannot be read
 * is set aside on the contract's record for a person, never dropped. The same message twice gives its facts once.
 */
export async function recordInbound(world: InboundWorld, message: InboundMessage): Promise<InboxState> {
  const { source, vendor, body } = message;
  const kept = keptInbound(message);
  const { inboxId } = kept;
  if ((await world.store.keepMessage(kept)) === 'known') {
    const before = await world.store.readMessage(inboxId);
    if (source === 'crm' && before !== undefined && before.body !== body) return setAsideReused(world, message, kept);
    if (before !== undefined && before.state !== 'received' && !TRIED_AGAIN.has(before.why)) {
      world.log.info('message came again', { inboxId, state: before.state });
      return 'known';
    }
  }
  if (source === 'stripe') return recordStripeMessage(world, message, inboxId);
  if (vendor === undefined) return recordCrmMessage(world, message, inboxId);
  return recordCrmWebhook(world, { ...message, vendor }, inboxId);
}
