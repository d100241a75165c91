/** Every fault of Tallystick has a stable `code`; code branches on it, never on a message. */
export type FaultCode =
  | 'input.invalid'
  | 'input.unauthorised'
  | 'input.unknown'
  | 'conflict'
  | 'fence.shut'
  | 'dependency.failed'
  | 'invariant.broken'
  | 'config.missing';

export interface FaultDetails {
  /** Ids and field names only: never names, amounts, bodies or secrets. */
  readonly [key: string]: string | number | boolean | null | readonly string[];
}

/** The base of all faults: `code`, `details` without personal data, and the `cause` that it wraps. */
export abstract class Fault extends Error {
  abstract readonly code: FaultCode;
  readonly details: FaultDetails;

  constructor(message: string, details: FaultDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.details = details;
  }
}

/** One thing wrong with what a person or a system sent: where, what was found, what is allowed, what to do. */
export interface Problem {
  /** Path of the field, such as `terms[0].amount`. */
  readonly field: string;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
}

/** Bad input from outside: 400 for a person, with every problem at once. */
export class InputError extends Fault {
  readonly code = 'input.invalid';
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[] = [], cause?: unknown) {
    super(message, { fields: problems.map((problem) => problem.field) }, cause);
    this.problems = problems;
  }
}

/** A signature or credential that does not hold: a bare 401, nothing kept. */
export class UnauthorisedError extends Fault {
  readonly code = 'input.unauthorised';
}

/** What was asked for is not there: 404. */
export class UnknownError extends Fault {
  readonly code = 'input.unknown';
}

/** Somebody else wrote first: read again, at most three times. */
export class ConflictError extends Fault {
  readonly code = 'conflict';
}

/** Money may not move now, for the reason in its message: the kill switch, or a table that was not switched on. */
export class FenceShutError extends Fault {
  readonly code = 'fence.shut';
}

/** Stripe, SES, the CRM or AWS failed. `retryable` says whether the same call may succeed later. */
export class DependencyError extends Fault {
  readonly code = 'dependency.failed';
  readonly dependency: string;
  readonly retryable: boolean;

  constructor(
    dependency: string,
    message: string,
    options: { retryable: boolean; details?: FaultDetails; cause?: unknown },
  ) {
    super(message, { dependency, retryable: options.retryable, ...options.details }, options.cause);
    this.dependency = dependency;
    this.retryable = options.retryable;
  }
}

/** Something that can never be is: the contract is parked, an alarm rings, nothing is billed. */
export class InvariantError extends Fault {
  readonly code = 'invariant.broken';
}

/** A variable or secret is missing or malformed: fails at cold start and names it. */
export class ConfigError extends Fault {
  readonly code = 'config.missing';
}
