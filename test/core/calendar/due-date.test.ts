import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueDate, type DueRule } from '../../../shared/core/calendar/due-date.ts';

function due(accruesOn: string, changes: Partial<DueRule>): string {
  return dueDate({ dueDays: 0, dueCounted: 'calendar-days', dueFrom: 'accrual', ...changes }, accruesOn);
}

const business = (dueDays: number): Partial<DueRule> => ({ dueDays, dueCounted: 'business-days' });

describe('a due date', () => {
  it.each([
    ['1999-04-06', { dueDays: 14 }, '1999-04-20'],
    ['2000-02-28', { dueDays: 1 }, '2000-02-29'],
    ['1900-02-28', { dueDays: 1 }, '1900-03-01'],
    ['2006-05-10', { dueDays: 3 }, '2006-05-13'],
    ['2018-05-10', { dueDays: 30, dueFrom: 'quarter-end' }, '2018-07-30'],
    ['2018-06-30', { dueDays: 30, dueFrom: 'quarter-end' }, '2018-07-30'],
    ['2018-07-01', { dueDays: 30, dueFrom: 'quarter-end' }, '2018-10-30'],
    ['2020-01-31', { dueFrom: 'quarter-end' }, '2020-03-31'],
    ['2020-11-30', { dueFrom: 'quarter-end' }, '2020-12-31'],
    ['2020-02-03', { dueFrom: 'month-end' }, '2020-02-29'],
    ['2020-04-30', { dueFrom: 'month-end' }, '2020-04-30'],
    ['2021-01-31', { dueDays: 31, dueFrom: 'year-end' }, '2022-01-31'],
    ['2021-12-31', { dueFrom: 'year-end' }, '2021-12-31'],
  ] as const)('of %s by %o is %s', (accruesOn, rule, expected) => {
    expect(due(accruesOn, rule)).toBe(expected);
  });

  it.each([
    // 3 March 2025 is a Monday, 7 March a Friday, 8 and 9 March the weekend.
    ['2025-03-03', 10, '2025-03-17'],
    ['2025-03-07', 1, '2025-03-10'],
    ['2025-03-08', 1, '2025-03-10'],
    ['2025-03-09', 5, '2025-03-14'],
    ['2025-03-08', 0, '2025-03-08'],
  ])('%s and %s business days is %s', (accruesOn, days, expected) => {
    expect(due(accruesOn, business(days))).toBe(expected);
  });

  it('passes over the holidays that are named, in business days alone', () => {
    // 4 July 2025 is a Friday.
    const holidays = ['2025-07-04'];
    const rule = { dueDays: 2, dueFrom: 'accrual' } as const;
    expect(dueDate({ ...rule, dueCounted: 'business-days' }, '2025-07-02', holidays)).toBe('2025-07-07');
    expect(dueDate({ ...rule, dueCounted: 'calendar-days' }, '2025-07-02', holidays)).toBe('2025-07-04');
  });

  it.each([
    // 5 July 2025 is a Saturday, 4 July a holiday and 3 July a Thursday.
    ['2025-07-03', 'next-business-day', '2025-07-03'],
    ['2025-07-04', 'next-business-day', '2025-07-07'],
    ['2025-07-05', 'next-business-day', '2025-07-07'],
    ['2025-07-06', 'next-business-day', '2025-07-07'],
    ['2025-07-06', 'previous-business-day', '2025-07-03'],
    ['2025-07-04', 'previous-business-day', '2025-07-03'],
    ['2025-07-11', 'previous-business-day', '2025-07-11'], // a Friday
  ] as const)('%s rolls to the %s: %s', (accruesOn, dueRolls, expected) => {
    const rule: DueRule = { dueDays: 0, dueCounted: 'calendar-days', dueFrom: 'accrual', dueRolls };
    expect(dueDate(rule, accruesOn, ['2025-07-04'])).toBe(expected);
  });

  it('stays where no rule rolls it', () => {
    expect(due('2025-07-05', {})).toBe('2025-07-05');
  });

  it('in business days is a working day with exactly so many working days up to it', () => {
    const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 365 }), (date, days) => {
        const from = date.toISOString().slice(0, 10);
        const last = Date.parse(due(from, business(days)));
        let working = 0;
        for (let at = Date.parse(from) + 86_400_000; at <= last; at += 86_400_000) {
          if (![0, 6].includes(new Date(at).getUTCDay())) working += 1;
        }
        expect(working).toBe(days);
        expect([0, 6]).not.toContain(new Date(last).getUTCDay());
      }),
    );
  });
});
