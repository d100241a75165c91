import { singles, type Schedule } from '../crash-sweep.ts';
import { GAPS, waysAt } from '../distinct-faults.ts';
import { FAULT_KINDS, type CallSite } from '../faults.ts';
import { cleanRuns } from './clean-runs.ts';
import type { Job } from './job.ts';
import type { SinglesOptions } from './options.ts';
import { print } from './print.ts';
import { exitCodeOf, sessionOf, type Session } from './session.ts';
import { closingLines, tableOf } from './table.ts';
import { addTally, emptyTally, together, type Tally } from './tally.ts';
import { writeSingles } from './figures.ts';
import type { Workflow } from '../workflow.ts';
import { PLAYED_ONCE } from '../workflows.ts';
import { counted, several } from './wording.ts';

const MOST_ROUNDS = 3;

/** Plays every call of every workflow in every way, prints what was done, and answers with the exit code. */
export async function playSingles({ seed, every, workflows, isWriting, ...options }: SinglesOptions): Promise<number> {
  const { clean, violations } = await cleanRuns(workflows, seed);
  const calls = new Map(clean.map(({ workflow, order }) => [workflow.name, order.length]));
  const rows = new Map(clean.map(({ workflow }) => [workflow.name, emptyTally()]));
  const schedules = clean
    .flatMap(({ workflow, shared, ...calls }) => [...singles(workflow, seed, calls, shared)])
    .filter((_, index) => (index + 1) % every === 0);
  const weight = ({ workflow }: Schedule): number => calls.get(workflow) ?? 0;
  const session = sessionOf(options);
  session.report(violations);
  const kept = await session.playKept();
  const once = new Map(PLAYED_ONCE.map(({ name }) => [name, emptyTally()]));
  const isAll = workflows.length === 0;
  await playInto(once, session, isAll ? withoutFault(PLAYED_ONCE, seed) : [], () => 1);
  await playInto(rows, session, schedules, weight);
  // What only a fault leads to is crashed by a second one; that may lead to something new again.
  const rounds = every === 1 ? MOST_ROUNDS : 0;
  for (let round = 0; round < rounds && !session.isStopped; round += 1) {
    await playInto(rows, session, onlyAfterFaults(rows), weight);
  }
  await session.end();
  const never = neverCrashed(rows);
  const isWhole = every === 1 && !session.isStopped && violations.length === 0;
  const alone = together(once.values());
  const name = `${FAULT_KINDS.length} kinds of fault, ${GAPS.length} gaps; ${alone.played} without a fault and ${several(kept.played, 'kept one')} besides`;
  print(tableOf('workflow', rows));
  print(
    closingLines(
      { what: 'schedules', name, all: together(rows.values()), never: isWhole ? never : undefined },
      session,
    ),
  );
  if (isWriting && isWhole) await writeSingles(rows, alone, session);
  return exitCodeOf(session, isWhole && never.length > 0);
}

function withoutFault(workflows: readonly Workflow[], seed: number): Schedule[] {
  return workflows.map(({ name }) => ({ workflow: name, seed, faults: [] }));
}

async function playInto(
  rows: ReadonlyMap<string, Tally>,
  session: Session,
  schedules: readonly Schedule[],
  weight: (schedule: Schedule) => number,
): Promise<void> {
  const all = schedules.reduce((sum, schedule) => sum + weight(schedule), 0);
  let done = 0;
  let played = 0;
  const jobs: Iterable<Job> = schedules.map((schedule, number) => ({ number, row: schedule.workflow, schedule }));
  await session.play(jobs, {
    heard: ({ schedule }, tally) => {
      done += weight(schedule);
      played += 1;
      const row = rows.get(schedule.workflow);
      if (row !== undefined) addTally(row, tally);
    },
    progress: () => ({
      share: done / all,
      done: `${counted(played)} of ${counted(schedules.length)} schedules`,
      before: 0,
    }),
    isKept: false,
  });
}

/** Schedules that crash, in every way, each call site that some run reached and none crashed, at the place where it was first met. */
function onlyAfterFaults(rows: ReadonlyMap<string, Tally>): Schedule[] {
  const { reached, crashed } = together(rows.values());
  return [...reached].flatMap(([site, { schedule, call }]) => {
    if (crashed.has(site) || (schedule.faults ?? []).some((fault) => fault.call >= call)) return [];
    const calls = {
      order: Array.from({ length: call }, () => site),
      starts: new Set([call]),
      follows: new Set<number>(),
    };
    return waysAt(call, calls).map((fault) => ({ ...schedule, faults: [...(schedule.faults ?? []), fault] }));
  });
}

function neverCrashed(rows: ReadonlyMap<string, Tally>): CallSite[] {
  const { reached, crashed } = together(rows.values());
  return [...reached.keys()].filter((site) => !crashed.has(site));
}
