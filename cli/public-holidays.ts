import { closest } from 'fastest-levenshtein';
import Holidays from 'date-holidays';
import { InputError } from '../shared/core/errors.ts';
import { describe } from '../shared/core/money/parse-amount.ts';

/** How far a jurisdiction in a contract file is written out, from the year of the agreement. */
const YEARS = 30;

/**
 * The public holidays of a jurisdiction (a country, or a country and its state or region: `US`, `US-NY`) from one year to
 * another, as dates in order. Errors: `input.invalid` for a jurisdiction that is not known, naming the nearest.
 */
export function holidaysIn(jurisdiction: string, from: number, until: number): string[] {
  const [country = '', ...state] = jurisdiction.split('-');
  const known = new Holidays();
  const countries = Object.keys(known.getCountries());
  if (!countries.includes(country)) throw unknown(jurisdiction, countries);
  const region = state.join('-');
  const states = Object.keys(known.getStates(country) ?? {});
  if (region !== '' && !states.includes(region))
    throw unknown(
      jurisdiction,
      states.map((one) => `${country}-${one}`),
    );
  const calendar = region === '' ? new Holidays(country) : new Holidays(country, region);
  const years = Array.from({ length: Math.max(0, until - from + 1) }, (_, index) => from + index);
  const dates = years.flatMap((year) =>
    calendar.getHolidays(year).flatMap(({ type, date }) => (type === 'public' ? [date.slice(0, 10)] : [])),
  );
  return [...new Set(dates)].toSorted();
}

function unknown(jurisdiction: string, known: readonly string[]): InputError {
  return new InputError('That jurisdiction is not known.', [
    {
      field: 'holidays',
      found: describe(jurisdiction),
      allowed: 'a country by its two letters, or with its state or region, such as US, US-NY, CA-ON or ZA',
      fix: known.length === 0 ? 'Name the country alone.' : `Did you mean ${closest(jurisdiction, [...known])}?`,
    },
  ]);
}

/**
 * A contract file with the dates of its holidays in place of a jurisdiction: `holidays: US-NY`, or a list in which codes
 * and dates stand together. What is checked, hashed and adopted are the dates.
 */
export function withHolidays(file: unknown): unknown {
  if (file === null || typeof file !== 'object' || !('holidays' in file)) return file;
  const { holidays } = file;
  const said: unknown[] = Array.isArray(holidays) ? holidays : [holidays];
  if (!said.some(isJurisdiction)) return file;
  const year = Number(String(Reflect.get(file, 'dated')).slice(0, 4));
  const dates = said.flatMap((one): unknown[] =>
    isJurisdiction(one) && Number.isInteger(year) ? holidaysIn(one, year, year + YEARS) : [one],
  );
  return { ...file, holidays: [...new Set(dates)] };
}

function isJurisdiction(said: unknown): said is string {
  return typeof said === 'string' && /^[A-Z]{2}(-|$)/.test(said);
}
