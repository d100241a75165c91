import { isPlainDate, type PlainDate } from './plain-date.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A date for people to read. Errors: RangeError for text that is not a plain date. Example: `6 April 1999`. */
export function formatDate(date: PlainDate): string {
  const { year, month, day } = partsOf(date);
  return `${day} ${month} ${year}`;
}

/** The same for narrow columns, the month cut to three letters. Example: `6 Apr 1999`. */
export function formatShortDate(date: PlainDate): string {
  const { year, month, day } = partsOf(date);
  return `${day} ${month.slice(0, 3)} ${year}`;
}

function partsOf(date: PlainDate): { year: string; month: string; day: number } {
  const month = isPlainDate(date) ? MONTHS[Number(date.slice(5, 7)) - 1] : undefined;
  if (month === undefined) {
    throw new RangeError(`${JSON.stringify(date)} is not a date that exists, of the form YYYY-MM-DD`);
  }
  return { year: date.slice(0, 4), month, day: Number(date.slice(8)) };
}
