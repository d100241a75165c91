/**
 * The order of two texts by their characters, for `toSorted`: dates and instants in the order of time, ids by their letters.
 * Example: '2026-03-01' before '2026-03-02' is -1.
 */
export function byText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
