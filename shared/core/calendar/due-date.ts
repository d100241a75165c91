import { Temporal } from 'temporal-polyfill';
import { daysAfter, lastDayOfMonth, monthsAfter, type PlainDate } from './plain-date.ts';

/** When an amount is payable, counted from the day on which it accrues. */
export interface DueRule {
  readonly dueDays: number;
  /** Business days are Monday to Friday, less the holidays that the contract file names. */
  readonly dueCounted: 'calendar-days' | 'business-days';
  /** The day from which the days are counted: the accrual itself, or the end of its month, quarter or year. */
  readonly dueFrom: 'accrual' | 'month-end' | 'quarter-end' | 'year-end';
  /** Where the day is no business day, the one after or before it; undefined leaves it. */
  readonly dueRolls?: 'next-business-day' | 'previous-business-day';
}

/**
 * The day on which an amount that accrues on `accruesOn` is due. Examples: 30 days from the quarter's end for 10 May 2018
 * is 30 July 2018; ten business days after Monday 3 March 2025 is 17 March 2025.
 */
export function dueDate(rule: DueRule, accruesOn: PlainDate, holidays: readonly PlainDate[] = []): PlainDate {
  const from = startOf(rule.dueFrom, accruesOn);
  const day =
    rule.dueCounted === 'calendar-days'
      ? daysAfter(from, rule.dueDays)
      : businessDaysAfter(from, rule.dueDays, holidays);
  return rule.dueRolls === undefined ? day : rolled(day, rule.dueRolls === 'next-business-day' ? 1 : -1, holidays);
}

/** The day itself when it is a business day, otherwise the next one in a direction. Saturday rolls to Monday, or to Friday. */
function rolled(date: PlainDate, direction: 1 | -1, holidays: readonly PlainDate[]): PlainDate {
  let day = Temporal.PlainDate.from(date);
  while (day.dayOfWeek > 5 || holidays.includes(day.toString())) day = day.add({ days: direction });
  return day.toString();
}

function startOf(from: DueRule['dueFrom'], date: PlainDate): PlainDate {
  switch (from) {
    case 'accrual':
      return date;
    case 'month-end':
      return lastDayOfMonth(date);
    case 'quarter-end':
      return endOfMonths(date, 3);
    case 'year-end':
      return endOfMonths(date, 12);
    default:
      return from satisfies never;
  }
}

/** The last day of the block of `size` months, counted from January, in which the date lies. */
function endOfMonths(date: PlainDate, size: number): PlainDate {
  const month = Number(date.slice(5, 7));
  const left = (size - (month % size)) % size;
  return lastDayOfMonth(monthsAfter(`${date.slice(0, 8)}01`, left));
}

/** The day that is `days` business days after a date: neither Saturday, Sunday nor one of the holidays. */
export function businessDaysAfter(date: PlainDate, days: number, holidays: readonly PlainDate[] = []): PlainDate {
  let day = Temporal.PlainDate.from(date);
  for (let left = days; left > 0;) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek <= 5 && !holidays.includes(day.toString())) left -= 1;
  }
  return day.toString();
}
