import type { PlainDate } from '../../shared/core/calendar/plain-date.ts';

/** Formatters are slow to make and quick to use. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formatters.set(timeZone, made);
  return made;
}

/**
 * The date on a calendar on the wall there, at this moment. Shares no code with the calendar that it judges: a wrong rule
 * for clock changes would agree with itself.
 */
export function wallDate(epochMilliseconds: number, timeZone: string): PlainDate {
  return formatterOf(timeZone).format(epochMilliseconds);
}
