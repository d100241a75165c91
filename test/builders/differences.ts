import { expect } from 'vitest';

const MOST_NAMED = 20;

/** Collects what differs from an oracle and names it: an `expect` for each of millions of dates would take minutes. */
export function differences() {
  const found: string[] = [];
  return {
    compare(actual: unknown, expected: unknown, what: () => string): void {
      if (actual === expected || found.length === MOST_NAMED) return;
      found.push(`${what()}: ${String(actual)}, not ${String(expected)}`);
    },
    expectNone(): void {
      expect(found).toEqual([]);
    },
  };
}
