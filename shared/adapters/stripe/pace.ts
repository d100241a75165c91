import { DependencyError } from '../../core/errors.ts';
import type { PaceClock, PaceRooms } from '../../ports/pace.ts';

/** How long a slot is. Any second touches at most six of them. */
export const SLOT_MILLISECONDS = 200;

/** Requests a second that Stripe takes. Source: docs.stripe.com/rate-limits. */
export const STRIPE_LIMITS = { live: { account: 100, endpoint: 25 }, sandbox: { account: 25, endpoint: 25 } } as const;

export interface SlotRoom {
  readonly account: number;
  readonly endpoint: number;
}

/**
 * What one slot holds so that no second, wherever it begins, holds more than the limit. Example: 25 a second and six
 * slots that a second can touch give 4 a slot, which is 20 a second, four fifths of the limit.
 */
export function roomOf(limits: SlotRoom): SlotRoom {
  const slotsOfASecond = 1000 / SLOT_MILLISECONDS + 1;
  const room = (limit: number): number => Math.floor(limit / slotsOfASecond);
  return { account: room(limits.account), endpoint: room(limits.endpoint) };
}

const LONGEST_WAIT_MILLISECONDS = 20_000;
const LONGEST_CLOSED_SECONDS = 30;

export interface Pace {
  /** Waits until one request to the endpoint may go. Errors: `dependency.failed`, retryable, after twenty seconds. */
  turn(endpoint: string): Promise<void>;
  /** Stripe asked for less: nobody sends to the endpoint, or without one to the account, for so many seconds. */
  holdOff(seconds: number, endpoint?: string): Promise<void>;
}

/** The pace at which all workers together send to Stripe, less a margin. Decision 0028. */
export function createPace(rooms: PaceRooms, clock: PaceClock, limits: SlotRoom): Pace {
  const most = roomOf(limits);
  return {
    turn: async (endpoint) => {
      const begun = clock.now();
      for (;;) {
        const now = clock.now();
        const slot = Math.floor(now / SLOT_MILLISECONDS);
        if (await rooms.take({ slot, endpoint, most })) return;
        if (now - begun > LONGEST_WAIT_MILLISECONDS) throw noRoom(endpoint);
        const untilNext = (slot + 1) * SLOT_MILLISECONDS - now;
        await clock.wait(untilNext + Math.floor(clock.random() * (SLOT_MILLISECONDS / 2)));
      }
    },
    holdOff: async (seconds, endpoint) => {
      const next = Math.floor(clock.now() / SLOT_MILLISECONDS) + 1;
      const slots = Math.ceil((Math.min(seconds, LONGEST_CLOSED_SECONDS) * 1000) / SLOT_MILLISECONDS);
      await rooms.close(
        Array.from({ length: slots }, (_, index) => next + index),
        endpoint,
      );
    },
  };
}

function noRoom(endpoint: string): DependencyError {
  return new DependencyError('Stripe', 'There was no room for one more request to Stripe; it is tried again later.', {
    retryable: true,
    details: { stripeCode: 'pace', status: 429, keySpent: false, endpoint },
  });
}
