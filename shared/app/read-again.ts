import { minutesAfter, type Instant } from '../core/calendar/instant.ts';
import type { InboundQueue } from '../ports/inbound.ts';
import type { Log } from '../ports/log.ts';
import type { InboxMessage, Store } from '../ports/store.ts';
import { isParked } from './contract-state.ts';
import { parkDeadLetter } from './park-dead-letter.ts';

export interface ReadAgainWorld {
  readonly store: Store;
  readonly inbound: InboundQueue;
  readonly log: Log;
}

/** A queue tries a message for half an hour; by then it has given it up, or lost it. */
const LEFT_TO_ITS_QUEUE_MINUTES = 60;
/** What is left for lack of room is read by the next run. */
const MOST_AT_ONCE = 500;
const MOST_SHOWN = 20;

/** What was taken and not read to its end, for longer than its queue tries: oldest first. */
export interface Unread {
  /** Whether there are more than are shown. */
  readonly more: boolean;
  readonly messages: readonly Pick<InboxMessage, 'inboxId' | 'receivedAt' | 'why'>[];
}

export async function unreadMessages(store: Pick<Store, 'listUnread'>, now: Instant): Promise<Unread> {
  const found = await store.listUnread(minutesAfter(now, -LEFT_TO_ITS_QUEUE_MINUTES), MOST_SHOWN + 1);
  const messages = found.slice(0, MOST_SHOWN).map(({ inboxId, receivedAt, why }) => {
    return { inboxId, receivedAt, ...(why === undefined ? {} : { why }) };
  });
  return { more: found.length > MOST_SHOWN, messages };
}

/**
 * Hands what was taken and never read to its end to its reader once more: its queue has lost it, or its reader failed until it was
 * given up, or the CRM could not be asked. What is known by then is known by its id, so it may be read any number of times. A
 * parked contract waits for a person first, who then has its own messages read, however young. Errors: `dependency.failed`.
 */
export async function readAgain(world: ReadAgainWorld, asOf: Instant, only?: string): Promise<{ again: number }> {
  const { store, log } = world;
  const until = only === undefined ? minutesAfter(asOf, -LEFT_TO_ITS_QUEUE_MINUTES) : asOf;
  const unread = await store.listUnread(until, MOST_AT_ONCE);
  let again = 0;
  for (const message of unread) {
    const { inboxId, envelope, source } = message;
    if (only !== undefined && envelope.contractId !== only) continue;
    log.warn('message not read', { inboxId });
    log.count('MessageUnread');
    if (only === undefined && source !== 'dead-letter' && (await isWaiting(store, envelope.contractId))) continue;
    await handOver(world, message);
    again += 1;
  }
  return { again };
}

async function isWaiting(store: Store, contractId: string): Promise<boolean> {
  return contractId !== '' && (await isParked(store, contractId));
}

async function handOver({ store, inbound, log }: ReadAgainWorld, message: InboxMessage): Promise<void> {
  const { inboxId, source, envelope, receivedAt, body } = message;
  switch (source) {
    case 'crm':
    case 'stripe':
    case 'ses':
      return inbound.accept({ source, ...envelope, receivedAt, body });
    case 'dead-letter': {
      const { contractId, messageId } = envelope;
      const [, queue = ''] = inboxId.split('/');
      const about = contractId === '' ? undefined : contractId;
      return parkDeadLetter({ store, log }, { queue, messageId, contractId: about, at: receivedAt, body });
    }
    default:
      return source satisfies never;
  }
}
