import { describe, expect, it } from 'vitest';
import { dueDate, type DueRule } from '../../shared/core/calendar/due-date.ts';
import { formatDate, formatShortDate } from '../../shared/core/calendar/format-date.ts';
import { dateIn, epochOf, instantFromEpoch, startOfDay } from '../../shared/core/calendar/instant.ts';
import {
  daysAfter,
  daysBetween,
  isPlainDate,
  lastDayOfMonth,
  monthsAfter,
} from '../../shared/core/calendar/plain-date.ts';
import { retainerPeriod } from '../../shared/core/owed/retainer-periods.ts';
import { aRetainer } from '../builders/a-contract.ts';
import {
  UNIX_DAY,
  dateOfDay,
  dateText,
  dayNumber,
  endOfBlock,
  everyDay,
  lengthOfMonth,
  momentText,
  monthsLater,
  readDate,
  weekdayOf,
  workingDaysLater,
} from '../builders/civil-days.ts';
import { differences } from '../builders/differences.ts';
import { changesOf, dayShown, firstMomentOf, stretchesOf, wallDateReader } from '../builders/zone-clock.ts';

const DAY = 86_400_000;
const THREE_CENTURIES = everyDay(1900, 2199);
const ANCHORS = everyDay(1999, 2000);
const LEAP_YEAR_ANCHORS = everyDay(2000, 2000);
const MONTHS = [...Array(14).keys(), 20, 99];
const EVERY_DAY = [...Array(41).keys(), 99];
const EDGE_DAYS = [0, 1, 28, 29, 30, 31, 32];

describe('the oracle', () => {
  it('numbers the days as they are counted, and knows weekdays from an almanac', () => {
    const wrong = differences();
    const first = dayNumber('1900-01-01');
    for (const [index, date] of THREE_CENTURIES.entries()) {
      wrong.compare(dayNumber(date), first + index, () => `number of ${date}`);
      wrong.compare(dateOfDay(first + index), date, () => `date of ${first + index}`);
    }
    wrong.expectNone();
    expect(THREE_CENTURIES).toHaveLength(300 * 365 + 73);
    expect(dayNumber('1970-01-01')).toBe(UNIX_DAY);
    const weekdays = ['1900-01-01', '1999-04-06', '2000-02-29', '2100-03-01'].map((date) => weekdayOf(dayNumber(date)));
    expect(weekdays).toEqual([0, 1, 1, 0]);
  });

  it('knows clock changes that the newspapers reported', () => {
    const changes = (zone: string, from: string, to: string) =>
      stretchesOf(zone, epochOfDay(from), epochOfDay(to)).slice(1);
    expect(changes('America/New_York', '1999-01-01', '2025-01-01')).toHaveLength(52);
    expect(changes('Asia/Kolkata', '1999-01-01', '2025-01-01')).toEqual([]);
    expect(changes('America/Boa_Vista', '2000-01-01', '2001-01-01')).toHaveLength(3);
    expect(changes('Pacific/Apia', '2011-12-01', '2012-01-10')).toEqual([
      { from: epochOfDay('2011-12-30') + 10 * 3_600_000, offsetMilliseconds: 14 * 3_600_000 },
    ]);
  });
});

