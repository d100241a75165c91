import { Stripe } from 'stripe';
import { DependencyError } from '../../core/errors.ts';

/**
 * Runs a call and turns Stripe's errors into `dependency.failed`. `retryable` where the same may succeed later: no
 * connection, 429, 409, 5xx, and 401 and 403, as the operator mends the key. `keySpent` after a 5xx, which Stripe saves and replays under the same key for a day.
 */
export async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (!(cause instanceof Stripe.errors.StripeError)) throw cause;
    const status = cause.statusCode ?? 0;
    const unknown = status === 0 || status >= 500;
    const refusedKey = status === 401 || status === 403;
    const retryable = unknown || refusedKey || status === 429 || status === 409;
    throw new DependencyError('Stripe', messageOf(cause, status), {
      retryable,
      details: {
        stripeCode: cause.code ?? cause.rawType ?? cause.type,
        status,
        keySpent: status >= 500,
        ...(cause.requestId === undefined ? {} : { requestId: cause.requestId }),
        ...(cause.param === undefined ? {} : { param: cause.param }),
      },
      cause,
    });
  }
}

function messageOf(error: Stripe.errors.StripeError, status: number): string {
  if (status === 0) return 'Stripe cannot be reached; the call may or may not have been carried out.';
  if (status === 401) return 'Stripe refused the API key. Put the right one into the secret stripe/api-key.';
  return `Stripe answered ${status}: ${error.code ?? error.rawType ?? error.type}${error.param === undefined ? '' : ` (${error.param})`}.`;
}
