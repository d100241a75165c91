/**
 * A calendar made of whole numbers, to judge shared/core/calendar by: it uses neither Temporal nor Date. Days are counted
 * from 0, which is 1 January 0000 of the Gregorian calendar carried backwards, for the years 0 to 9999.
 */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const UNIX_DAY = 719_528;
const MILLISECONDS_A_DAY = 86_400_000;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** 0 for a month that does not exist. */
export function lengthOfMonth(year: number, month: number): number {
  const leap = year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0);
  return (LENGTHS[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0);
}

/** The days of all years from 0 up to this one: 365 each, and one more for each leap year among them. */
function daysBeforeYear(year: number): number {
  return 365 * year + Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400);
}

export function dayNumber(text: string): number {
  const { year, month, day } = readDate(text);
  let number = daysBeforeYear(year) + day - 1;
  for (let before = 1; before < month; before += 1) number += lengthOfMonth(year, before);
  return number;
}

/** The date of a day: 400 years have 146,097 days, which gives the year or one beside it. */
export function dateOfDay(number: number): string {
  let year = Math.floor((number * 400) / 146_097);
  while (daysBeforeYear(year) > number) year -= 1;
  while (daysBeforeYear(year + 1) <= number) year += 1;
  let left = number - daysBeforeYear(year);
  let month = 1;
  while (left >= lengthOfMonth(year, month)) {
    left -= lengthOfMonth(year, month);
    month += 1;
  }
  return dateText({ year, month, day: left + 1 });
}

/** 0 is Monday. Day 730,485, the first of 2000, was a Saturday. */
export function weekdayOf(number: number): number {
  return (number - 730_485 + 5 + 7 * 200_000) % 7;
}

export function readDate(text: string): CivilDate {
  return { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8)) };
}

export function dateText({ year, month, day }: CivilDate): string {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** A moment as `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export function momentText(epoch: number): string {
  const days = Math.floor(epoch / MILLISECONDS_A_DAY);
  const rest = epoch - days * MILLISECONDS_A_DAY;
  const [hours, minutes] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60];
  const [seconds, milliseconds] = [Math.floor(rest / 1000) % 60, rest % 1000];
  const time = `${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(milliseconds, 3)}`;
  return `${dateOfDay(days + UNIX_DAY)}T${time}Z`;
}

/** Every date of the years, found by counting on from day to day. */
export function everyDay(firstYear: number, lastYear: number): string[] {
  const days: string[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      for (let day = 1; day <= lengthOfMonth(year, month); day += 1) days.push(dateText({ year, month, day }));
    }
  }
  return days;
}

export function monthsLater(anchor: string, months: number): string {
  const { year, month, day } = readDate(anchor);
  const count = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(count / 12), (count % 12) + 1];
  return dateText({ year: toYear, month: toMonth, day: Math.min(day, lengthOfMonth(toYear, toMonth)) });
}

/** The end of the block of 1, 3 or 12 months, counted from January, in which the date lies. */
export function endOfBlock(text: string, size: number): string {
  const { year, month } = readDate(text);
  const last = Math.ceil(month / size) * size;
  return dateText({ year, month: last, day: lengthOfMonth(year, last) });
}

/** Monday to Friday, by division instead of counting: a weekend counts as the Friday before it. */
export function workingDaysLater(text: string, days: number): string {
  if (days === 0) return text;
  const from = dayNumber(text);
  const monday = from - weekdayOf(from);
  const count = Math.min(weekdayOf(from), 4) + days;
  return dateOfDay(monday + Math.floor(count / 5) * 7 + (count % 5));
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
