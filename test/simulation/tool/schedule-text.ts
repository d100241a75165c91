import * as z from 'zod';
import type { Schedule } from '../crash-sweep.ts';
import { FAULT_KINDS, type CallSite, type Fault } from '../faults.ts';
import { NAMED, RANDOM } from '../play-schedule.ts';
import { duration } from './wording.ts';

/** Above it a seed is the same as one below: the generator keeps 32 bits. */
export const HIGHEST_SEED = 2 ** 32 - 1;

const fault = z.strictObject({
  call: z.int().min(1),
  kind: z.enum(FAULT_KINDS),
  /** Milliseconds. */
  gap: z.int().min(0),
});

/** A schedule as a violation prints it and as the file of kept seeds holds it. */
export const scheduleSchema = z.strictObject({
  workflow: z.string().refine(isHistory, {
    error: ({ input }) =>
      `There is no history ${JSON.stringify(input)}. There are: ${[...NAMED.map(({ name }) => name), RANDOM].join(', ')}.`,
  }),
  seed: z.int().min(0).max(HIGHEST_SEED),
  faults: z.array(fault).readonly().exactOptional(),
});

function isHistory(name: string): boolean {
  return name === RANDOM || NAMED.some((workflow) => workflow.name === name);
}

/** The one command that plays a schedule again. */
export function replayCommand(schedule: Schedule): string {
  return `npm run simulate -- --replay '${JSON.stringify(schedule)}'`;
}

/** What is done to one call, for a person. Example: `call 31, send-statement: store.saveIntent: crash-after, 1 d 1 h`. */
export function faultInWords({ call, kind, gap }: Fault, site?: CallSite): string {
  return `call ${call}${site === undefined ? '' : `, ${site}`}: ${kind}, ${duration(gap / 60_000)}`;
}
