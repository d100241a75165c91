import type { Instant } from '../core/calendar/instant.ts';
import type { Log } from '../ports/log.ts';
import type { InboxMessage, Store } from '../ports/store.ts';
import { keepUnread } from './kept-message.ts';

/** A message that its consumer could not take, as the dead-letter queue holds it. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly contractId: string | undefined;
  readonly at: Instant;
  readonly body: string;
  /** What lay in a queue of messages from outside: a webhook, or a word of SES. */
  readonly message?: InboxMessage;
}

/** An item of the table ends at 400 KB; a letter above that would be refused, come back and be refused for ever. */
const MOST_KEPT_CHARACTERS = 100_000;

/**
 * Takes a dead letter off the queue for good: the raw message goes to the inbox, and its contract, if it names one
 * that exists, is parked for a person. A ring is not tried again by itself, so that no poison rings for ever; a message from outside
 * is read again when the person lets the contract go on, though its reader could not even keep it. A queue may hand the same letter out twice: the second, which may come when a person has long answered the first, parks nothing.
 */
export async function parkDeadLetter(world: { store: Store; log: Log }, letter: DeadLetter): Promise<void> {
  if (letter.message !== undefined && isKeepable(letter.message.body)) await keepUnread(world.store, letter.message);
  const inboxId = `dead-letter/${letter.queue}/${letter.messageId}`;
  const why = `a message in ${letter.queue} failed again and again`;
  const kept = await world.store.keepMessage({
    inboxId,
    source: 'dead-letter',
    envelope: { contractId: letter.contractId ?? '', messageId: letter.messageId },
    receivedAt: letter.at,
    body: cut(letter.body),
    state: 'received',
    why,
  });
  if (kept === 'known' && (await world.store.readMessage(inboxId))?.state !== 'received') return;
  world.log.error('dead letter', {
    inboxId,
    ...(letter.contractId === undefined ? {} : { contractId: letter.contractId }),
  });
  world.log.count('DeadLetter');
  if (letter.contractId !== undefined && (await world.store.readHead(letter.contractId)) !== undefined) {
    await world.store.park(letter.contractId, { at: letter.at, why, what: inboxId });
    world.log.count('ContractParked');
  }
  await world.store.markMessage(inboxId, 'set-aside', why);
}

function isKeepable(body: string): boolean {
  return Buffer.byteLength(body) <= 4 * MOST_KEPT_CHARACTERS;
}

/** A letter that is too long keeps its beginning: what was in it also lies in the inbox, kept before it was read. */
function cut(body: string): string {
  return isKeepable(body) ? body : `${body.slice(0, MOST_KEPT_CHARACTERS).toWellFormed()}...`;
}
