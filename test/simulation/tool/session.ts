import type { Violation } from '../crash-sweep.ts';
import { commitPlayed } from './commit.ts';
import { crewOf } from './crew.ts';
import type { Job } from './job.ts';
import { readKeptSeeds, schedulesOf } from './kept-seeds.ts';
import { showProgress, type Progress } from './progress.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import { tellerOf } from './teller.ts';

/** One call of the command: its processes, what it has counted, and what it tells of violations as they come. */
export interface Session {
  readonly commit: string | undefined;
  /** How many runs were played, and for how long; and what broke. */
  readonly played: number;
  readonly seconds: number;
  readonly violations: number;
  /** By Ctrl-C, or after too many violations. */
  readonly isStopped: boolean;
  readonly isInterrupted: boolean;
  /** Tells of what broke before any job was played. */
  report(violations: readonly Violation[]): void;
  play(jobs: Iterable<Job>, plan: Plan): Promise<void>;
  /** Plays what ever found a fault. */
  playKept(): Promise<Tally>;
  end(): Promise<void>;
}

export interface Plan {
  readonly heard: (job: Job, tally: Tally) => void;
  readonly progress: () => Pick<Progress, 'share' | 'done' | 'before'>;
  /** Whether a schedule that breaks something is kept in the repository: one that is not played each time anyway. */
  readonly isKept: boolean;
}

export function sessionOf({ cores, stopAfter }: { readonly cores: number; readonly stopAfter: number }): Session {
  const commit = commitPlayed();
  const begun = performance.now();
  const crew = crewOf(cores);
  let played = 0;
  let violations = 0;
  let isInterrupted = false;
  let shown: ReturnType<typeof showProgress> | undefined;
  const teller = tellerOf(commit, () => shown?.wipe());

  const interrupt = (): void => {
    if (isInterrupted) process.exit(INTERRUPTED);
    isInterrupted = true;
    crew.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);

  function count(broken: readonly Violation[], isKept: boolean): void {
    violations += broken.length;
    for (const one of broken) teller.tell(one, isKept);
    if (violations >= stopAfter) crew.stop();
  }

  const play: Session['play'] = async (jobs, { heard, progress, isKept }) => {
    shown = showProgress(() => ({ ...progress(), played, violations, seconds: seconds() }));
    await crew.play(jobs, (job, tally) => {
      played += tally.played;
      heard(job, tally);
      count(tally.violations, isKept);
    });
    shown.end();
    await teller.settled();
  };

  function seconds(): number {
    return (performance.now() - begun) / 1000;
  }

  return {
    commit,
    get played() {
      return played;
    },
    get seconds() {
      return seconds();
    },
    get violations() {
      return violations;
    },
    get isStopped() {
      return crew.isStopped;
    },
    get isInterrupted() {
      return isInterrupted;
    },
    report: (broken) => count(broken, false),
    play,
    playKept: async () => {
      const kept = schedulesOf(readKeptSeeds());
      const tally = emptyTally();
      await play(
        kept.map((schedule, number) => ({ number, row: 'kept', schedule })),
        {
          heard: (_, one) => addTally(tally, one),
          progress: () => ({ share: tally.played / kept.length, done: 'kept seeds', before: 0 }),
          isKept: false,
        },
      );
      return tally;
    },
    end: async () => {
      crew.end();
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      await teller.settled();
    },
  };
}

export const INTERRUPTED = 130;

/** The exit code of what was played. */
export function exitCodeOf({ isInterrupted, violations }: Session, isIncomplete = false): number {
  if (violations > 0 || isIncomplete) return 1;
  return isInterrupted ? INTERRUPTED : 0;
}
