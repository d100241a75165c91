import { ConflictError } from '../core/errors.ts';

const MOST_TRIES = 4;

/**
 * Runs `work`, which reads and then writes on condition; when somebody else wrote first it reads again, at most three
 * times. Errors: `conflict` after the last try.
 */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt >= MOST_TRIES) throw error;
    }
  }
}
