import { minutesAfter, type Instant } from '../core/calendar/instant.ts';
import type { DependencyError } from '../core/errors.ts';
import type { Intent } from '../core/ledger/intent.ts';

/** 1, 2, 4 ... minutes, at most an hour. */
export function backOffMinutes(failures: number): number {
  return Math.min(60, 2 ** Math.min(failures, 10));
}

/** The intent after a failure that may pass: tried again later, for as long as it takes; the record says what failed. */
export function afterFailure<T extends Intent>(intent: T, error: DependencyError, now: Instant): T {
  return {
    ...intent,
    failures: intent.failures + 1,
    lastFailure: String(error.details['stripeCode'] ?? error.details['reason'] ?? error.code),
    notBefore: minutesAfter(now, backOffMinutes(intent.failures)),
    history: noted(intent, now, `${error.dependency} failed (${error.message.slice(0, 200)}); will be tried again`),
  };
}

/** The history with one more line; bounded, so that an outage of weeks does not fill the item. */
export function noted(intent: Intent, at: Instant, what: string): Intent['history'] {
  const most = 40;
  const kept =
    intent.history.length >= most
      ? [...intent.history.slice(0, 5), ...intent.history.slice(-(most - 6))]
      : intent.history;
  return [...kept, { at, what }];
}

export const LOOK_AT_FENCE_MINUTES = 6 * 60;
const BEHIND_FENCE = 'fence-shut';

/** The intent while money and mail may not move: looked at again now and then, and at once when the fence opens. */
export function behindFence<T extends Intent>(intent: T, now: Instant): T {
  return { ...intent, lastFailure: BEHIND_FENCE, notBefore: minutesAfter(now, LOOK_AT_FENCE_MINUTES) };
}

/** Whether only the fence holds the intent back. */
export function isBehindFence({ state, lastFailure }: Intent): boolean {
  return state === 'pending' && lastFailure === BEHIND_FENCE;
}

/** The intent as it may be tried at once, now that the fence is open. */
export function freed<T extends Intent>(intent: T): T {
  if (!isBehindFence(intent)) return intent;
  const { notBefore: _, lastFailure: __, ...rest } = intent;
  // What is left out is optional in every intent.
  return rest as T;
}
