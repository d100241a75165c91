import type { Problem } from '../../../shared/core/errors.ts';
import { AttentionStuckError } from '../advance.ts';
import { ClockError } from '../business-clock.ts';
import { CrmError } from '../crm/deal.ts';
import { StillBusyError } from '../quiescence.ts';
import { ApiRefusalError } from '../stripe/api-refusal-error.ts';

/** Why something was not done, in sentences for a person. */
export interface Refusal {
  readonly status: number;
  readonly sentences: readonly string[];
}

/**
 * Reads an error as a refusal: the api's (an error with a `code` such as `input.invalid` and `problems`), the CRM's,
 * Stripe's, the clock's. Undefined for anything else: that is a fault of the console, and no answer to a person.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof CrmError) return { status: error.code === 'not-found' ? 404 : 409, sentences: [error.message] };
  if (error instanceof ApiRefusalError) return { status: error.details.status, sentences: [error.message] };
  if (error instanceof ClockError || error instanceof AttentionStuckError || error instanceof StillBusyError) {
    return { status: 409, sentences: [error.message] };
  }
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const status = STATUS_OF_CODE[error.code];
  if (status === undefined) return undefined;
  // The api's own answer, as its client hands it on: `problems` is there for bad input only.
  const problems = 'problems' in error && Array.isArray(error.problems) ? (error.problems as Problem[]) : [];
  return { status, sentences: [error.message, ...problems.map(problemSentence)] };
}

/** One problem as a sentence: where, what was found, what is allowed, what to do. */
export function problemSentence({ field, found, allowed, fix }: Problem): string {
  return `${field}: found ${found}; allowed is ${allowed}. ${fix}`;
}

/** The status of the console's own page; an api that failed is a bad gateway to it. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'input.invalid': 400,
  'input.unauthorised': 502,
  'input.unknown': 404,
  conflict: 409,
  'dependency.failed': 502,
  'invariant.broken': 502,
  'config.missing': 502,
};
