import { waysAt, type Calls } from './distinct-faults.ts';
import type { Fault } from './faults.ts';
import type { Workflow } from './workflow.ts';

/** One run: it is the same for ever. */
export interface Schedule {
  /** A history by its name, or `random`: the one that the seed gives. */
  readonly workflow: string;
  readonly seed: number;
  /** Absent: those that the seed gives. */
  readonly faults?: readonly Fault[];
}

export interface Violation {
  readonly schedule: Schedule;
  readonly invariant: string;
  readonly found: string;
}

/**
 * Every call of a workflow, or each beyond the first so many, with each kind of fault and every gap, less those that would do the same
 * once more.
 */
export function* singles(
  { name }: Pick<Workflow, 'name'>,
  seed: number,
  calls: Calls,
  beyond = 0,
): Generator<Schedule> {
  for (let call = beyond + 1; call <= calls.order.length; call += 1) {
    for (const fault of waysAt(call, calls)) yield { workflow: name, seed, faults: [fault] };
  }
}
