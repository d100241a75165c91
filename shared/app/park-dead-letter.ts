import type { Instant } from '../core/calendar/instant.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';

/** A message that its consumer could not take, as the dead-letter queue holds it. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly contractId: string | undefined;
  readonly at: Instant;
  readonly body: string;
}

/**
 * Takes a dead letter off the queue for good: the raw message goes to the inbox, and its contract, if it names one
 * that exists, is parked for a person. Nothing is tried again by itself, so that no poison rings for ever.
 */
export async function parkDeadLetter(world: { store: Store; log: Log }, letter: DeadLetter): Promise<void> {
  const inboxId = `dead-letter/${letter.queue}/${letter.messageId}`;
  const why = `a message in ${letter.queue} failed again and again`;
  await world.store.keepMessage({
    inboxId,
    source: 'dead-letter',
    receivedAt: letter.at,
    body: letter.body,
    state: 'set-aside',
    why,
  });
  world.log.error('dead letter', {
    inboxId,
    ...(letter.contractId === undefined ? {} : { contractId: letter.contractId }),
  });
  world.log.count('DeadLetter');
  if (letter.contractId === undefined || (await world.store.readHead(letter.contractId)) === undefined) return;
  await world.store.park(letter.contractId, { at: letter.at, why, what: inboxId });
  world.log.count('ContractParked');
}
