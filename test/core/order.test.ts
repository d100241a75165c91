import { describe, expect, it } from 'vitest';
import { byText, countFirst, larger, smaller } from '../../shared/core/order.ts';

describe('the order of texts', () => {
  it('is that of time for dates, and by characters for the rest', () => {
    expect([byText('2026-03-01', '2026-03-02'), byText('2026-10-01', '2026-09-30')]).toEqual([-1, 1]);
    expect(['b', 'a', 'B', 'ab', ''].toSorted(byText)).toEqual(['', 'B', 'a', 'ab', 'b']);
  });

  it('leaves what is equal where it stands', () => {
    expect(byText('a', 'a')).toBe(0);
  });
});

describe('of two', () => {
  it('amounts one is the smaller and the other the larger, whatever their order', () => {
    expect([smaller(200n, 300n), smaller(300n, 200n), smaller(-1n, 0n)]).toEqual([200n, 200n, -1n]);
    expect([larger(200n, 300n), larger(300n, 200n), larger(-1n, 0n)]).toEqual([300n, 300n, 0n]);
  });

  it('dates one is the earlier and the other the later', () => {
    expect(smaller('2026-10-01', '2026-09-30')).toBe('2026-09-30');
    expect(larger('2026-10-01', '2026-09-30')).toBe('2026-10-01');
  });
});

describe('how many come first', () => {
  it('is found in a list of any length', () => {
    const counts = [0, 1, 2, 3, 4, 5].map((length) => {
      const list = Array.from({ length }, (_, at) => at);
      return Array.from({ length: length + 1 }, (_, below) => countFirst(list, (item) => item < below));
    });
    expect(counts).toEqual([[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4, 5]]);
  });
});
