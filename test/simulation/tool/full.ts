import { writeFull, type PairsRow } from './figures.ts';
import { fullSweep, type FullSweep } from './full-sweep.ts';
import type { Job } from './job.ts';
import type { FullOptions } from './options.ts';
import { expectedSeconds, firstFaults, SAYS, STAGES, type Stage } from './pairs.ts';
import { print } from './print.ts';
import { exitCodeOf, sessionOf, type Session } from './session.ts';
import { closingLines, tableOf } from './table.ts';
import { addTally, together } from './tally.ts';
import { counted } from './wording.ts';

const SAVED_EVERY = 10_000;

/** Plays pairs of faults, stage after stage, and answers with the exit code. */
export async function playFull({ isWriting, ...options }: FullOptions): Promise<number> {
  const sweep = await fullSweep(options);
  if (sweep.isOther)
    print('The calls are not those that .simulate/full.json is of: the code has changed. This begins anew.');
  const session = sessionOf(options);
  await session.playKept();
  for (const stage of STAGES) {
    if (!session.isStopped) await playStage(stage, sweep, session);
    sweep.save(session.commit);
  }
  await session.end();
  const tallies = new Map(STAGES.map((stage) => [SAYS[stage], sweep.parts[stage].tally]));
  const all = together(tallies.values());
  print(tableOf('pairs of', tallies));
  const rows = STAGES.map((stage) => rowOf(sweep, stage));
  for (const { stage, done, of } of rows) {
    print(`${SAYS[stage]}: ${counted(done)} of ${counted(of)} first faults are done, each with all second ones.`);
  }
  print(closingLines({ what: 'pairs', name: 'so far', all, never: undefined }, session));
  if (isWriting) await writeFull(rows, session);
  return exitCodeOf(session, all.violations.length > 0);
}

/** How many first faults of a stage were played, each with all second ones. */
function rowOf({ clean, seed, parts }: FullSweep, stage: Stage): PairsRow {
  const { place, tally } = parts[stage];
  return { stage, done: place.count, of: firstFaults(stage, clean, seed).length, tally };
}

async function playStage(stage: Stage, sweep: FullSweep, session: Session): Promise<void> {
  const { clean, seed } = sweep;
  const { place, tally } = sweep.parts[stage];
  const firsts = firstFaults(stage, clean, seed);
  const expected = expectedSeconds(stage, clean);
  const lengths = new Map(clean.map(({ workflow, order }) => [workflow.name, order.length]));
  // Of a longer history a run takes longer.
  const weights = firsts.map((first) => expected(first) * (lengths.get(first.workflow) ?? 0));
  const sum = (all: readonly number[]): number => all.reduce((so, one) => so + one, 0);
  const whole = sum(weights);
  const pairs = counted(sum(firsts.map(expected)));
  const before = sum(weights.filter((_, number) => place.isDone(number)));
  let done = before;
  let savedAt = performance.now();
  const jobs = firsts.entries().flatMap(([number, schedule]): Job[] => {
    return place.isDone(number) ? [] : [{ number, schedule, seconds: stage }];
  });
  await session.play(jobs, {
    heard: ({ number }, one) => {
      place.done(number);
      addTally(tally, one);
      done += weights[number] ?? 0;
      if (performance.now() - savedAt < SAVED_EVERY) return;
      savedAt = performance.now();
      sweep.save(session.commit);
    },
    progress: () => ({
      share: done / whole,
      done: `of ${SAYS[stage]}, ${counted(tally.played)} of about ${pairs} pairs`,
      before: before / whole,
    }),
    isKept: true,
  });
}
