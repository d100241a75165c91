/** The receiver looks at a secret again after a minute; five seconds apart, this outlasts it. */
export const PAUSE_SECONDS = 5;
const MOST_TRIES = 16;

/**
 * Sends a test message again for as long as it is refused: a receiver that took messages lately holds the secret of before
 * for up to a minute. Gives the status of the last answer, or undefined where there was none. `pause` waits, and may say so
 * the first time.
 */
export async function sendUntilTaken(
  send: () => Promise<number | undefined>,
  pause: (attempt: number) => Promise<void>,
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const status = await send();
    if (status !== 401 || attempt === MOST_TRIES) return status;
    await pause(attempt);
  }
}
