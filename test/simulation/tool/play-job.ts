import type { playSchedule } from '../play-schedule.ts';
import type { Job } from './job.ts';
import { batchOf, secondFaults } from './pairs.ts';
import { addRun, emptyTally, type Tally } from './tally.ts';

/** Plays what a process is given, and counts it: of a batch of second faults each pair, and with the first batch its first fault alone. */
export async function playJob({ schedule, seconds }: Job, play: typeof playSchedule): Promise<Tally> {
  const tally = emptyTally();
  const alone = await play(schedule);
  if (seconds === undefined || seconds.part === 0) addRun(tally, schedule, alone);
  const [first] = schedule.faults ?? [];
  if (seconds === undefined || first === undefined) return tally;
  for (const second of batchOf(secondFaults(seconds.stage, first, alone, seconds.sites), seconds)) {
    const pair = { ...schedule, faults: [first, second] };
    addRun(tally, pair, await play(pair));
  }
  return tally;
}
