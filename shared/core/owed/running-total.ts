import type { PlainDate } from '../calendar/plain-date.ts';

/** A sum that grows by days. */
export interface RunningTotal {
  readonly add: (on: PlainDate, amountMinor: bigint) => void;
  /** What has been added for the days until the end of one. */
  readonly until: (on: PlainDate) => bigint;
}

export function newRunningTotal(): RunningTotal {
  const days: PlainDate[] = [];
  const totals: bigint[] = [];
  const countUntil = (on: PlainDate): number => {
    let [low, high] = [0, days.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((days[middle] ?? '') <= on) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add: (on, amountMinor) => {
      const at = countUntil(on);
      if (days[at - 1] !== on) {
        days.splice(at, 0, on);
        totals.splice(at, 0, totals[at - 1] ?? 0n);
      }
      for (let later = days[at - 1] === on ? at - 1 : at; later < totals.length; later += 1) {
        totals[later] = (totals[later] ?? 0n) + amountMinor;
      }
    },
    until: (on) => totals[countUntil(on) - 1] ?? 0n,
  };
}
