import { type TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { ConflictError, DependencyError, Fault } from '../../core/errors.ts';

/** Somebody else's transaction held one of the items: nothing was written, and reading again shows what they wrote. */
const CONFLICTS: ReadonlySet<string> = new Set(['TransactionConflict', 'TransactionConflictException']);

const RETRYABLE: ReadonlySet<string> = new Set([
  'TransactionInProgressException',
  'ThrottlingException',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'RequestTimeout',
  'AbortError',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

interface FailedCall {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * What a failed call means to the use cases: `conflict` when another transaction was on the same item, else
 * `dependency.failed`; retryable for throttling, time-outs, a transaction still in progress, lost connections and 5xx.
 * A refusal that would be the same next time, such as a ValidationException or a missing table, is not.
 */
export function faultOf(error: unknown, operation: string): Fault {
  if (error instanceof Fault) return error;
  const { name, code, $metadata }: FailedCall = typeof error === 'object' && error !== null ? error : {};
  const names = [name, code].filter((each) => typeof each === 'string');
  const status = $metadata?.httpStatusCode ?? 0;
  return faultNamed(names, operation, { serverFailed: status >= 500, cause: error });
}

/** What a cancelled transaction means when none of its own conditions was refused. */
export function faultOfCancellation(error: TransactionCanceledException): Fault {
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  return faultNamed(codes, 'TransactWriteItems', { serverFailed: false, cause: error });
}

function faultNamed(
  names: readonly string[],
  operation: string,
  { serverFailed, cause }: { serverFailed: boolean; cause: unknown },
): Fault {
  const reason = names[0] ?? 'unknown';
  if (names.some((name) => CONFLICTS.has(name))) {
    return new ConflictError('Another transaction is writing the same item. Read again and decide anew.', {}, cause);
  }
  const retryable = serverFailed || names.some((name) => RETRYABLE.has(name));
  const advice = retryable ? 'The same call may succeed later.' : 'The same call would fail again.';
  return new DependencyError('dynamodb', `DynamoDB failed ${operation} (${reason}). ${advice}`, {
    retryable,
    details: { operation, reason },
    cause,
  });
}
