import { describe, expect, it } from 'vitest';
import {
  daysAfter,
  daysBetween,
  daysByThirties,
  isPlainDate,
  lastDayOfMonth,
  monthsAfter,
  monthsBetween,
} from '../../../shared/core/calendar/plain-date.ts';

describe('a plain date', () => {
  it.each(['1999-04-06', '1999-01-01', '2000-02-29', '1999-12-31', '0000-02-29', '0400-02-29', '9999-12-31'])(
    'is %s',
    (text) => {
      expect(isPlainDate(text)).toBe(true);
    },
  );

  it.each([
    '1999-02-29',
    '1900-02-29',
    '1999-13-01',
    '1999-00-10',
    '1999-04-31',
    '1999-04-00',
    '1999-04-006',
    '0100-02-29',
    '1999-04-06T00:00:00Z',
    '1999-4-6',
    '99-04-06',
    ' 1999-04-06',
    '',
  ])('is not %j', (text) => {
    expect(isPlainDate(text)).toBe(false);
  });
});

describe('monthsAfter', () => {
  it.each([
    ['1999-01-31', 1, '1999-02-28'],
    ['1999-01-31', 2, '1999-03-31'],
    ['1999-01-31', 3, '1999-04-30'],
    ['2000-01-31', 1, '2000-02-29'],
    ['1996-02-29', 12, '1997-02-28'],
    ['1996-02-29', 48, '2000-02-29'],
    ['1999-04-06', 0, '1999-04-06'],
    ['1999-04-06', 331, '2026-11-06'],
    ['1999-12-31', 2, '2000-02-29'],
  ])('counts from the anchor %s: %i months are %s', (anchor, months, date) => {
    expect(monthsAfter(anchor, months)).toBe(date);
  });
});

describe('a date outside the years 0000 to 9999', () => {
  it('is refused, as its text would not be in the order of dates', () => {
    expect(daysAfter('9999-12-30', 1)).toBe('9999-12-31');
    expect(() => daysAfter('9999-12-31', 1)).toThrow(RangeError);
    expect(() => daysAfter('0000-01-01', -1)).toThrow(RangeError);
    expect(() => monthsAfter('9999-12-06', 1)).toThrow(RangeError);
  });
});

describe('days', () => {
  it('are added and counted across months and leap days', () => {
    expect(daysAfter('1999-04-06', 14)).toBe('1999-04-20');
    expect(daysAfter('2000-02-28', 1)).toBe('2000-02-29');
    expect(daysAfter('1999-05-01', -1)).toBe('1999-04-30');
    expect(daysBetween('2000-02-28', '2000-03-01')).toBe(2);
    expect(daysBetween('1999-05-01', '1999-04-06')).toBe(-25);
  });

  it('end a month where the month ends', () => {
    expect(lastDayOfMonth('1999-04-06')).toBe('1999-04-30');
    expect(lastDayOfMonth('2000-02-01')).toBe('2000-02-29');
    expect(lastDayOfMonth('1999-12-31')).toBe('1999-12-31');
  });
});

describe('days by thirties', () => {
  // Worked out by hand: 360 a year, 30 a month, the 31st counted as the 30th.
  it.each([
    ['1999-01-31', '1999-02-28', 28],
    ['1999-01-30', '1999-03-31', 60],
    ['1999-04-06', '1999-05-06', 30],
    ['1999-04-06', '1999-04-20', 14],
    ['1999-11-15', '2001-02-10', 445],
    ['1999-05-06', '1999-04-06', -30],
    ['1999-01-30', '1999-01-31', 0],
  ])('from %s to %s are %i', (from, to, days) => {
    expect(daysByThirties(from, to)).toBe(days);
  });
});

describe('whole months between two dates', () => {
  it.each([
    ['1999-04-06', '1999-04-06', 0],
    ['1999-04-06', '1999-05-05', 0],
    ['1999-04-06', '1999-05-06', 1],
    ['1999-04-06', '1999-05-07', 1],
    ['1999-01-31', '1999-02-28', 1],
    ['1999-01-31', '1999-02-27', 0],
    ['1999-01-31', '1999-03-30', 1],
    ['1999-12-15', '2000-01-14', 0],
    ['1999-12-15', '2001-01-15', 13],
    ['1999-11-30', '2010-02-28', 123],
  ])('from %s to %s are %s', (from, to, months) => {
    expect(monthsBetween(from, to)).toBe(months);
  });
});
