import { describe, expect, it } from 'vitest';
import { newRunningTotal } from '../../../shared/core/owed/running-total.ts';

describe('a running total', () => {
  it('is the sum of what was added for the days until the end of one, in whatever order it was', () => {
    const total = newRunningTotal();
    total.add('2026-03-10', 100n);
    total.add('2026-05-01', 40n);
    total.add('2026-03-01', 7n);
    total.add('2026-04-01', 20n);
    total.add('2026-03-10', 3n);
    total.add('2026-04-01', -20n);
    const days = ['2026-02-28', '2026-03-01', '2026-03-09', '2026-03-10', '2026-04-30', '2026-05-01', '2027-01-01'];
    expect(days.map(total.until)).toEqual([0n, 7n, 7n, 110n, 110n, 150n, 150n]);
  });

  it('of nothing is nothing', () => {
    expect(newRunningTotal().until('2026-03-10')).toBe(0n);
  });
});
