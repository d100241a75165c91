import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  ConflictError,
  DependencyError,
  FenceShutError,
  InputError,
  InvariantError,
  UnauthorisedError,
  UnknownError,
} from '../../shared/core/errors.ts';

const PROBLEM = {
  field: 'terms[0].amount',
  found: '5',
  allowed: 'a decimal string',
  fix: 'Put it in quotation marks.',
};

describe('a fault', () => {
  it.each([
    ['InputError', 'input.invalid', () => new InputError('m')],
    ['UnauthorisedError', 'input.unauthorised', () => new UnauthorisedError('m')],
    ['UnknownError', 'input.unknown', () => new UnknownError('m')],
    ['ConflictError', 'conflict', () => new ConflictError('m')],
    ['FenceShutError', 'fence.shut', () => new FenceShutError('m')],
    ['DependencyError', 'dependency.failed', () => new DependencyError('stripe', 'm', { retryable: true })],
    ['InvariantError', 'invariant.broken', () => new InvariantError('m')],
    ['ConfigError', 'config.missing', () => new ConfigError('m')],
  ])('%s has its name and the code %s to branch on', (name, code, make) => {
    expect(make()).toMatchObject({ name, code, message: 'm' });
  });

  it('keeps what caused it, and has no cause otherwise', () => {
    const cause = new Error('the socket closed');
    expect(new ConflictError('m', {}, cause).cause).toBe(cause);
    expect(new ConflictError('m')).not.toHaveProperty('cause');
    expect(new ConflictError('m').details).toEqual({});
  });
});

describe('bad input', () => {
  it('names every field in its details, and holds every problem', () => {
    const fault = new InputError('m', [PROBLEM, { ...PROBLEM, field: 'currency' }]);
    expect(fault.details).toEqual({ fields: ['terms[0].amount', 'currency'] });
    expect(fault.problems[0]).toEqual(PROBLEM);
    expect(new InputError('m').problems).toEqual([]);
  });
});

describe('a failed dependency', () => {
  it('says which, and whether to try again', () => {
    const fault = new DependencyError('stripe', 'm', { retryable: false, details: { status: 402 } });
    expect(fault).toMatchObject({ dependency: 'stripe', retryable: false });
    expect(fault.details).toEqual({ dependency: 'stripe', retryable: false, status: 402 });
  });
});
