import type { PlainDate } from '../calendar/plain-date.ts';
import { countFirst } from '../order.ts';

/** A sum that grows by days. */
export interface RunningTotal {
  readonly add: (on: PlainDate, amountMinor: bigint) => void;
  /** What has been added for the days until the end of one. */
  readonly until: (on: PlainDate) => bigint;
}

/** A day on which something was added, and what all comes to until its end. */
interface Day {
  readonly on: PlainDate;
  totalMinor: bigint;
}

export function newRunningTotal(): RunningTotal {
  const days: Day[] = [];
  const until = (on: PlainDate): bigint => days[countFirst(days, (day) => day.on <= on) - 1]?.totalMinor ?? 0n;
  return {
    until,
    add: (on, amountMinor) => {
      const at = countFirst(days, (day) => day.on < on);
      if (days[at]?.on !== on) days.splice(at, 0, { on, totalMinor: until(on) });
      for (const day of days.slice(at)) day.totalMinor += amountMinor;
    },
  };
}
