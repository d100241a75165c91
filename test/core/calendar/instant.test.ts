import { describe, expect, it } from 'vitest';
import {
  dateIn,
  earlier,
  epochOf,
  instantFromEpoch,
  minutesAfter,
  startOfDay,
} from '../../../shared/core/calendar/instant.ts';

describe('startOfDay', () => {
  it.each([
    ['1999-04-06', 'America/New_York', '1999-04-06T04:00:00.000Z'],
    ['1999-12-06', 'America/New_York', '1999-12-06T05:00:00.000Z'],
    ['1999-04-04', 'America/New_York', '1999-04-04T05:00:00.000Z'], // clocks go forward at two in the morning
    ['1999-04-06', 'Pacific/Kiritimati', '1999-04-05T10:00:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'], // midnight is skipped: the day starts at one
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-03T03:00:00.000Z'],
    ['2021-03-28', 'Asia/Beirut', '2021-03-27T22:00:00.000Z'], // skipped too: 00:00 is 01:00
    ['2021-03-29', 'Asia/Beirut', '2021-03-28T21:00:00.000Z'],
  ])('of %s in %s is %s', (date, zone, instant) => {
    expect(startOfDay(date, zone)).toBe(instant);
    expect(dateIn(instant, zone)).toBe(date);
    expect(dateIn(minutesAfter(instant, -1), zone) < date).toBe(true);
  });
});

describe('instants', () => {
  it('always have milliseconds, so that text order is time order', () => {
    expect(instantFromEpoch(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(epochOf('1970-01-01T00:00:01.000Z')).toBe(1000);
    expect(minutesAfter('1999-12-31T23:59:00.000Z', 2)).toBe('2000-01-01T00:01:00.000Z');
  });

  it('are read as the date of the zone, not of UTC', () => {
    expect(dateIn('1999-05-01T03:59:59.999Z', 'America/New_York')).toBe('1999-04-30');
    expect(dateIn('1999-05-01T04:00:00.000Z', 'America/New_York')).toBe('1999-05-01');
  });

  it.each(['1999-02-30T00:00:00.000Z', '1999-04-06', '1999-04-06T25:00:00.000Z', ''])(
    'are not read from %j',
    (text) => {
      expect(() => epochOf(text)).toThrow(RangeError);
    },
  );

  it('are read from other forms of ISO 8601', () => {
    expect(epochOf('1999-04-06T00:00:00-04:00')).toBe(epochOf('1999-04-06T04:00:00.000Z'));
  });

  it('compare with never', () => {
    const [a, b] = ['1999-04-06T00:00:00.000Z', '1999-04-07T00:00:00.000Z'];
    expect(earlier(a, b)).toBe(a);
    expect(earlier(b, a)).toBe(a);
    expect(earlier(undefined, b)).toBe(b);
    expect(earlier(a, undefined)).toBe(a);
    expect(earlier(undefined, undefined)).toBeUndefined();
  });
});
