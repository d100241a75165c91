import type { Line, OwedContext } from './context.ts';
import type { NonCash, Waiting } from './receivable.ts';

/** What is left of a line in money, what is owed of it in units, and what a person must say first. */
export interface InUnits {
  readonly line?: Line;
  readonly nonCash?: NonCash;
  readonly waiting?: Waiting;
}

export function inUnits(line: Line, _context: OwedContext): InUnits {
  return { line };
}
