import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Violation } from '../crash-sweep.ts';
import { waysAt } from '../distinct-faults.ts';
import { cleanRuns } from './clean-runs.ts';
import { commitsData, type Commits } from './commits.ts';
import type { FullOptions } from './options.ts';
import { STAGES, type Clean, type Stage } from './pairs.ts';
import { Place, placeData, readState, writeState } from './place.ts';
import { dataOf, emptyTally, tallyData, type Tally } from './tally.ts';

const STATE = '.simulate/full.json';

const partState = z.strictObject({ place: placeData, tally: tallyData });
const state = z.strictObject({
  /** The hash of what is played. */
  plan: z.string(),
  commits: commitsData,
  parts: z.strictObject({ once: partState, sites: partState, near: partState, far: partState }),
});

interface Part {
  readonly place: Place;
  readonly tally: Tally;
}

/** The sweep of all pairs, as far as it has come. */
export interface FullSweep {
  readonly clean: readonly Clean[];
  /** Of workflows that break something without a fault; they are left out. */
  readonly violations: readonly Violation[];
  readonly seed: number;
  readonly parts: Readonly<Record<Stage, Part>>;
  readonly commits: Commits;
  /** Whether an earlier run left a sweep of other calls, which this is not the rest of. */
  readonly isOther: boolean;
  save(): void;
}

/** Begins it, or goes on with what an earlier run left, if that was of the same calls. */
export async function fullSweep(
  { seed, workflows, isResuming, isAnew }: Pick<FullOptions, 'seed' | 'workflows' | 'isResuming' | 'isAnew'>,
  file: string = STATE,
): Promise<FullSweep> {
  const { clean, violations } = await cleanRuns(workflows, seed);
  const plan = planOf(clean, seed);
  const left = isResuming && !isAnew ? readState(file, state) : undefined;
  const before = left?.plan === plan ? left : undefined;
  const part = (stage: Stage): Part => ({
    place: new Place(before?.parts[stage].place),
    tally: before?.parts[stage].tally ?? emptyTally(),
  });
  const parts = { once: part('once'), sites: part('sites'), near: part('near'), far: part('far') };
  const commits: Commits = new Map(Object.entries(before?.commits ?? {}));
  return {
    clean,
    violations,
    seed,
    parts,
    commits,
    isOther: left !== undefined && before === undefined,
    save: () => {
      if (!isResuming) return;
      const data = (stage: Stage) => ({ place: parts[stage].place.data, tally: dataOf(parts[stage].tally) });
      const stages = Object.fromEntries(STAGES.map((stage) => [stage, data(stage)]));
      writeState(file, { plan, commits: Object.fromEntries(commits), parts: stages });
    },
  };
}

/** The hash of every call of every workflow, in order, and of the ways to fail: figures of another plan say nothing of this one. */
function planOf(clean: readonly Clean[], seed: number): string {
  const plan = clean.map(({ workflow, ...calls }) => [
    workflow.name,
    calls.order.map((site, index) => [site, waysAt(index + 1, calls)]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([seed, plan]))
    .digest('hex');
}
