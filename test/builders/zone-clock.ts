import { UNIX_DAY, dateText } from './civil-days.ts';

/** A time during which a zone's clocks keep one distance from UTC; it lasts until the next one begins. */
export interface Stretch {
  /** Epoch in milliseconds: the first moment of it. */
  readonly from: number;
  readonly offsetMilliseconds: number;
}

const DAY = 86_400_000;

/** The shortest stretch since 1999 is seven days (Boa Vista in October 2000): none hides between two looks. */
const STEP = 5 * DAY;

/** The distance from UTC that the platform's zone data gives for a moment, in milliseconds. */
export function offsetReader(timeZone: string): (epoch: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (epoch) => {
    const text = format.format(epoch);
    const found = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
    if (found === null) throw new RangeError(`${timeZone}: no offset in ${text}`);
    const [, sign = '+', hours = 0, minutes = 0, seconds = 0] = found;
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  };
}

/** The date on a wall calendar of the zone, as the platform prints it: it does not go through `offsetReader`. */
export function wallDateReader(timeZone: string): (epoch: number) => string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (epoch) => {
    const text = format.format(epoch);
    const [, month, day, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
    if (year === undefined) throw new RangeError(`${timeZone}: no date in ${text}`);
    return dateText({ year: Number(year), month: Number(month), day: Number(day) });
  };
}

/** The stretches of a zone from one moment to another, each change found to the millisecond by bisection. */
export function stretchesOf(timeZone: string, from: number, to: number): Stretch[] {
  const offsetAt = offsetReader(timeZone);
  let current: Stretch = { from, offsetMilliseconds: offsetAt(from) };
  const stretches = [current];
  for (let seen = from; seen < to;) {
    const next = Math.min(seen + STEP, to);
    if (offsetAt(next) === current.offsetMilliseconds) {
      seen = next;
      continue;
    }
    seen = firstChange(offsetAt, seen, next);
    current = { from: seen, offsetMilliseconds: offsetAt(seen) };
    stretches.push(current);
  }
  return stretches;
}

/** The first moment whose offset differs from that of `before`; the offset of `after` does. */
function firstChange(offsetAt: (epoch: number) => number, before: number, after: number): number {
  const offset = offsetAt(before);
  let [same, other] = [before, after];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

/** Each clock change: the stretch that it ends and the stretch that it begins. */
export function changesOf(stretches: readonly Stretch[]): (readonly [Stretch, Stretch])[] {
  return stretches.flatMap((after, index) => {
    const before = stretches[index - 1];
    return before === undefined ? [] : [[before, after] as const];
  });
}

/** The first moment at which the zone's clocks show a time of this day; undefined when they skip it altogether. */
export function firstMomentOf(day: number, stretches: readonly Stretch[]): number | undefined {
  const midnight = (day - UNIX_DAY) * DAY;
  for (const [index, { from, offsetMilliseconds }] of stretches.entries()) {
    const until = stretches[index + 1]?.from ?? Infinity;
    const moment = Math.max(from, midnight - offsetMilliseconds);
    if (moment < until && moment + offsetMilliseconds < midnight + DAY) return moment;
  }
  return undefined;
}

/** The day that the clocks show at a moment within a stretch. */
export function dayShown(epoch: number, offsetMilliseconds: number): number {
  return Math.floor((epoch + offsetMilliseconds) / DAY) + UNIX_DAY;
}
