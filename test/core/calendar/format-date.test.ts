import { describe, expect, it } from 'vitest';
import { formatDate, formatShortDate } from '../../../shared/core/calendar/format-date.ts';

describe('formatDate', () => {
  it('prints day, month and year without leading zeros', () => {
    expect(formatDate('1999-04-06')).toBe('6 April 1999');
    expect(formatDate('2026-12-31')).toBe('31 December 2026');
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('names month %i as English does', (month) => {
    const date = `2024-${String(month).padStart(2, '0')}-09`;
    const english = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    expect(formatDate(date)).toBe(english.format(new Date(date)));
  });

  it('cuts the month to three letters for narrow columns', () => {
    expect(formatShortDate('1999-09-30')).toBe('30 Sep 1999');
  });

  it.each(['', '1999-13-01', '1999-00-10', '1999-02-29', '6 April 1999', '1999-04-06T00:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(() => formatDate(text)).toThrow(RangeError);
    },
  );
});
