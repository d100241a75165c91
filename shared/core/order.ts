/**
 * The order of two texts by their characters, for `toSorted`: dates and instants in the order of time, ids by their letters.
 * Example: '2026-03-01' before '2026-03-02' is -1.
 */
export function byText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return smaller(a, b) === a ? -1 : 1;
}

/** The smaller of two amounts, or the earlier of two dates. Example: of 300n and 200n it is 200n. */
export function smaller<T extends bigint | string>(a: T, b: T): T {
  return a < b ? a : b;
}

/** The larger of two amounts, or the later of two dates. Example: of 300n and 200n it is 300n. */
export function larger<T extends bigint | string>(a: T, b: T): T {
  return smaller(a, b) === a ? b : a;
}

/**
 * How many come first for which something holds, found by halves: it must hold for none after one for which it does not.
 * Example: of 1, 3, 5 two are below 4.
 */
export function countFirst<T>(inOrder: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (inOrder.slice(middle, middle + 1).every(holds)) low = middle + 1;
    else high = middle;
  }
  return low;
}
