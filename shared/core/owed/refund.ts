import type { RefundTerm, TermsVersion } from '../terms/terms.ts';
import type { Line, OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';

export interface Refund {
  readonly receivable: Receivable;
  readonly term: RefundTerm;
  readonly version: TermsVersion;
}

/** What flows back of the lines, as receivables below zero. */
export function refunds(_lines: readonly Line[], _context: OwedContext): Refund[] {
  return [];
}
