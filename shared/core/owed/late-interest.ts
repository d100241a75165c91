import type { PlainDate } from '../calendar/plain-date.ts';
import type { OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';

/** The interest on receivables that were paid late, or are not paid yet. */
export function lateInterest(_receivables: readonly Receivable[], _context: OwedContext): Receivable[] {
  return [];
}

/** The next day on which time alone adds interest. */
export function nextInterest(_context: OwedContext): PlainDate | undefined {
  return undefined;
}
