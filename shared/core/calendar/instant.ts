import { Temporal } from 'temporal-polyfill';
import type { PlainDate } from './plain-date.ts';
import { smaller } from '../order.ts';
import { remembered } from './remembered.ts';

/** A moment in UTC, as `YYYY-MM-DDTHH:MM:SS.sssZ`: always milliseconds, so that text order is time order. */
export type Instant = string;

/** Normalises an epoch in milliseconds. */
export function instantFromEpoch(epochMilliseconds: number): Instant {
  return new Date(epochMilliseconds).toISOString();
}

export function epochOf(instant: Instant): number {
  return epochAt(instant, '');
}

const epochAt = remembered((instant: Instant) => Temporal.Instant.from(instant).epochMilliseconds);

/**
 * The first moment of a date in an IANA time zone: midnight, the earlier one where the clocks show it twice, or later where
 * a clock change skips midnight. A date that the zone skipped starts with the next one, such as 30 December 2011 in Apia.
 */
export function startOfDay(date: PlainDate, timeZone: string): Instant {
  return startOf(date, timeZone);
}

const startOf = remembered((date: PlainDate, timeZone: string): Instant => {
  const zoned = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone });
  return instantFromEpoch(zoned.epochMilliseconds);
});

/** The date that people in the time zone read on their calendar at this moment. */
export function dateIn(instant: Instant, timeZone: string): PlainDate {
  return dateOf(instant, timeZone);
}

const dateOf = remembered((instant: Instant, timeZone: string): PlainDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
);

export function minutesAfter(instant: Instant, minutes: number): Instant {
  return instantFromEpoch(epochOf(instant) + minutes * 60_000);
}

/** The earlier of two moments; `undefined` means never. */
export function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return smaller(a, b);
}

/** The later of two moments; `undefined` means that there is no second. */
export function later(a: Instant, b: Instant | undefined): Instant {
  return b === undefined || smaller(a, b) === b ? a : b;
}
