import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { faultOf, faultOfCancellation } from '../../../shared/adapters/dynamodb/dynamodb-faults.ts';
import { InvariantError } from '../../../shared/core/errors.ts';

function refused(name: string, httpStatusCode = 400) {
  return Object.assign(new Error('a text that may hold an item'), { name, $metadata: { httpStatusCode } });
}

function cancelled(...codes: string[]) {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

describe('faultOf', () => {
  it.each([
    ['throttling', refused('ThrottlingException')],
    ['a used-up throughput', refused('ProvisionedThroughputExceededException')],
    ['a request still in progress', refused('TransactionInProgressException')],
    ['a fault of the server', refused('SomethingNew', 503)],
    ['a time-out', Object.assign(new Error('too late'), { name: 'TimeoutError' })],
    ['a broken connection', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  ])('lets %s be retried', (_, error) => {
    expect(faultOf(error, 'GetItem')).toMatchObject({ code: 'dependency.failed', retryable: true, cause: error });
  });

  it.each([
    ['a request that is not valid', refused('ValidationException')],
    ['a missing table', refused('ResourceNotFoundException')],
    ['missing rights', refused('AccessDeniedException')],
    ['a fault of our own', new TypeError('not a function')],
    ['what is no error at all', 'oops'],
  ])('does not let %s be retried', (_, error) => {
    expect(faultOf(error, 'GetItem')).toMatchObject({ code: 'dependency.failed', retryable: false });
  });

  it('calls a write that met another transaction a conflict', () => {
    expect(faultOf(refused('TransactionConflictException'), 'PutItem').code).toBe('conflict');
  });

  it('names the operation and the reason, and nothing that the engine said besides', () => {
    const fault = faultOf(refused('ValidationException'), 'Query');

    expect(fault.details).toMatchObject({ operation: 'Query', reason: 'ValidationException' });
    expect(fault.message).toContain('Query (ValidationException)');
    expect(JSON.stringify([fault.message, fault.details])).not.toContain('a text that may hold an item');
  });

  it('leaves a fault of the store as it is', () => {
    const fault = new InvariantError('broken');

    expect(faultOf(fault, 'GetItem')).toBe(fault);
  });
});

describe('faultOfCancellation', () => {
  it('calls a transaction that met another one a conflict', () => {
    expect(faultOfCancellation(cancelled('None', 'TransactionConflict')).code).toBe('conflict');
  });

  it('lets a throttled transaction be retried, and no other', () => {
    expect(faultOfCancellation(cancelled('ThrottlingError'))).toMatchObject({ retryable: true });
    expect(faultOfCancellation(cancelled('None', 'ProvisionedThroughputExceeded'))).toMatchObject({ retryable: true });
    expect(faultOfCancellation(cancelled('ValidationError'))).toMatchObject({ retryable: false });
    expect(faultOfCancellation(cancelled())).toMatchObject({ retryable: false });
  });
});