describe('plain dates', () => {
  it('are the days that exist, in every year of four digits', () => {
    const wrong = differences();
    for (let year = 0; year <= 9999; year += 1) {
      const days = year >= 1900 && year <= 2199 ? EVERY_DAY : EDGE_DAYS;
      for (const month of MONTHS) {
        for (const day of days) {
          const date = dateText({ year, month, day });
          wrong.compare(isPlainDate(date), day >= 1 && day <= lengthOfMonth(year, month), () => date);
        }
      }
    }
    wrong.expectNone();
  });

  it('are counted in months from every anchor day of a common and a leap year, for 100 years', () => {
    const wrong = differences();
    for (const anchor of ANCHORS) {
      for (let months = 1; months <= 1200; months += 1) {
        const what = () => `${months} months after ${anchor}`;
        wrong.compare(monthsAfter(anchor, months), monthsLater(anchor, months), what);
      }
    }
    wrong.expectNone();
  });

  it('are counted in days from every day of three centuries, forwards and backwards', () => {
    const wrong = differences();
    for (const [index, date] of THREE_CENTURIES.entries()) {
      const number = dayNumber(date);
      wrong.compare(daysAfter(date, 1), dateOfDay(number + 1), () => `the day after ${date}`);
      const days = (index % 2 === 0 ? 1 : -1) * (index % 40_000);
      const there = dateOfDay(number + days);
      wrong.compare(daysAfter(date, days), there, () => `${days} days after ${date}`);
      wrong.compare(daysBetween(date, there), days, () => `days from ${date} to ${there}`);
    }
    wrong.expectNone();
  });

  it('know the last day of their month and how they are printed', () => {
    const wrong = differences();
    const long = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long' });
    const short = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'short' });
    for (const date of THREE_CENTURIES) {
      const { year, day } = readDate(date);
      const epoch = epochOfDay(date);
      wrong.compare(lastDayOfMonth(date), endOfBlock(date, 1), () => `month of ${date}`);
      wrong.compare(formatDate(date), long.format(epoch), () => `${date} in words`);
      wrong.compare(formatShortDate(date), `${day} ${short.format(epoch)} ${year}`, () => `${date} in short`);
    }
    wrong.expectNone();
  });

  it.each(['1999-02-29', '1900-02-29', '2000-02-30', '1999-04-31', '1999-01-00', '2000-12-32'])(
    'are not printed when they do not exist: %s',
    (date) => {
      expect(() => formatDate(date)).toThrow(RangeError);
      expect(() => formatShortDate(date)).toThrow(RangeError);
    },
  );

  it('are never given outside the years of four digits, where text order is no longer date order', () => {
    expect(monthsAfter('9999-11-30', 1)).toBe('9999-12-30');
    expect(daysAfter('0000-01-02', -1)).toBe('0000-01-01');
    expect(() => monthsAfter('9999-12-01', 1)).toThrow(RangeError);
    expect(() => monthsAfter('0000-01-31', -1)).toThrow(RangeError);
    expect(() => daysAfter('9999-12-31', 1)).toThrow(RangeError);
    expect(() => daysAfter('0000-01-01', -1)).toThrow(RangeError);
  });
});

describe('retainer periods', () => {
  it.each([1, 2, 3, 6, 12])('of %i months last until the day before the next, for 100 years', (everyMonths) => {
    const wrong = differences();
    for (const [day, anchor] of LEAP_YEAR_ANCHORS.entries()) {
      const timing = day % 2 === 0 ? 'in-advance' : 'in-arrears';
      const term = aRetainer({ anchor, everyMonths, timing });
      // Every thirteenth period: all months come, because 13 and 12 have no factor in common.
      for (let index = day % 13; index < 1200 / everyMonths; index += 13) {
        const from = monthsLater(anchor, index * everyMonths);
        const to = dateOfDay(dayNumber(monthsLater(anchor, (index + 1) * everyMonths)) - 1);
        const period = retainerPeriod(term, anchor, index);
        const what = () => `period ${index} of ${everyMonths} months from ${anchor}`;
        wrong.compare(`${period.from} to ${period.to}`, `${from} to ${to}`, what);
        wrong.compare(period.accruesOn, timing === 'in-advance' ? from : to, () => `${what()}, ${timing}`);
      }
    }
    wrong.expectNone();
  });
});

describe('due dates', () => {
  const blocks = { 'month-end': 1, 'quarter-end': 3, 'year-end': 12 } as const;
  const starts: readonly DueRule['dueFrom'][] = ['accrual', 'month-end', 'quarter-end', 'year-end'];
  const accruals = [...everyDay(1999, 2000), ...everyDay(2099, 2100)];

  it.each(starts)('counted from the %s fall on the oracle’s day', (dueFrom) => {
    const wrong = differences();
    for (const accruesOn of accruals) {
      const from = dueFrom === 'accrual' ? accruesOn : endOfBlock(accruesOn, blocks[dueFrom]);
      for (const dueDays of [0, 1, 2, 4, 5, 6, 30]) {
        const what = (counted: string) => () => `${accruesOn}, ${dueDays} ${counted} from ${dueFrom}`;
        const calendar = dueDate({ dueDays, dueCounted: 'calendar-days', dueFrom }, accruesOn);
        wrong.compare(calendar, dateOfDay(dayNumber(from) + dueDays), what('calendar days'));
        const business = dueDate({ dueDays, dueCounted: 'business-days', dueFrom }, accruesOn);
        wrong.compare(business, workingDaysLater(from, dueDays), what('business days'));
      }
    }
    wrong.expectNone();
  });
});

