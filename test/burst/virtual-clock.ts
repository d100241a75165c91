import type { PaceClock } from '../../shared/ports/pace.ts';

export interface VirtualClock extends PaceClock {
  /** Runs the workers together: time passes when all of them wait, to the first that has waited enough. */
  run(workers: readonly (() => Promise<void>)[]): Promise<void>;
}

/** A clock that costs no time: what takes eleven minutes at Stripe's pace is over when the work is done. */
export function virtualClock(startMilliseconds: number): VirtualClock {
  let now = startMilliseconds;
  let atWork = 0;
  let seed = 1999;
  const waiting: { until: number; go: () => void }[] = [];
  const passTime = (): void => {
    if (atWork > 0 || waiting.length === 0) return;
    waiting.sort((a, b) => a.until - b.until);
    const [first] = waiting.splice(0, 1);
    if (first === undefined) return;
    now = Math.max(now, first.until);
    atWork += 1;
    first.go();
  };
  return {
    now: () => now,
    wait: (milliseconds) =>
      new Promise((go) => {
        waiting.push({ until: now + milliseconds, go });
        atWork -= 1;
        passTime();
      }),
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    run: async (workers) => {
      atWork += workers.length;
      const ended = (): void => {
        atWork -= 1;
        passTime();
      };
      await Promise.all(workers.map((worker) => worker().finally(ended)));
    },
  };
}
