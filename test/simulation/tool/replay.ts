import { playSchedule } from '../play-schedule.ts';
import { commitPlayed } from './commit.ts';
import type { ReplayOptions } from './options.ts';
import { print } from './print.ts';
import { faultInWords } from './schedule-text.ts';
import { shrunk, violationText } from './violation.ts';
import { watching } from './watch-run.ts';
import { counted, duration } from './wording.ts';

/** Plays one run again, prints what was done to it and what came of it, and answers with the exit code. */
export async function replay({ schedule, isVerbose }: ReplayOptions): Promise<number> {
  const { broken, done, order, calls, minutesToQuiet } = await playSchedule(
    schedule,
    isVerbose ? watching(print) : undefined,
  );
  if (broken !== undefined) {
    const small = await shrunk({ schedule, ...broken });
    print(violationText(small, commitPlayed()));
    return 1;
  }
  for (const fault of done) print(faultInWords(fault, order[fault.call - 1]));
  print(
    `Every invariant holds: ${counted(calls)} calls; after the last fault all was quiet within ${duration(minutesToQuiet)}.`,
  );
  return 0;
}
