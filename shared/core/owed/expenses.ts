import type { Line, OwedContext } from './context.ts';
import type { NotOwed } from './receivable.ts';

/** What each reported expense comes to, and why some come to nothing. */
export function expensesLines(_context: OwedContext): { lines: Line[]; notOwed: NotOwed[] } {
  return { lines: [], notOwed: [] };
}
