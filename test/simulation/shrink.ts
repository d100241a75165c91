import type { Fault } from './faults.ts';

/**
 * The fewest of these faults that still break the same invariant: takes out halves, then quarters, then single ones, for
 * as long as something can go. `breaks` plays a schedule and says whether it still does.
 */
export async function shrink(
  faults: readonly Fault[],
  breaks: (fewer: readonly Fault[]) => Promise<boolean>,
): Promise<readonly Fault[]> {
  let kept = faults;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length;) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await breaks(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
}