describe('moments', () => {
  it('are written and read back on every day of three centuries', () => {
    const wrong = differences();
    for (const [index, date] of THREE_CENTURIES.entries()) {
      const epoch = epochOfDay(date) + ((index * 7_919_333) % DAY);
      wrong.compare(instantFromEpoch(epoch), momentText(epoch), () => `epoch ${epoch}`);
      wrong.compare(epochOf(momentText(epoch)), epoch, () => momentText(epoch));
    }
    wrong.expectNone();
  });
});

describe('every zone of the platform', () => {
  const [first, last] = [epochOfDay('1999-01-01'), epochOfDay('2036-01-01')];
  const margin = 40 * DAY;
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => {
    const stretches = stretchesOf(zone, first - margin, last + margin);
    return { zone, stretches, changes: changesOf(stretches).filter(([, { from }]) => from >= first && from < last) };
  });

  it('starts the days around each clock change at the first moment that shows them', () => {
    const wrong = differences();
    const skipped: string[] = [];
    for (const { zone, stretches, changes } of zones) {
      for (const [before, after] of changes) {
        const lastDay = dayShown(after.from, after.offsetMilliseconds) + 1;
        for (let day = dayShown(after.from - 1, before.offsetMilliseconds) - 1; day <= lastDay; day += 1) {
          const moment = firstMomentOf(day, stretches);
          if (moment === undefined) skipped.push(`${zone} ${dateOfDay(day)}`);
          const expected = moment ?? firstMomentOf(day + 1, stretches) ?? Number.NaN;
          wrong.compare(startOfDay(dateOfDay(day), zone), momentText(expected), () => `${zone} ${dateOfDay(day)}`);
        }
      }
    }
    wrong.expectNone();
    expect(skipped).toContain('Pacific/Apia 2011-12-30');
    expect(skipped).toContain('Pacific/Fakaofo 2011-12-30');
  });

  it('starts a day whose midnight lies within a clock change when the change ends', () => {
    // No zone has done so since 1999. Toronto's clocks went from 23:30 on 30 March 1919 to 00:30.
    const stretches = stretchesOf('America/Toronto', epochOfDay('1919-03-01'), epochOfDay('1919-05-01'));
    const expected = firstMomentOf(dayNumber('1919-03-31'), stretches) ?? Number.NaN;
    expect(momentText(expected)).toBe('1919-03-31T04:30:00.000Z');
    expect(startOfDay('1919-03-31', 'America/Toronto')).toBe(momentText(expected));
  });

  it('shows the right date just before, at and after each clock change and each midnight beside it', () => {
    const wrong = differences();
    for (const { zone, stretches, changes } of zones) {
      const wallDate = wallDateReader(zone);
      for (const [before, after] of changes) {
        const days = [
          dayShown(after.from - 1, before.offsetMilliseconds),
          dayShown(after.from, after.offsetMilliseconds) + 1,
        ];
        for (const moment of [after.from, ...days.map((day) => firstMomentOf(day, stretches) ?? after.from)]) {
          for (const epoch of [moment - 1, moment]) {
            wrong.compare(dateIn(momentText(epoch), zone), wallDate(epoch), () => `${zone} ${momentText(epoch)}`);
          }
        }
        const shown = dateIn(momentText(after.from), zone);
        const counted = dateOfDay(dayShown(after.from, after.offsetMilliseconds));
        wrong.compare(shown, counted, () => `${zone} ${momentText(after.from)}`);
      }
    }
    wrong.expectNone();
  });

  it('starts the first day of every quarter at the first moment that shows it', () => {
    const wrong = differences();
    const firsts = everyDay(1999, 2035).filter((date) => /-(01|04|07|10)-01$/.test(date));
    for (const { zone, stretches } of zones) {
      for (const date of firsts) {
        const expected = firstMomentOf(dayNumber(date), stretches) ?? Number.NaN;
        wrong.compare(startOfDay(date, zone), momentText(expected), () => `${zone} ${date}`);
      }
    }
    wrong.expectNone();
  });
});

/** Midnight UTC of a date, as epoch in milliseconds. */
function epochOfDay(date: string): number {
  return (dayNumber(date) - UNIX_DAY) * DAY;
}
