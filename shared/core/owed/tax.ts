import type { Line, OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';
import type { Refund } from './refund.ts';

/** The taxes on the lines, each a receivable of its own beside the one that it is on. */
export function taxes(_lines: readonly (Line | Refund)[], _context: OwedContext): Receivable[] {
  return [];
}
