import { startOfDay, type Instant } from '../calendar/instant.ts';
import { daysAfter, lastDayOfMonth, type PlainDate } from '../calendar/plain-date.ts';

/** The last day of the period after `sealedThrough`: statements run by calendar month, the first from the agreement's date. */
export function nextStatementEnd(dated: PlainDate, sealedThrough: PlainDate | undefined): PlainDate {
  return lastDayOfMonth(sealedThrough === undefined ? dated : daysAfter(sealedThrough, 1));
}

/** The moment at which a period ending on `endsOn` is over in the contract's zone. */
export function endOfPeriod(endsOn: PlainDate, timeZone: string): Instant {
  return startOfDay(daysAfter(endsOn, 1), timeZone);
}
