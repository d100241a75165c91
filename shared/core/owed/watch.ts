import type { PlainDate } from '../calendar/plain-date.ts';

/** Which of many things may still change as days pass: only those are looked at again and again. */
export interface Watch {
  /** The ids of those that may. */
  readonly open: Set<string>;
  /** Leaves one alone, as of a day. */
  readonly rest: (id: string, on: PlainDate) => void;
  /** Where the day is an earlier one than before: opens again what has been left alone since. */
  readonly asOf: (on: PlainDate) => void;
}

export function newWatch(): Watch {
  const open = new Set<string>();
  const resting: { readonly id: string; readonly on: PlainDate }[] = [];
  return {
    open,
    rest: (id, on) => {
      open.delete(id);
      resting.push({ id, on });
    },
    asOf: (on) => {
      for (let last = resting.at(-1); last !== undefined && last.on > on; last = resting.at(-1)) {
        open.add(last.id);
        resting.pop();
      }
    },
  };
}
