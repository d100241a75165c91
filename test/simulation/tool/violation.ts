import type { Schedule, Violation } from '../crash-sweep.ts';
import { playSchedule } from '../play-schedule.ts';
import { shrink } from '../shrink.ts';
import { RUN_ENDS } from './crew.ts';
import { faultInWords, replayCommand } from './schedule-text.ts';

/** A violation with the fewest faults that still break the same invariant. */
export interface Shrunk {
  readonly violation: Violation;
  readonly fewest: Violation;
  /** What was done, in words, and in how many faults at first. */
  readonly faults: readonly string[];
  readonly before: number;
}

/** Plays it again with fewer and fewer faults. What died is left as it is: it might die here too. */
export async function shrunk(violation: Violation, play: typeof playSchedule = playSchedule): Promise<Shrunk> {
  const { schedule, invariant } = violation;
  if (invariant === RUN_ENDS) {
    const faults = schedule.faults ?? [];
    return { violation, fewest: violation, faults: faults.map((one) => faultInWords(one)), before: faults.length };
  }
  const { done } = await play(schedule);
  const few = await shrink(done, async (faults) => {
    return (await play({ ...schedule, faults })).broken?.invariant === invariant;
  });
  const fewest: Schedule = { ...schedule, faults: few };
  const last = await play(fewest);
  return {
    violation,
    fewest: { schedule: fewest, invariant, found: last.broken?.found ?? violation.found },
    faults: few.map((one) => faultInWords(one, last.order[one.call - 1])),
    before: done.length,
  };
}

/** What a violation prints: what broke, in which run, by which faults, and how to see it again. */
export function violationText({ violation, fewest, faults, before }: Shrunk, commit: string | undefined): string {
  const { workflow, seed } = violation.schedule;
  const run = [workflow, `seed ${seed}`, ...(commit === undefined ? [] : [`commit ${commit}`])].join(', ');
  const lines = [
    `VIOLATION: ${violation.invariant}`,
    `  found   ${fewest.found.replaceAll('\n', '\n          ')}`,
    `  run     ${run}`,
    ...(faults.length === 0
      ? [violation.invariant === RUN_ENDS ? '  faults  those of the seed' : '  faults  none are needed']
      : faults.map((fault, index) => `${index === 0 ? '  faults  ' : '          '}${fault}`)),
    ...(before > faults.length ? [`          (of ${before} at first; the fewest that still break it)`] : []),
    `  replay  ${replayCommand(fewest.schedule)}`,
    '          with --verbose after it, to see every call',
  ];
  return lines.join('\n');
}
