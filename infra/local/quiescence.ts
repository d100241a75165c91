import { setTimeout as delay } from 'node:timers/promises';

import type { Outbox } from './outbox.ts';

/** What has to come to rest. */
export interface Restless {
  outboxes: () => readonly Outbox[];
  /** Queues that a function reads: how many messages each holds, in any state. */
  queueDepths: () => readonly { name: string; depth: number }[];
  /** Names of functions that run or wait. */
  running: () => readonly string[];
}

/** The system did not come to rest; the message says what is still busy. */
export class StillBusyError extends Error {
  override readonly name = 'StillBusyError';
  readonly code = 'STILL_BUSY';
}

const pauseMilliseconds = 2;

/** Between attempts of an outbox whose receiver refuses everything. */
const refusedPauseMilliseconds = 100;

/** After this many refusals in a row an outbox will not empty by itself. */
const maxRefusals = 20;

/**
 * Waits until no function runs, no queue holds a message and no stand-in has anything left to deliver.
 * Throws {@link StillBusyError} when that takes longer than `timeoutSeconds`.
 */
export async function untilQuiet(system: Restless, timeoutSeconds: number): Promise<void> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  let refusals = 0;
  for (;;) {
    const { delivered, pending } = await deliverAll(system.outboxes());
    refusals = delivered === 0 && pending > 0 ? refusals + 1 : 0;
    const busy = whatIsBusy(system);
    if (busy.length === 0) return;
    const isHopeless = refusals >= maxRefusals && isAtRest(system);
    if (isHopeless || performance.now() > deadline) {
      throw new StillBusyError(
        `The local system did not come to rest within ${timeoutSeconds} seconds; still busy: ${busy.join('; ')}. ` +
          'The logs folder of the data folder says what each function did.',
      );
    }
    await delay(refusals > 0 && isAtRest(system) ? refusedPauseMilliseconds : pauseMilliseconds);
  }
}

async function deliverAll(outboxes: readonly Outbox[]): Promise<{ delivered: number; pending: number }> {
  const total = { delivered: 0, pending: 0 };
  for (const outbox of outboxes) {
    if (!outbox.hasWork()) continue;
    const { delivered, pending } = await outbox.deliver();
    total.delivered += delivered;
    total.pending += pending;
  }
  return total;
}

function isAtRest(system: Restless): boolean {
  return system.running().length === 0 && system.queueDepths().every(({ depth }) => depth === 0);
}

function whatIsBusy(system: Restless): string[] {
  return [
    ...system.running().map((name) => `${name} is running`),
    ...system
      .queueDepths()
      .filter(({ depth }) => depth > 0)
      .map(({ name, depth }) => `${name} holds ${depth} message(s)`),
    ...system
      .outboxes()
      .filter((outbox) => outbox.hasWork())
      .map(({ name }) => `${name} are not all accepted`),
  ];
}
