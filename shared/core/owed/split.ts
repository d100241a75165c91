import type { Line } from './context.ts';
import type { Receivable } from './receivable.ts';

/** The receivable with who gets it, or which part of it. */
export function withParts({ receivable }: Line): Receivable {
  return receivable;
}
