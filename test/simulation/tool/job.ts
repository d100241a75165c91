import type { Schedule } from '../crash-sweep.ts';
import type { Batch } from './pairs.ts';
import type { Tally } from './tally.ts';

/** What a process is given to play: one schedule, or some second faults on top of its one fault. */
export interface Job {
  readonly number: number;
  /** Where it is counted: of each row, the call sites are told once. */
  readonly row: string;
  readonly schedule: Schedule;
  readonly seconds?: Batch;
}

/** What a process says: what it counted in a job, what it is at, or what it cannot go on after. */
export type Answer =
  | { readonly is: 'played'; readonly number: number; readonly tally: Tally }
  | { readonly is: 'at'; readonly schedule: Schedule }
  | { readonly is: 'dead'; readonly number: number; readonly schedule: Schedule; readonly error: string };
