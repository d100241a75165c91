import type { InboundMessage } from '../ports/inbound.ts';
import type { InboxState } from '../ports/store.ts';
import { NOT_ON_RECORD, recordCrmMessage, setAsideReused, type CrmMessageWorld } from './record-crm-message.ts';
import { recordStripeMessage, type StripeMessageWorld } from './record-stripe-message.ts';

export interface InboundWorld extends CrmMessageWorld, StripeMessageWorld {}

/**
 * Turns a webhook that was accepted into facts. The raw message is kept before anything reads it; what cannot be read
 * is set aside on the contract's record for a person, never dropped. The same message twice gives its facts once.
 */
export async function recordInbound(world: InboundWorld, message: InboundMessage): Promise<InboxState> {
  const inboxId = `${message.source}/${message.source === 'crm' ? `${message.contractId}/` : ''}${message.messageId}`;
  const { source, receivedAt, body } = message;
  if ((await world.store.keepMessage({ inboxId, source, receivedAt, body, state: 'received' })) === 'known') {
    const before = await world.store.readMessage(inboxId);
    if (source === 'crm' && before !== undefined && before.body !== body)
      return setAsideReused(world, message, inboxId);
    if (before !== undefined && before.state !== 'received' && before.why !== NOT_ON_RECORD) {
      world.log.info('message came again', { inboxId, state: before.state });
      return 'known';
    }
  }
  return source === 'crm' ? recordCrmMessage(world, message, inboxId) : recordStripeMessage(world, message, inboxId);
}
