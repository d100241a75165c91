import type { KeptStore } from './kept-store.ts';

/** The business clock: it stands still until somebody moves it, and is kept between runs. */
export interface BusinessClock {
  now: () => Date;
  /** Moves the clock on; throws {@link ClockError} for an instant that has passed. */
  set(instant: Date): void;
}

/** The clock was to go back. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly code = 'CLOCK_GOES_BACK';
}

/** Throws {@link ClockError} when `instant` is before `now`. */
export function refuseThePast(now: Date, instant: Date): void {
  if (instant >= now) return;
  throw new ClockError(
    `The business clock stands at ${now.toISOString()} and cannot go back to ${instant.toISOString()}.`,
  );
}

/** Opens the clock that the store keeps; a new one starts at `startAt`. */
export function openBusinessClock(store: KeptStore, startAt: Date): BusinessClock {
  let now = new Date(store.get<string>('clock', 'business') ?? startAt.toISOString());
  store.put('clock', 'business', now.toISOString());
  return {
    now: () => new Date(now),
    set(instant) {
      refuseThePast(now, instant);
      now = new Date(instant);
      store.put('clock', 'business', now.toISOString());
    },
  };
}
