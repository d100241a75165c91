import { Temporal } from 'temporal-polyfill';

/** A calendar date without a time, as `YYYY-MM-DD`; text order is date order. */
export type PlainDate = string;

/** True when the text is a date that exists: `1999-02-29` is not. */
export function isPlainDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * The date `months` months after the anchor, clamped to the month's end. Always counted from the anchor, so that
 * 31 January gives 28 February and then 31 March. Source: design.md section 5.2.
 */
export function monthsAfter(anchor: PlainDate, months: number): PlainDate {
  return Temporal.PlainDate.from(anchor).add({ months }, { overflow: 'constrain' }).toString();
}

/** The date `days` days after (before, when negative). */
export function daysAfter(date: PlainDate, days: number): PlainDate {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The last day of the date's month. Example: `1999-04-06` gives `1999-04-30`. */
export function lastDayOfMonth(date: PlainDate): PlainDate {
  const plain = Temporal.PlainDate.from(date);
  return plain.with({ day: plain.daysInMonth }).toString();
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
}
