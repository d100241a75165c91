import { setTimeout as delay } from 'node:timers/promises';
import type { PaceClock } from '../ports/pace.ts';

/** The wall clock: signatures, random ids and nothing of business. */
export function wallClockSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** The wall clock by which requests to Stripe are paced. */
export const paceClock: PaceClock = {
  now: () => Date.now(),
  wait: (milliseconds) => delay(milliseconds),
  random: () => Math.random(),
};
