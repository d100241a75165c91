import { commitsInWords, countOn } from './commits.ts';
import { writeFull, type PairsRow } from './figures.ts';
import { fullSweep, type FullSweep } from './full-sweep.ts';
import type { FullOptions } from './options.ts';
import { SAYS, STAGES, type Stage } from './pairs.ts';
import { print } from './print.ts';
import { exitCodeOf, sessionOf, type Session } from './session.ts';
import { stagePlan, type StagePlan } from './stage-plan.ts';
import { closingLines, tableOf } from './table.ts';
import { addTally, together } from './tally.ts';
import { counted, percent } from './wording.ts';

const SAVED_EVERY = 10_000;

/** Plays pairs of faults, stage after stage, and answers with the exit code. */
export async function playFull({ isWriting, stages, ...options }: FullOptions): Promise<number> {
  const sweep = await fullSweep(options);
  if (sweep.isOther)
    print('The calls are not those that .simulate/full.json is of: the code has changed. This begins anew.');
  const session = sessionOf(options);
  session.report(sweep.violations);
  await session.playKept();
  const plans = STAGES.map((stage) => ({ stage, plan: stagePlan(stage, sweep) }));
  for (const { stage, plan } of plans) {
    if (!session.isStopped && stages.includes(stage)) await playStage(stage, plan, sweep, session);
    sweep.save();
  }
  await session.end();
  const tallies = new Map(STAGES.map((stage) => [SAYS[stage], sweep.parts[stage].tally]));
  const all = together(tallies.values());
  print(tableOf('pairs of', tallies));
  const rows = plans.map(({ stage, plan }): PairsRow => ({
    stage,
    share: plan.share(),
    tally: sweep.parts[stage].tally,
  }));
  for (const { stage, share } of rows) print(`${percent(share)} of ${SAYS[stage]}`);
  const what = 'runs of pairs and of their first faults alone';
  print(closingLines({ what, name: `so far: ${commitsInWords(sweep.commits)}`, all, never: undefined }, session));
  if (isWriting) await writeFull(rows, sweep.commits, session);
  return exitCodeOf(session, all.violations.length > 0);
}

async function playStage(stage: Stage, plan: StagePlan, sweep: FullSweep, session: Session): Promise<void> {
  const { tally } = sweep.parts[stage];
  const before = plan.share();
  let savedAt = performance.now();
  await session.play(plan.left(), {
    heard: (job, one) => {
      plan.done(job);
      addTally(tally, one);
      countOn(sweep.commits, session.commit, one.played);
      if (performance.now() - savedAt < SAVED_EVERY) return;
      savedAt = performance.now();
      sweep.save();
    },
    progress: () => ({
      share: plan.share(),
      done: `of ${SAYS[stage]}, ${counted(tally.played)} of about ${counted(plan.runs)} runs`,
      before,
    }),
    isKept: true,
  });
}
