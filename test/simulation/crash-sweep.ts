import { FAULT_KINDS, type Fault } from './faults.ts';
import { HOUR, MINUTE, SECOND } from './virtual-time.ts';
import type { Workflow } from './workflow.ts';

/**
 * How long all is down, or a call or message late: within a time-out, beyond it, and beyond the life of Stripe's keys. Beyond 14
 * days SQS loses what waits in it; the machine has no CRM to pull from yet, so nothing is claimed of that here.
 */
export const GAPS = [SECOND, 16 * MINUTE, 25 * HOUR] as const;

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

/** Every call of a workflow, each with every kind of fault and every gap. */
export function* singles({ name }: Pick<Workflow, 'name'>, seed: number, calls: number): Generator<Schedule> {
  for (let call = 1; call <= calls; call += 1) {
    for (const kind of FAULT_KINDS) {
      for (const gap of GAPS) yield { workflow: name, seed, faults: [{ call, kind, gap }] };
    }
  }
}
