import { Temporal } from 'temporal-polyfill';
import { remembered } from './remembered.ts';

/** A calendar date without a time, as `YYYY-MM-DD`, of the years 0000 to 9999; text order is date order. */
export type PlainDate = string;

/** True when the text is a date that exists: `1999-02-29` is not. */
export function isPlainDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  // The calendar repeats every 400 years, and Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year + 400, month, 0)).getUTCDate();
}

/**
 * The date `months` months after the anchor, clamped to the month's end. Always counted from the anchor, so that
 * 31 January gives 28 February and then 31 March. Errors: RangeError when the result lies outside the years 0000 to
 * 9999. Source: design.md section 5.2.
 */
export function monthsAfter(anchor: PlainDate, months: number): PlainDate {
  return afterMonths(anchor, months);
}

const afterMonths = remembered((anchor: PlainDate, months: number) =>
  textOf(Temporal.PlainDate.from(anchor).add({ months })),
);

/** The date `days` days after (before, when negative). Errors: RangeError outside the years 0000 to 9999. */
export function daysAfter(date: PlainDate, days: number): PlainDate {
  return afterDays(date, days);
}

const afterDays = remembered((date: PlainDate, days: number) => textOf(Temporal.PlainDate.from(date).add({ days })));

/** The last day of the date's month. Example: `1999-04-06` gives `1999-04-30`. */
export function lastDayOfMonth(date: PlainDate): PlainDate {
  return monthEnd(date, '');
}

const monthEnd = remembered((date: PlainDate) => {
  const plain = Temporal.PlainDate.from(date);
  return plain.with({ day: plain.daysInMonth }).toString();
});

/** How many whole months lie between two dates. Example: 31 January to 28 February is one, by the month's end. */
export function monthsBetween(from: PlainDate, to: PlainDate): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return monthsAfter(from, months) > to ? months - 1 : months;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return daysUntil(from, to);
}

const daysUntil = remembered((from: PlainDate, to: PlainDate) => Temporal.PlainDate.from(from).until(to).days);

/** Other years are written `+010000` or `-000001`, whose text order is not date order. */
function textOf(date: Temporal.PlainDate): PlainDate {
  const text = date.toString();
  if (text.length !== 10) throw new RangeError(`${text} lies outside the years 0000 to 9999`);
  return text;
}

/** Days from `from` to `to` when every month has thirty and a year 360, as 30/360 counts. Example: 31 January to 28 February is 28. */
export function daysByThirties(from: PlainDate, to: PlainDate): number {
  const [a, b] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  return (b.year - a.year) * 360 + (b.month - a.month) * 30 + Math.min(b.day, 30) - Math.min(a.day, 30);
}
