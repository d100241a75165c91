import { DependencyError } from '../../shared/core/errors.ts';

export function refusal(stripeCode: string, status: number, retryable: boolean, param?: string): DependencyError {
  const details = { stripeCode, status, keySpent: status >= 500, ...(param === undefined ? {} : { param }) };
  return new DependencyError('Stripe', `Stripe answered ${status}: ${stripeCode}.`, { retryable, details });
}

/** What the adapter says of failures that are no refusals: Stripe's code, or the library's where no answer came. */
const FAILED = {
  0: 'StripeConnectionError',
  402: 'card_declined',
  409: 'idempotency_key_in_use',
  429: 'rate_limit',
  500: 'api_error',
};

export function failed(status: keyof typeof FAILED): DependencyError {
  return refusal(FAILED[status], status, status !== 402);
}

/** What Stripe refuses without a code of its own. */
export function invalid(param?: string): DependencyError {
  return refusal('invalid_request_error', 400, false, param);
}
