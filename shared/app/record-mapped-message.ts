import { payloadDeal } from '../core/crm/payload-deal.ts';
import { readMapping } from '../core/crm/mapping.ts';
import type { Problem } from '../core/errors.ts';
import { parseLossless } from '../core/lossless-json.ts';
import type { CrmConnection } from '../ports/crm.ts';
import type { InboundMessage } from '../ports/inbound.ts';
import { noteConnection } from './note-connection.ts';
import { syncDeals, type SyncWorld } from './sync-deals.ts';

/**
 * Takes a message in a form of the sender's own, signed as Standard Webhooks, by the mapping of its connection: the deal
 * is the message itself, as nobody can be asked for it again. The latest by the sender's own time counts, in whatever
 * order messages come. What is wrong with the message itself is answered; what is wrong with its deal waits on record.
 */
export async function recordMappedMessage(
  world: SyncWorld,
  { message, inboxId, connection }: { message: InboundMessage; inboxId: string; connection: CrmConnection },
): Promise<readonly Problem[]> {
  const json = parseLossless(message.body);
  if (json === undefined) {
    const fix = 'Send application/json.';
    return [{ field: '(body)', found: 'text that is not JSON', allowed: 'a JSON object', fix }];
  }
  const deal = payloadDeal(json, readMapping(connection.mapping));
  if (Array.isArray(deal)) return deal;
  const crm = { readDeals: async () => [{ kind: 'deal' as const, deal }] };
  const now = message.receivedAt;
  await syncDeals(world, { connection, crm, ids: [deal.id], via: 'webhook', pushed: true, inboxId, now });
  await noteConnection(world.store, connection, (fresh) => ({
    ...fresh,
    seen: { ...fresh.seen, webhookAt: now, webhooks: (fresh.seen.webhooks ?? 0) + 1 },
  }));
  await world.store.markMessage(inboxId, 'applied');
  return [];
}
