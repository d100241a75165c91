import { describe, expect, it } from 'vitest';
import { byText } from '../../shared/core/by-text.ts';

describe('the order of texts', () => {
  it('is that of time for dates, and by characters for the rest', () => {
    expect([byText('2026-03-01', '2026-03-02'), byText('2026-10-01', '2026-09-30')]).toEqual([-1, 1]);
    expect(['b', 'a', 'B', 'ab', ''].toSorted(byText)).toEqual(['', 'B', 'a', 'ab', 'b']);
  });

  it('leaves what is equal where it stands', () => {
    expect(byText('a', 'a')).toBe(0);
  });
});
