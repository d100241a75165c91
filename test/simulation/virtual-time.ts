import { instantFromEpoch, type Instant } from '../../shared/core/calendar/instant.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

interface Appointment {
  readonly at: number;
  readonly order: number;
  /** Undefined once it is called off. */
  keep: (() => void) | undefined;
}

/**
 * The only clock of a simulated run. Nothing waits for real: time jumps to the next appointment, and before it does,
 * all code that can go on without time has gone on. Two appointments of one moment are kept in the order in which they
 * were made, so a run depends on its seed and on nothing else.
 */
export interface VirtualTime {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly instant: Instant;
  at(moment: number, keep: () => void): void;
  /** The same for what is called off more often than not; the answer calls it off. */
  unless(moment: number, keep: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
  /** Keeps appointments until none is left before `end`, or `seen` asks to stop; then it is `end`. */
  runUntil(end: number, seen: () => boolean): Promise<void>;
}

export function virtualTime(start: number): VirtualTime {
  const heap: Appointment[] = [];
  let now = start;
  let order = 0;
  const appoint = (moment: number, keep: () => void): Appointment => {
    order += 1;
    const made = { at: Math.max(moment, now), order, keep };
    push(heap, made);
    return made;
  };
  const at = (moment: number, keep: () => void): void => void appoint(moment, keep);
  return {
    get now() {
      return now;
    },
    get instant() {
      return instantFromEpoch(now);
    },
    at,
    unless: (moment, keep) => {
      const made = appoint(moment, keep);
      return () => (made.keep = undefined);
    },
    sleep: (milliseconds) => new Promise((awake) => at(now + milliseconds, awake)),
    runUntil: async (end, seen) => {
      await nextTurn();
      for (let first = heap[0]; first !== undefined && first.at <= end; first = heap[0]) {
        pop(heap);
        if (first.keep === undefined) continue;
        now = first.at;
        first.keep();
        await nextTurn();
        if (seen()) return;
      }
      now = Math.max(now, end);
    },
  };
}

/** Lets all code run that waits for nothing but promises: a tick comes once no promise has anything left to do. */
function nextTurn(): Promise<void> {
  return new Promise((done) => process.nextTick(done));
}

function before(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Appointment[], made: Appointment): void {
  let index = heap.push(made) - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || before(parent, made)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = made;
}

function pop(heap: Appointment[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    if (left === undefined) break;
    const below = right !== undefined && before(right, left) ? 2 * index + 2 : 2 * index + 1;
    const child = heap[below];
    if (child === undefined || before(last, child)) break;
    heap[index] = child;
    index = below;
  }
  heap[index] = last;
}
