const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * When a webhook that was not taken is tried again, in seconds after its first attempt. Stripe says: with growing gaps,
 * for up to three days when live, and three times over a few hours in a sandbox. The gaps themselves are those that
 * receivers have seen.
 */
export const RETRIES = {
  live: [5 * MINUTE, 35 * MINUTE, ...[2.5, 7.5, 17.5, 27.5, 39.5, 51.5, 63.5, 72].map((hours) => hours * HOUR)],
  sandbox: [5 * MINUTE, HOUR, 4 * HOUR],
} satisfies Record<string, readonly number[]>;

export type RetrySchedule = keyof typeof RETRIES;

/** The second of the next attempt, after `attempts` in vain; undefined once there is none. */
export function nextAttemptAt(firstAttemptAt: number, attempts: number, schedule: RetrySchedule): number | undefined {
  const after = RETRIES[schedule][attempts - 1];
  return after === undefined ? undefined : firstAttemptAt + after;
}
